// SPDX-License-Identifier: GPL-3.0-or-later
// What people ask of the conductor, and its answers.
#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/orchestration/conductor.h"
#include "engine/study/planner.h"
#include "engine/study/storage_error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace
{

RowId idIn(const RequestRow& request, const char* field)
{
    const auto found = request.payload.find(field);
    if (found == request.payload.end() || !found->is_number_integer())
        throw BadInput("The request " + request.action + " does not say which " + field +
                       " it means.");
    return found->get<RowId>();
}

/// What a finished job leaves behind for others, relative to the study. Of trials only those that
/// `merged` names: adapted models of an earlier version of the program were not kept.
std::string artifactFolder(const JobRow& job, const std::set<std::string>& merged)
{
    switch (job.kind) {
    case RunKind::Tokenizer:
        return job.config.tokenizerFolder;
    case RunKind::Base:
        return job.config.baseFolder;
    case RunKind::Fisher:
        return job.config.fisherFolder;
    case RunKind::Trial:
        if (const std::string model = StudyLayout::modelFolder(job.identity);
            merged.contains(model))
            return model;
        break;
    }
    return {};
}

} // namespace

void Conductor::answerRequests()
{
    for (const RequestRow& request : m_store.openRequests()) {
        m_queue.refresh();
        const bool stopping = m_stopping;
        try {
            // Effect and answer belong together: a request is never carried out twice.
            m_store.transaction(
                [&] { m_store.answerRequest(request.id, RequestState::Done, answer(request)); });
        } catch (const StorageError&) {
            m_stopping = stopping; // it is answered once the cause is gone
            throw;
        } catch (const DamagedDatabase&) {
            throw;
        } catch (const BadInput& error) {
            m_queue.reload();
            m_store.answerRequest(request.id, RequestState::Refused, error.what());
            m_store.addMessage(Severity::Warning, request.action + ": " + error.what());
        }
    }
    m_queue.refresh();
}

std::string Conductor::answer(const RequestRow& request)
{
    const std::string& action = request.action;
    if (m_stopping)
        throw BadInput("The conductor is leaving; ask again in a moment.");
    if (action == "conductor.stop") {
        pauseAll();
        return "Everything is being paused.";
    }
    if (action == "study.resume")
        return resumeInterrupted();
    if (action == "sweep.start" || action == "sweep.resume")
        return startSweep(idIn(request, "sweep"), request.payload);
    if (action == "sweep.pause")
        return pauseSweep(idIn(request, "sweep"));
    if (action == "sweep.cancel")
        return cancelSweep(idIn(request, "sweep"));
    if (action == "job.start" || action == "job.resume" || action == "job.retry")
        return startJobRequest(idIn(request, "job"), action);
    if (action == "job.pause")
        return pauseJob(idIn(request, "job"));
    if (action == "job.cancel")
        return cancelJob(idIn(request, "job"));
    if (action == "job.move") {
        const JobRow& job = m_queue.job(idIn(request, "job"));
        m_store.setJobPosition(job.id, static_cast<int>(idIn(request, "position")));
        return job.label + " was moved in the queue.";
    }
    throw BadInput("The conductor does not know the request \"" + action + "\".");
}

std::string Conductor::startSweep(RowId id, const nlohmann::json& payload)
{
    const bool retryFailed = payload.value("retryFailed", false);
    const SweepSpec spec = m_queue.sweep(id).spec;
    requireDevices(m_options.devices.empty() ? spec.devices : m_options.devices, m_options.machine);
    const std::vector<Job> plan = plannedJobs(spec, m_store.facts(), m_queue.jobsOf(id));
    m_search.forget(id);
    std::set<std::string> planned;
    for (const Job& job : plan)
        planned.insert(job.identity);
    m_store.addJobs(plan, id);
    m_store.setSweepState(id, SweepState::Running);
    m_queue.refresh();
    checkArtifacts(id);
    int done = 0;
    for (const JobRow* job : m_queue.jobsOf(id)) {
        if (!planned.contains(job->identity)) { // of an earlier version of the sweep
            if (job->state == JobState::Waiting && !m_queue.wantedElsewhere(*job, id))
                m_store.setJobState(job->id, JobState::Cancelled);
            continue;
        }
        done += job->state == JobState::Done;
        const bool again = job->state == JobState::Paused || job->state == JobState::Interrupted ||
                           job->state == JobState::Cancelled ||
                           (retryFailed && job->state == JobState::Failed);
        if (!again)
            continue;
        m_restarts.forget(*job);
        m_store.setJobState(job->id, JobState::Waiting);
    }
    const std::size_t total = plan.size();
    return "Sweep \"" + spec.name + "\": " + std::to_string(done) + " of " + std::to_string(total) +
           " jobs are done already.";
}

/// What was under way when the machine, the session or a process ended: not what somebody paused,
/// cancelled, or what failed.
std::string Conductor::resumeInterrupted()
{
    const std::set<RowId> left = m_queue.resumable();
    std::vector<RowId> interrupted;
    for (const auto& [id, sweep] : m_queue.sweeps()) {
        const bool lost = sweep.state == SweepState::PartlyDone &&
                          std::ranges::any_of(m_queue.jobsOf(id), [](const JobRow* job) {
                              return job->state == JobState::Interrupted;
                          });
        if (lost || sweep.state == SweepState::Running || sweep.state == SweepState::Queued ||
            (sweep.state == SweepState::Paused && left.contains(id)))
            interrupted.push_back(id);
    }
    for (const RowId id : interrupted)
        startSweep(id, nlohmann::json::object());
    if (!left.empty())
        m_queue.setResumable({});
    const std::size_t count = interrupted.size();
    return count == 0   ? "No sweep was interrupted."
           : count == 1 ? "One sweep goes on."
                        : std::to_string(count) + " sweeps go on.";
}

