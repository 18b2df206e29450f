// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "engine/orchestration/background_command.h"
#include "engine/orchestration/slurm_queue.h"

namespace palimpsest
{

/// What is said to Slurm of single tasks ("123_4"), in few commands: what comes while one is under
/// way, or within `interval` seconds of the last, goes together. So ten thousand workers that are
/// stopped at once are some ten commands, not ten thousand.
class SlurmOrders
{
public:
    explicit SlurmOrders(double interval);

    /// What has not begun goes at once; what runs is asked to save: its batch script has become the
    /// worker.
    void stop(const std::string& task);
    void kill(const std::string& task);

    /// Goes on, without waiting; what Slurm did not hear is said again.
    void advance();

private:
    struct Kind {
        std::vector<std::string> words;
        std::vector<std::string> waiting; ///< tasks
        std::vector<std::string> said;    ///< by `command`
        std::unique_ptr<BackgroundCommand> command;
        double notBefore = 0;
    };
    void advance(Kind& kind) const;

    double m_interval;
    std::array<Kind, 3> m_kinds;
};

} // namespace palimpsest
