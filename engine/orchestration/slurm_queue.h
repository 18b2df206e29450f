// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/orchestration/background_command.h"
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

/// A task of an array as Slurm's commands name it: "123_4".
std::string taskName(const std::string& job, int index);

/// How many tasks one command may name: its words have an end.
inline constexpr std::size_t kMostTasksNamed = 1000;

/// The words that ask the accounting database for tasks, and its answer; of some it may say
/// nothing.
std::vector<std::string> sacctCommand(const std::vector<std::string>& tasks);
std::vector<SlurmTask> parseAccounting(const std::string& text);

/// The words that ask the controller for all tasks of an array, and its answer.
std::vector<std::string> scontrolCommand(const std::string& array);
std::vector<SlurmTask> parseJobs(const std::string& text);

inline constexpr double kSlurmPatience = 60; ///< seconds that one of Slurm's commands may take
/// Slurm's controller, or the way to it, is not there: no answer to the question.
bool unanswered(const CommandResult& result);

/// What the task's state means for its worker.
WorkerStatus workerStatus(const SlurmTask& task);

/// "waits in Slurm's queue: other jobs come first (Priority)".
std::string waitingText(const std::string& reason);
/// Slurm's reasons that have words of their own, with these.
const std::map<std::string, const char*>& waitingReasons();

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
