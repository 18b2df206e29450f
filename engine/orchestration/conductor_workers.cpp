// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the workers that were started.
#include <csignal>

#include "engine/orchestration/conductor.h"

namespace palimpsest
{
namespace
{

constexpr int kFruitlessRestarts = 3;

/// Signals by which people and the system end processes; the others are faults of the program.
bool endedFromOutside(int signal)
{
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
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
        follower.setStopMeaning(worker.intent == Intent::Cancel ? JobState::Cancelled
                                                                : JobState::Paused);
        follower.readNew();
        if (follower.brokenProtocol() && status.running)
            m_executor.kill(follower.run().name);
        if (status.running) {
            ++entry;
            continue;
        }
        if (!follower.ended())
            endSilentRun(follower, status, worker.intent);
        if (follower.run().state == JobState::Done)
            m_queue.unwant(follower.job().id);
        else if (!status.restart.empty() && worker.intent == Intent::None)
            restart(follower, status.restart);
        entry = m_workers.erase(entry);
    }
}

/// What ended by no fault of its own goes on by itself, unless it gets no further in several lives.
void Conductor::restart(const RunFollower& follower, const std::string& why)
{
    const JobState state = follower.run().state;
    if (m_stopping || (state != JobState::Interrupted && state != JobState::Paused))
        return;
    const JobRow& job = follower.job();
    Restarts& past = m_restarts[job.id];
    past.fruitless = follower.run().done > past.done ? 0 : past.fruitless + 1;
    past.done = follower.run().done;
    if (past.fruitless >= kFruitlessRestarts) {
        m_store.addMessage(Severity::Warning,
                           job.label + ": " + why + ", " + std::to_string(past.fruitless) +
                               " times without progress in between; it waits for you to resume it.",
                           job.id);
        return;
    }
    m_store.transaction([&] {
        m_store.setJobState(job.id, JobState::Waiting);
        m_store.addMessage(Severity::Info,
                           job.label + ": " + why + "; it goes on from its last checkpoint.",
                           job.id);
    });
    m_queue.refresh();
    if (!m_queue.wanted(m_queue.job(job.id)))
        m_queue.want(job.id);
}

/// Says once what keeps whoever runs workers from answering.
void Conductor::reportTrouble()
{
    const std::string trouble = m_executor.trouble();
    if (trouble != m_trouble && !trouble.empty())
        m_store.addMessage(Severity::Warning, trouble);
    m_trouble = trouble;
}

void Conductor::endSilentRun(RunFollower& follower, const WorkerStatus& status, Intent intent)
{
    const bool scheduler = !status.restart.empty() || !status.sentence.empty();
    if (intent != Intent::None && (status.signal == SIGTERM || (scheduler && !status.exitCode))) {
        // asked to stop before it could listen
        follower.endWith(intent == Intent::Cancel ? JobState::Cancelled : JobState::Paused,
                         ExitCode::Stopped, "");
    } else if (!status.restart.empty()) {
        follower.endWith(JobState::Interrupted, ExitCode::WorkerLost,
                         "The worker was ended because " + status.restart + ".");
    } else if (!status.sentence.empty()) {
        follower.endWith(status.exitCode ? JobState::Failed : JobState::Interrupted,
                         status.exitCode ? static_cast<ExitCode>(*status.exitCode)
                                         : ExitCode::WorkerLost,
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
