// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the workers that were started.
#include <csignal>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/process_usage.h"
#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

/// Signals by which people and the system end processes; the others are faults of the program.
bool endedFromOutside(int signal)
{
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

/// Why a worker was lost by no fault of its own, as in "its node failed"; empty where the fault may
/// be its own, so that it would end alike again.
std::string causeOfLoss(const WorkerStatus& status, bool silent)
{
    if (!status.restart.empty())
        return status.restart;
    if (silent && status.sentence.empty() && status.signal && endedFromOutside(*status.signal))
        return "its worker was ended by signal " + std::to_string(*status.signal);
    // How a worker ended that an earlier conductor had started, nobody can say; where it crashed,
    // it crashes again and waits after a few times.
    if (silent && status.sentence.empty() && !status.signal && !status.exitCode)
        return "its worker, which an earlier conductor had started, ended without a word";
    return {};
}

} // namespace

void Conductor::followWorkers()
{
    for (auto entry = m_workers.begin(); entry != m_workers.end();) {
        Worker& worker = entry->second;
        RunFollower& follower = *worker.follower;
        // Asked before reading: what a worker wrote before it ended is then always read before it
        // is judged.
        const WorkerStatus status = m_executor.status(follower.run().name);
        follower.setWaiting(status.waiting);
        follower.setStopMeaning(stopMeaning(worker.intent), worker.stopSentence);
        follower.readNew();
        if (follower.brokenProtocol() && status.running)
            m_executor.kill(follower.run().name);
        if (status.running) {
            enforceLimits(worker, status);
            ++entry;
            continue;
        }
        // As one, so that a run that ends while the disk is full still goes on afterwards.
        m_store.transaction([&] { settleEndedRun(worker, status); });
        entry = m_workers.erase(entry);
    }
    stopBeaten();
}

void Conductor::settleEndedRun(Worker& worker, const WorkerStatus& status)
{
    RunFollower& follower = *worker.follower;
    const bool silent = !follower.ended();
    if (silent)
        endSilentRun(worker, status);
    if (follower.run().state == JobState::Done) {
        m_queue.unwant(follower.job().id);
        m_restarts.forget(follower.job());
    } else if (const std::string why = causeOfLoss(status, silent);
               !why.empty() && worker.intent == Intent::None) {
        restart(follower, why, worker.limits.retries);
    }
}

JobState Conductor::stopMeaning(Intent intent)
{
    return intent == Intent::Cancel || intent == Intent::Beaten ? JobState::Cancelled
                                                                : JobState::Paused;
}

/// Trials that others beat in both objectives leave, where their sweep says so.
void Conductor::stopBeaten()
{
    std::map<RowId, const SweepRow*> judged; ///< by job
    for (const auto& [id, worker] : m_workers) {
        const SweepRow* sweep = m_queue.activeSweep(worker.follower->job());
        if (sweep != nullptr && sweep->spec.stopping.mode != StoppingMode::Off &&
            worker.intent == Intent::None && !worker.follower->ended())
            judged[id] = sweep;
    }
    if (judged.empty() || !m_scores.refresh())
        return;
    for (const auto& [id, sweep] : judged) {
        Worker& worker = m_workers.at(id);
        const auto reason =
            m_earlyStopping.judge(*sweep, worker.follower->job(), worker.follower->plannedUpdates(),
                                  m_queue.jobsOf(sweep->id));
        if (!reason)
            continue;
        worker.stopSentence = *reason;
        stopWorker(id, Intent::Beaten);
    }
}

/// What ended by no fault of its own goes on by itself, unless it gets no further in several lives.
void Conductor::restart(const RunFollower& follower, const std::string& why, int retries)
{
    const JobState state = follower.run().state;
    if (m_stopping || (state != JobState::Interrupted && state != JobState::Paused))
        return;
    const JobRow& job = follower.job();
    bool again = false;
    m_store.transaction([&] {
        const auto verdict = m_restarts.afterLoss(job, follower.run().done, why, retries);
        again = verdict.again;
        if (again)
            m_store.setJobState(job.id, JobState::Waiting);
        m_store.addMessage(again ? Severity::Info : Severity::Warning, verdict.sentence, job.id);
    });
    m_queue.refresh();
    if (again && !m_queue.wanted(m_queue.job(job.id)))
        m_queue.want(job.id);
}

