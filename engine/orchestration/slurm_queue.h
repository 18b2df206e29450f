// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/orchestration/executor.h"
#include "engine/study/device_slot.h"
#include "engine/study/run_limits.h"
#include "engine/study/slurm_options.h"

namespace palimpsest
{

/// One task of a job array as squeue shows it.
struct SlurmTask {
    std::string job; ///< of the array: "123"
    int index = 0;
    std::string name;
    std::string state; ///< "PENDING", "RUNNING", "TIMEOUT" …
    int exitCode = 0;
    int signal = 0; ///< that ended it, 0 = none
    std::string reason;
};

/// The words that ask for all tasks of this user, those that ended lately among them.
std::vector<std::string> squeueCommand();
/// Its answer; lines that are no tasks of an array are left out.
std::vector<SlurmTask> parseQueue(const std::string& text);

/// The words that ask the accounting database for one task, and its answer; none where it says
/// nothing.
std::vector<std::string> sacctCommand(const std::string& job, int index);
std::optional<SlurmTask> parseAccounting(const std::string& text);

/// What the task's state means for its worker.
WorkerStatus workerStatus(const SlurmTask& task);

/// "waits in Slurm's queue: other jobs come first (Priority)".
std::string waitingText(const std::string& reason);

/// The words that submit an array, and the script that they take on standard input: task i runs
/// `<engine> trial --study <study> --run <runs[i]>`, its output appended to the run's worker.log.
/// SIGTERM comes `signalSeconds` before the time limit; Slurm starts nothing again by itself. What
/// `limits` allow a run is asked for, where the site's options do not ask for less time.
std::vector<std::string> sbatchCommand(const SlurmOptions& options, const DeviceSlot& slot,
                                       const std::string& name, std::size_t tasks,
                                       const RunLimits& limits = {});
std::string arrayScript(const SlurmOptions& options, const std::string& engine,
                        const std::string& study, const std::vector<std::string>& runs);

} // namespace palimpsest
