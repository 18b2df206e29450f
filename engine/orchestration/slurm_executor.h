// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/orchestration/background_command.h"
#include "engine/orchestration/executor.h"
#include "engine/orchestration/slurm_accounting.h"
#include "engine/orchestration/slurm_batches.h"
#include "engine/orchestration/slurm_queue.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

/// Runs workers as tasks of Slurm job arrays. The study lies on a file system that the nodes share,
/// under the same path; the database is opened by the conductor only, on its own machine.
///
/// What a later conductor needs stands in runs/<run>/slurm.json (see SlurmNote), so an array that
/// was submitted by a conductor that died is found again by its name. What several looks at the
/// queue do not show is submitted anew under another name; workers of an array that turns up later
/// still leave by themselves. All commands run beside the conductor; while Slurm does not answer,
/// workers count as running and what is to be said to Slurm waits.
///
/// However many workers there are, each kind of command (sbatch for workers that ask for the same,
/// squeue, sacct or scontrol, the three uses of scancel) runs at most once in pollSeconds for up to
/// 500, all, 1000 and 1000 of them.
class SlurmExecutor : public Executor
{
public:
    /// `engine` is the program to start on the nodes.
    SlurmExecutor(const std::filesystem::path& studyFolder, SlurmOptions options,
                  std::filesystem::path engine);

    void start(const RunConfig& config, const DeviceSlot& slot) override;
    void flush() override;
    std::string trouble() const override { return m_trouble; }
    WorkerStatus status(const std::string& run) override;
    bool outlivesThisMachine(const std::string& run) override;
    void requestStop(const std::string& run) override;
    void kill(const std::string& run) override;
    std::int64_t processId(const std::string&) override { return 0; }

    /// Whether the run was handed to Slurm when it was started last.
    static bool ran(const std::filesystem::path& runFolder);
    /// Forgets that, for a run that is started elsewhere now.
    static void forget(const std::filesystem::path& runFolder);

private:
    struct Task {
        std::string name; ///< of its array
        int index = 0;
        std::string job;        ///< of its array; empty until Slurm has said it
        double submitted = 0;   ///< seconds of the steady clock; 0 = by an earlier conductor
        double judged = -1;     ///< by the queue as it was seen then; -1 = by none
        int misses = 0;         ///< looks at the queue that did not show it, without a job
        bool handedOver = true; ///< false: collected, or on its way to Slurm
        bool stopAsked = false; ///< before Slurm had said its job
        bool lookedUp = false;  ///< the accounting database is being asked for its end
        bool ended = false;
        WorkerStatus last{.running = true};
    };
    /// An array on its way to Slurm.
    struct Submission {
        std::string name;
        std::vector<std::string> runs;
        std::vector<std::string> words;
        std::string script;
        std::unique_ptr<BackgroundCommand> command;
        double askedAt = 0; ///< its answer was lost: look for its name in a queue seen later
        int misses = 0;     ///< queues seen since that did not show it
    };
    /// Started alike, and not yet submitted: an array to be.
    struct Collected {
        std::string name;
        DeviceSlot slot;
        RunLimits limits;
        std::vector<std::string> runs; ///< by index
    };

    void advance();
    void advanceQueue();
    void advanceSubmissions();
    bool advanceSubmission(Submission& submission);
    void submitAgain(Submission& submission);
    Collected& groupFor(const DeviceSlot& slot, const RunLimits& limits);
    bool takeBack(const std::string& run);
    void submit(const Collected& group);
    void accept(const Submission& submission, const std::string& job);
    void learnJob(Task& task, const std::string& job);
    void refuse(const Submission& submission, const CommandResult& result);
    Task* taskOf(const std::string& run);
    const SlurmTask* inQueue(const Task& task) const;
    WorkerStatus look(const std::string& run, Task& task);
    WorkerStatus lookUpEnd(Task& task);
    void remember(const std::string& run, const Task& task) const;

    StudyLayout m_layout;
    SlurmOptions m_options;
    std::filesystem::path m_engine;
    std::vector<Collected> m_collected;
    std::map<std::string, Task> m_tasks; ///< by run
    std::vector<Submission> m_submissions;
    SlurmOrders m_orders;
    SlurmAccounting m_accounting;
    std::unique_ptr<BackgroundCommand> m_query;
    std::vector<SlurmTask> m_queue;                        ///< as seen last
    std::unordered_map<std::string, std::size_t> m_places; ///< in it, by "job_index", "name_index"
    double m_advanced = -1;                                ///< when all this went on last
    double m_nextSubmission = 0;
    double m_queryStarted = 0;
    double m_queueSeen = -1; ///< when the question was asked that m_queue answers; -1 = never
    double m_nextQuery = 0;
    std::string m_trouble;
    int m_arrays = 0;
};

} // namespace palimpsest
