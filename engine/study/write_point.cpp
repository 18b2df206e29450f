// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/write_point.h"

#include <atomic>
#include <cstdlib>

#include <unistd.h>

namespace palimpsest
{
namespace
{

long deadline()
{
    const char* text = std::getenv("PALIMPSEST_DIE_AT");
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

} // namespace

void writePoint()
{
    static const long last = deadline();
    if (last <= 0)
        return;
    static std::atomic<long> passed = 0;
    if (++passed == last)
        ::_exit(kDiedAtWritePoint);
}

} // namespace palimpsest
