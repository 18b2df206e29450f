// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/stop_signal.h"

#include <csignal>

namespace palimpsest
{
namespace
{

volatile std::sig_atomic_t stopFlag = 0;

void raiseStopFlag(int)
{
    stopFlag = 1;
}

} // namespace

void installStopHandlers()
{
    struct sigaction action{};
    action.sa_handler = raiseStopFlag;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART; // file input and output under way is not cut short
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGHUP, &action, nullptr);
    std::signal(SIGXFSZ, SIG_IGN); // a file beyond the limit is an error with a sentence instead
}

bool stopSignalled()
{
    return stopFlag != 0;
}

} // namespace palimpsest