void Conductor::checkArtifacts(RowId sweep)
{
    const StudyLayout layout(m_store.folder());
    const std::vector<const JobRow*> jobs = m_queue.jobsOf(sweep);
    std::set<std::string> merged;
    for (const JobRow* job : jobs) {
        if (job->state != JobState::Done)
            merged.insert({job->config.adaptedFolder, job->config.startFolder});
    }
    for (const JobRow* job : jobs) {
        const std::string folder = artifactFolder(*job, merged);
        if (job->state != JobState::Done || folder.empty() ||
            std::filesystem::exists(layout.absolute(folder)))
            continue;
        m_store.addMessage(Severity::Warning,
                           job->label + ": " + folder + " is gone and will be made again.",
                           job->id);
        m_store.setJobState(job->id, JobState::Waiting);
    }
    m_queue.refresh();
}

std::string Conductor::pauseSweep(RowId id)
{
    const SweepRow& sweep = m_queue.sweep(id);
    if (sweep.state != SweepState::Running && sweep.state != SweepState::Queued)
        throw BadInput("Sweep \"" + sweep.spec.name + "\" is not running.");
    m_store.setSweepState(id, SweepState::Paused);
    if (std::set<RowId> left = m_queue.resumable(); left.erase(id) > 0)
        m_queue.setResumable(left);
    for (const JobRow* job : m_queue.jobsOf(id)) {
        if (!m_queue.wantedElsewhere(*job, id))
            stopWorker(job->id, Intent::Pause);
    }
    return "Sweep \"" + sweep.spec.name + "\" is being paused.";
}

std::string Conductor::cancelSweep(RowId id)
{
    const SweepRow& sweep = m_queue.sweep(id);
    m_store.setSweepState(id, SweepState::Cancelled);
    for (const JobRow* job : m_queue.jobsOf(id)) {
        if (job->state == JobState::Done || job->state == JobState::Failed ||
            m_queue.wantedElsewhere(*job, id))
            continue;
        if (works(job->id))
            stopWorker(job->id, Intent::Cancel);
        else
            m_store.setJobState(job->id, JobState::Cancelled);
    }
    return "Sweep \"" + sweep.spec.name + "\" is being cancelled; what is done stays.";
}

std::string Conductor::startJobRequest(RowId id, const std::string& action)
{
    const JobRow job = m_queue.job(id);
    if (job.state == JobState::Running || works(id))
        throw BadInput(job.label + " is running.");
    if (job.state == JobState::Done)
        throw BadInput(job.label + " is done; its results are kept.");
    if (job.state == JobState::Failed && action != "job.retry")
        throw BadInput(job.label + " failed; use retry once the cause is gone.");
    m_restarts.forget(job);
    m_store.setJobState(id, JobState::Waiting);
    m_queue.refresh();
    m_queue.want(id);
    for (const JobRow* other = m_queue.obstacle(m_queue.job(id)); other != nullptr;
         other = m_queue.obstacle(m_queue.job(id))) {
        m_store.setJobState(other->id, JobState::Waiting); // asked for with the job that needs it
        m_queue.refresh();
    }
    // Its sweeps ended without it; what waited there for this job can go on now.
    // A paused sweep goes on with the last of its paused jobs.
    for (const RowId sweep : job.sweeps) {
        const SweepState state = m_queue.sweep(sweep).state;
        const bool othersPaused =
            std::ranges::any_of(m_queue.jobsOf(sweep), [&](const JobRow* each) {
                return each->id != id && each->state == JobState::Paused;
            });
        if (state == SweepState::PartlyDone || (state == SweepState::Paused && !othersPaused))
            m_store.setSweepState(sweep, SweepState::Running);
    }
    return job.label + " is queued.";
}

std::string Conductor::pauseJob(RowId id)
{
    const JobRow& job = m_queue.job(id);
    if (works(id)) {
        stopWorker(id, Intent::Pause);
    } else if (job.state == JobState::Waiting) {
        m_store.setJobState(id, JobState::Paused);
    } else {
        throw BadInput(job.label + " is neither running nor waiting.");
    }
    m_queue.unwant(id);
    return job.label + " is being paused.";
}

std::string Conductor::cancelJob(RowId id)
{
    const JobRow& job = m_queue.job(id);
    if (job.state == JobState::Done)
        throw BadInput(job.label + " is done; its results are kept.");
    if (works(id))
        stopWorker(id, Intent::Cancel);
    else
        m_store.setJobState(id, JobState::Cancelled);
    m_queue.unwant(id);
    return job.label + " is being cancelled.";
}

/// A worker that has said how it ended may still be leaving: its job is no longer its own.
bool Conductor::works(RowId job) const
{
    const auto found = m_workers.find(job);
    return found != m_workers.end() && !found->second.follower->ended();
}

void Conductor::stopWorker(RowId job, Intent intent)
{
    const auto found = m_workers.find(job);
    if (found == m_workers.end())
        return;
    found->second.intent = intent;
    m_executor.requestStop(found->second.follower->run().name);
}

} // namespace palimpsest
