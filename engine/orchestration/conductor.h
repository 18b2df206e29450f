// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/orchestration/dev_scores.h"
#include "engine/orchestration/early_stopping.h"
#include "engine/orchestration/executor.h"
#include "engine/orchestration/job_queue.h"
#include "engine/orchestration/process_usage.h"
#include "engine/orchestration/restart_policy.h"
#include "engine/orchestration/run_follower.h"
#include "engine/orchestration/sweep_search.h"
#include "engine/orchestration/worker_slots.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

struct ConductorOptions {
    std::string devices; ///< overrides what the sweeps say; empty = as they say
    Machine machine;     ///< what "auto" is decided on
    double heartbeatSeconds = 2;
    double limitCheckSeconds = 1;   ///< between two looks at what a worker takes
    double limitGraceSeconds = 120; ///< to save and leave in, beyond a limit; then it is ended
    double startSeconds = 1;        ///< at most, in one step, for starting workers
    bool startJobs = true;          ///< false: answer requests, see stops through, and leave
};

/// Plans, starts workers, follows their files and writes the results: the only writer of results of
/// a study. One object is one reign: it takes the lock on construction and gives it back when
/// nothing is left to do.
///
/// Nothing depends on its staying alive. Runs whose worker died while nobody looked become
/// interrupted, workers that still live are followed on from where the database ends, and what they
/// said meanwhile is taken in once. A worker that was lost by no fault of its own (killed,
/// preempted, its node or its time in Slurm at an end) goes on with a message, a few times (see
/// RestartPolicy); whatever would fail alike again (bad configuration, non-finite loss, out of
/// memory, a crash), found the disk full, or was lost while nobody looked, waits until
/// somebody asks for it; what memory, the disk or a crash ended goes on from its checkpoint then.
/// How a worker ended that an earlier conductor had started cannot be told; it counts as lost.
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

    /// What is kept in memory may be ahead of the study where a step broke off with a StorageError:
    /// takes it from there anew, after which the next step makes up for it. Workers, and what they
    /// were asked, stay as they are.
    void reread();

    /// Pauses everything; step() returns false once the workers have left.
    void pauseAll();
    /// The machine or the session goes down: as pauseAll(), but workers elsewhere work on, and so
    /// does what they belong to; the next conductor follows them on. The request study.resume goes
    /// on with what is paused so.
    void shutDown();
    /// The first part of both, which needs no study: workers are asked to save and leave.
    void askWorkersToStop(bool shuttingDown);
    /// Whether one that was asked is still there, by the processes and not by the study.
    bool workersLive();
    /// Workers that shutDown() leaves at work.
    std::size_t leftAtWork() const;
    /// pauseAll() or shutDown() was called or asked for.
    bool stopping() const { return m_stopping; }

    /// Workers that run now.
    std::vector<const RunFollower*> running() const;
    const JobQueue& queue() const { return m_queue; }

private:
    enum class Intent { None, Pause, Cancel, Limit, Beaten };
    struct Worker {
        std::unique_ptr<RunFollower> follower;
        Intent intent = Intent::None;
        RunLimits limits;
        WorkTime workTime;        ///< of its process, where that is on this machine
        double atWorkSince = -1;  ///< seconds of the steady clock; −1 = not yet
        double lookedAt = -1;     ///< at its limits
        double limitSince = -1;   ///< when it was found beyond one
        std::string stopSentence; ///< why it is stopped, where nobody asked
        bool left = false;        ///< at work elsewhere, by a conductor that leaves
    };

    void renewLock();
    void startReadyJobs();
    std::vector<DeviceSlot> usedSlots() const;
    void extendSearches();
    bool startJob(const JobRow& job, const DeviceSlot& slot);
    std::optional<RunRow> resumableRun(const JobRow& job, RunConfig& config);
    RunRow prepareRun(const JobRow& job, const DeviceSlot& slot, RunConfig& config);
    bool busy() const;
    void pause(bool shuttingDown);
    void putBack(RunFollower& follower, const std::string& why);
    void settleSweeps();
    void settleSweep(const SweepRow& sweep);
    bool leave();

    // conductor_recovery.cpp
    void recover();
    void recoverRun(const JobRow& job, const RunRow& run);
    bool outlived(const JobRow& job);
    void adopt(const JobRow& job, RunRow run);

    // conductor_workers.cpp
    void followWorkers();
    void settleEndedRun(Worker& worker, const WorkerStatus& status);
    void endSilentRun(Worker& worker, const WorkerStatus& status);
    void restart(const RunFollower& follower, const std::string& why, int retries);
    void stopBeaten();
    static JobState stopMeaning(Intent intent);
    void enforceLimits(Worker& worker, const WorkerStatus& status);
    std::string beyondLimit(Worker& worker, double now);
    void reportTrouble();

    // conductor_requests.cpp: each returns the answer, a sentence, or throws BadInput to refuse.
    void answerRequests();
    std::string answer(const RequestRow& request);
    std::string startSweep(RowId id, const nlohmann::json& payload);
    std::string resumeInterrupted();
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
    RestartPolicy m_restarts;
    DevScores m_scores;
    SweepSearch m_search;
    EarlyStopping m_earlyStopping;
    std::map<RowId, Worker> m_workers; ///< by job
    RowId m_starting = 0;              ///< job whose start broke off, if any did
    std::string m_trouble;             ///< of the executor, as said last
    double m_lastHeartbeat = -1e9;     ///< seconds of the steady clock
    bool m_owning = false;
    bool m_stopping = false;
    bool m_extended = false; ///< a search has just got another configuration
};

} // namespace palimpsest
