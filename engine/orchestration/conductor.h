// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/orchestration/executor.h"
#include "engine/orchestration/job_queue.h"
#include "engine/orchestration/run_follower.h"
#include "engine/orchestration/worker_slots.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

struct ConductorOptions {
    std::string devices; ///< overrides what the sweeps say; empty = as they say
    Machine machine;     ///< what "auto" is decided on
    double heartbeatSeconds = 2;
    bool startJobs = true; ///< false: answer requests, see stops through, and leave
};

/// Plans, starts workers, follows their files and writes the results: the only writer of results of
/// a study. One object is one reign: it takes the lock on construction and gives it back when
/// nothing is left to do.
///
/// Nothing depends on its staying alive. Runs whose worker died while nobody looked become
/// interrupted, workers that still live are followed on from where the database ends, and what they
/// said meanwhile is taken in once. Nothing is restarted silently: an interrupted or failed job
/// waits until somebody asks for it, but for workers that Slurm ended by no fault of theirs (time,
/// preemption, node), which go on with a message.
class Conductor
{
public:
    /// Throws Error (Locked) when another living conductor holds the study, and BadInput when the
    /// machine lacks one of the devices.
    Conductor(StudyStore& store, Executor& executor, ConductorOptions options);
    ~Conductor();
    Conductor(const Conductor&) = delete;
    Conductor& operator=(const Conductor&) = delete;

    /// One round: heartbeat, requests, events, new workers. Returns false once nothing is left to
    /// do; the lock is given back then, in the same transaction that finds no open request, so that
    /// none is lost. Call it some times a second. Throws Error (Locked) when the lock was lost.
    bool step();

    /// Pauses everything; step() returns false once the workers have left.
    void pauseAll();
    /// pauseAll() was called or asked for.
    bool stopping() const { return m_stopping; }

    /// Workers that run now.
    std::vector<const RunFollower*> running() const;
    const JobQueue& queue() const { return m_queue; }

private:
    enum class Intent { None, Pause, Cancel };
    struct Worker {
        std::unique_ptr<RunFollower> follower;
        Intent intent = Intent::None;
    };
    struct Restarts {
        int fruitless = 0; ///< in a row, without progress in between
        double done = 0;   ///< RunRow::done when it ended last
    };

    void renewLock();
    void recover();
    void recoverRun(const JobRow& job, const RunRow& run);
    void startReadyJobs();
    void startJob(const JobRow& job, const DeviceSlot& slot);
    RunRow prepareRun(const JobRow& job, const DeviceSlot& slot, RunConfig& config);
    bool busy() const;
    void settleSweeps();
    void settleSweep(const SweepRow& sweep);
    bool leave();

    // conductor_workers.cpp
    void followWorkers();
    void endSilentRun(RunFollower& follower, const WorkerStatus& status, Intent intent);
    void restart(const RunFollower& follower, const std::string& why);
    void reportTrouble();

    // conductor_requests.cpp: each returns the answer, a sentence, or throws BadInput to refuse.
    void answerRequests();
    std::string answer(const RequestRow& request);
    std::string startSweep(RowId id, const nlohmann::json& payload);
    std::string pauseSweep(RowId id);
    std::string cancelSweep(RowId id);
    std::string startJobRequest(RowId id, const std::string& action);
    std::string pauseJob(RowId id);
    std::string cancelJob(RowId id);
    bool works(RowId job) const;
    void stopWorker(RowId job, Intent intent);
    void checkArtifacts(RowId sweep);

    StudyStore& m_store;
    Executor& m_executor;
    ConductorOptions m_options;
    ConductorRow m_owner;
    JobQueue m_queue;
    std::map<RowId, Worker> m_workers;    ///< by job
    std::map<RowId, Restarts> m_restarts; ///< by job
    std::string m_trouble;                ///< of the executor, as said last
    double m_lastHeartbeat = -1e9;        ///< seconds of the steady clock
    bool m_owning = false;
    bool m_stopping = false;
};

} // namespace palimpsest