/// Why it is beyond one of its limits, as a sentence; empty where it is not.
std::string Conductor::beyondLimit(Worker& worker, double now)
{
    const RunLimits& limits = worker.limits;
    const auto usage = processUsage(m_executor.processId(worker.follower->run().name));
    const double seconds =
        usage ? worker.workTime.at(usage->seconds, now) : now - worker.atWorkSince;
    if (limits.minutes > 0 && seconds >= limits.minutes * 60.0)
        return "It took longer than the " + std::to_string(limits.minutes) +
               " minutes that its sweep allows ([limits] minutes)";
    if (limits.memoryMb > 0 && usage && usage->memoryMb > limits.memoryMb)
        return "It took " + std::to_string(usage->memoryMb) + " MB of memory, more than the " +
               std::to_string(limits.memoryMb) + " MB that its sweep allows ([limits] memoryMb)";
    return {};
}

/// A worker beyond its limits is asked to save and leave, and ended when it does not.
void Conductor::enforceLimits(Worker& worker, const WorkerStatus& status)
{
    const double now = steadySeconds();
    if (worker.atWorkSince < 0 && status.waiting.empty())
        worker.atWorkSince = now;
    const std::string& run = worker.follower->run().name;
    if (worker.intent == Intent::Limit && now - worker.limitSince > m_options.limitGraceSeconds)
        m_executor.kill(run);
    if (worker.intent != Intent::None || worker.atWorkSince < 0 || worker.follower->ended() ||
        (worker.lookedAt >= 0 && now - worker.lookedAt < m_options.limitCheckSeconds))
        return;
    worker.lookedAt = now;
    const std::string problem = beyondLimit(worker, now);
    if (problem.empty())
        return;
    const JobRow& job = worker.follower->job();
    worker.limitSince = now;
    worker.stopSentence = problem + "; resume it to go on from its last checkpoint.";
    m_store.addMessage(Severity::Warning, job.label + ": " + problem + "; it saves and leaves.",
                       job.id);
    stopWorker(job.id, Intent::Limit);
}

/// Says once what keeps whoever runs workers from answering.
void Conductor::reportTrouble()
{
    const std::string trouble = m_executor.trouble();
    if (trouble != m_trouble && !trouble.empty())
        m_store.addMessage(Severity::Warning, trouble);
    m_trouble = trouble;
}

void Conductor::endSilentRun(Worker& worker, const WorkerStatus& status)
{
    RunFollower& follower = *worker.follower;
    const Intent intent = worker.intent;
    const bool scheduler = !status.restart.empty() || !status.sentence.empty();
    if (intent == Intent::Limit) { // left without saving once more
        follower.endWith(JobState::Interrupted, ExitCode::Stopped, worker.stopSentence);
    } else if (intent != Intent::None &&
               (status.signal == SIGTERM || (scheduler && !status.exitCode))) {
        // asked to stop before it could listen
        follower.endWith(stopMeaning(intent), ExitCode::Stopped, worker.stopSentence);
    } else if (!status.restart.empty()) {
        follower.endWith(JobState::Interrupted, ExitCode::WorkerLost,
                         "The worker was ended because " + status.restart + ".");
    } else if (!status.sentence.empty()) {
        // Killed from outside, it did not fail, even where memory ran out: see LocalExecutor.
        follower.endWith(
            status.exitCode && !status.signal ? JobState::Failed : JobState::Interrupted,
            status.exitCode ? static_cast<ExitCode>(*status.exitCode) : ExitCode::WorkerLost,
            status.sentence);
    } else if (status.signal && endedFromOutside(*status.signal)) {
        follower.endWith(
            JobState::Interrupted, ExitCode::WorkerLost,
            "The worker was ended by signal " + std::to_string(*status.signal) +
                (*status.signal == SIGKILL ? " (by somebody, or because memory ran out)" : "") +
                "; resume it to go on from its last checkpoint.");
    } else if (status.signal) {
        follower.endWith(JobState::Failed, ExitCode::WorkerLost,
                         "The worker crashed with signal " + std::to_string(*status.signal) +
                             "; see its worker.log.");
    } else if (status.exitCode == static_cast<int>(ExitCode::DiskFull)) {
        follower.endWith(
            JobState::Interrupted, ExitCode::DiskFull,
            "The worker ended because the disk took nothing more (see its worker.log); "
            "mend that, then resume the run to go on from its last checkpoint.");
    } else if (status.exitCode) {
        follower.endWith(JobState::Failed, ExitCode::WorkerLost,
                         "The worker ended with exit code " + std::to_string(*status.exitCode) +
                             " without saying why; see its worker.log.");
    } else {
        follower.endWith(
            JobState::Interrupted, ExitCode::WorkerLost,
            "The worker ended without a word; resume it to go on from its last checkpoint.");
    }
}

} // namespace palimpsest
