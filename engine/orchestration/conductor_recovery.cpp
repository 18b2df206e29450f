// SPDX-License-Identifier: GPL-3.0-or-later
// What an earlier conductor left behind, or a step that broke off.
#include "engine/orchestration/conductor.h"

namespace palimpsest
{
namespace
{

constexpr const char* kFollowedOn = ": its worker outlived the conductor and is followed on.";

} // namespace

void Conductor::recover()
{
    std::map<RowId, RunRow> latest;
    for (RunRow& run : m_store.runs())
        latest[run.job] = std::move(run);
    for (const auto& [id, run] : latest) {
        if (run.state == JobState::Running && !m_workers.contains(id))
            recoverRun(m_queue.job(id), run);
    }
    // A job without a running run cannot be running: its run ended in the transaction that says so.
    m_queue.refresh();
    for (const auto& [id, job] : m_queue.jobs()) {
        if (job.state == JobState::Running && !m_workers.contains(id))
            m_store.setJobState(id, JobState::Interrupted);
    }
    m_queue.refresh();
}

void Conductor::recoverRun(const JobRow& job, const RunRow& run)
{
    Worker worker;
    worker.follower = std::make_unique<RunFollower>(m_store, job, run);
    worker.limits = m_queue.limits(job);
    const WorkerStatus status = m_executor.status(run.name); // before reading: see followWorkers
    worker.follower->readNew();
    if (status.running) {
        m_store.addMessage(Severity::Info, job.label + kFollowedOn, job.id);
        m_workers[job.id] = std::move(worker);
    } else if (!worker.follower->ended()) {
        worker.follower->endWith(
            JobState::Interrupted, ExitCode::WorkerLost,
            "The worker ended while no conductor looked; resume it to go on from its "
            "last checkpoint.");
    }
}

void Conductor::reread()
{
    m_queue.reload();
    for (auto& [id, worker] : m_workers) {
        if (auto run = m_store.latestRun(id))
            worker.follower =
                std::make_unique<RunFollower>(m_store, m_queue.job(id), std::move(*run));
    }
    recover();
    // The run that was to start is interrupted now; nothing was lost, so its job waits on.
    if (m_starting != 0 && m_queue.job(m_starting).state == JobState::Interrupted)
        m_store.setJobState(m_starting, JobState::Waiting);
    m_starting = 0;
}

/// Whether a worker of the job's last run is alive, though the run is not running (a repair took it
/// for dead, say): no second one may work in its folder. It is followed on where that is all that
/// is known of it; where it had said how it ends, or another machine only believes it to be there,
/// the job waits until it is gone.
bool Conductor::outlived(const JobRow& job)
{
    auto run = m_store.latestRun(job.id);
    if (!run || !m_executor.status(run->name).running)
        return false;
    if (run->state == JobState::Interrupted && m_executor.processId(run->name) != 0)
        adopt(job, std::move(*run));
    return true;
}

void Conductor::adopt(const JobRow& job, RunRow run)
{
    run.state = JobState::Running;
    run.ended.clear();
    run.exitCode = -1;
    run.sentence.clear();
    Worker worker;
    m_store.transaction([&] {
        m_store.updateRun(run);
        m_store.setJobState(job.id, JobState::Running);
        m_store.addMessage(Severity::Info, job.label + kFollowedOn, job.id);
        worker.follower = std::make_unique<RunFollower>(m_store, job, run);
    });
    worker.limits = m_queue.limits(job);
    m_workers[job.id] = std::move(worker);
}

} // namespace palimpsest
