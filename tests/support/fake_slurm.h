// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/fake_workers.h"

namespace palimpsest
{

/// A cluster with so many nodes, one task each, and no Slurm: sbatch, squeue, sacct, scontrol and
/// scancel are scripts that take what real ones take and answer as Slurm 22.05 answered (the lines
/// are its own, with other numbers); the tasks are fake workers. Puts itself in front of PATH.
class FakeSlurm
{
public:
    /// Tasks that ended are in the queue for `remembered` seconds (Slurm's MinJobAge), then only in
    /// the accounting.
    FakeSlurm(const std::filesystem::path& folder, FakeWorkers& workers, int nodes,
              double remembered);
    ~FakeSlurm();
    FakeSlurm(const FakeSlurm&) = delete;
    FakeSlurm& operator=(const FakeSlurm&) = delete;

    /// How often each command was called so far.
    std::map<std::string, int> calls() const;
    /// How many tasks were in the cluster at most, those that wait among them.
    int mostAtOnce() const { return m_mostAtOnce; }
    /// From now on one out of so many tasks that begin is lost: to a node that fails, to a more
    /// urgent job, to its time limit, in turn.
    void loseOneOutOf(int tasks) { m_loseOneOutOf = tasks; }

private:
    struct Task {
        std::string array;
        int index = 0;
        std::string name;
        std::string run;
        std::string state = "PENDING";
        double ended = 0;
        bool stop = false;
        std::string fate = {}; ///< how it is lost soon; empty: it is not
    };
    void writeCommands() const;
    void work(const std::stop_token& stop);
    void takeArrays();
    void takeCancellations();
    void advanceTasks(double now);
    void advanceTask(Task& task, double now);
    void begin(Task& task);
    void writeAnswers() const;

    std::filesystem::path m_folder;
    FakeWorkers& m_workers;
    int m_nodes;
    double m_remembered;
    std::deque<Task> m_tasks;                   ///< that the queue knows
    std::string m_accounting;                   ///< of those that ended
    std::vector<std::filesystem::path> m_taken; ///< arrays that the answers do not show yet
    std::int64_t m_cancellationsTaken = 0;
    std::atomic<int> m_mostAtOnce = 0;
    std::atomic<int> m_loseOneOutOf = 0; ///< 0 = none
    int m_begun = 0;
    std::mutex m_mutex;
    std::jthread m_thread;
};

} // namespace palimpsest
