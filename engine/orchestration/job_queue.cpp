// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/job_queue.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/orchestration/sweep_priorities.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr const char* kDocumentKind = "queue";
constexpr const char* kDocumentName = "wanted jobs";
constexpr const char* kResumableName = "sweeps to be resumed";

bool stuck(JobState state)
{
    return state == JobState::Failed || state == JobState::Cancelled || state == JobState::Paused ||
           state == JobState::Interrupted;
}

} // namespace

JobQueue::JobQueue(StudyStore& store) : m_store(store)
{
    reload();
}

void JobQueue::reload()
{
    m_seen = 0;
    m_jobs.clear();
    m_sweeps.clear();
    m_byIdentity.clear();
    m_wanted.clear();
    if (const auto kept = m_store.document(kDocumentKind, kDocumentName))
        m_wanted = kept->get<std::set<RowId>>();
    refresh();
}

void JobQueue::refresh()
{
    m_priorities = sweepPriorities(m_store); // which has no revision
    const Revision newest = m_store.revision();
    if (newest == m_seen && newest != 0)
        return;
    for (JobRow& row : m_store.jobs(m_seen)) {
        m_byIdentity[row.identity] = row.id;
        m_jobs[row.id] = std::move(row);
    }
    for (SweepRow& row : m_store.sweeps(m_seen))
        m_sweeps[row.id] = std::move(row);
    m_seen = newest;
}

const JobRow* JobQueue::byIdentity(const std::string& identity) const
{
    const auto found = m_byIdentity.find(identity);
    return found == m_byIdentity.end() ? nullptr : &m_jobs.at(found->second);
}

const JobRow& JobQueue::job(RowId id) const
{
    const auto found = m_jobs.find(id);
    if (found == m_jobs.end())
        throw BadInput("The study has no job " + std::to_string(id) + ".");
    return found->second;
}

const SweepRow& JobQueue::sweep(RowId id) const
{
    const auto found = m_sweeps.find(id);
    if (found == m_sweeps.end())
        throw BadInput("The study has no sweep " + std::to_string(id) + ".");
    return found->second;
}

bool JobQueue::active(RowId sweep) const
{
    const auto found = m_sweeps.find(sweep);
    return found != m_sweeps.end() && (found->second.state == SweepState::Queued ||
                                       found->second.state == SweepState::Running);
}

bool JobQueue::wantedElsewhere(const JobRow& job, RowId except) const
{
    return m_wanted.contains(job.id) ||
           std::any_of(job.sweeps.begin(), job.sweeps.end(),
                       [&](RowId sweep) { return sweep != except && active(sweep); });
}

bool JobQueue::wanted(const JobRow& job) const
{
    return job.state == JobState::Waiting && wantedElsewhere(job, 0);
}

bool JobQueue::complete(const JobRow& job) const
{
    return std::ranges::all_of(job.requires_, [&](const std::string& identity) {
        const JobRow* required = byIdentity(identity);
        return required != nullptr && required->state == JobState::Done && complete(*required);
    });
}

int JobQueue::priority(const JobRow& job) const
{
    std::optional<int> highest;
    for (const RowId sweep : job.sweeps) {
        if (!active(sweep))
            continue;
        const auto found = m_priorities.find(sweep);
        const int own = found == m_priorities.end() ? 0 : found->second;
        highest = std::max(highest.value_or(own), own);
    }
    return highest.value_or(0); // asked for by itself
}

std::vector<const JobRow*> JobQueue::ready() const
{
    std::vector<const JobRow*> ready;
    for (const auto& [id, job] : m_jobs) {
        if (wanted(job) && complete(job))
            ready.push_back(&job);
    }
    std::ranges::stable_sort(
        ready, {}, [this](const JobRow* job) { return std::pair(-priority(*job), job->position); });
    return ready;
}

const JobRow* JobQueue::obstacle(const JobRow& job) const
{
    for (const std::string& identity : job.requires_) {
        const JobRow* required = byIdentity(identity);
        if (required == nullptr)
            continue;
        if (stuck(required->state))
            return required;
        if (required->state != JobState::Waiting && required->state != JobState::Done)
            continue;
        if (const JobRow* deeper = obstacle(*required))
            return deeper;
    }
    return nullptr;
}

bool JobQueue::workLeft() const
{
    return std::any_of(m_jobs.begin(), m_jobs.end(), [&](const auto& entry) {
        const JobRow& job = entry.second;
        return job.state == JobState::Running || (wanted(job) && obstacle(job) == nullptr);
    });
}

void JobQueue::want(RowId id)
{
    const JobRow& wantedJob = job(id);
    for (const std::string& identity : wantedJob.requires_) {
        const JobRow* required = byIdentity(identity);
        if (required == nullptr)
            throw BadInput(wantedJob.label +
                           " requires a job that the study does not have; plan it again.");
        if (required->state != JobState::Done)
            want(required->id);
    }
    m_wanted.insert(id);
    storeWanted();
}

void JobQueue::unwant(RowId id)
{
    if (m_wanted.erase(id) > 0)
        storeWanted();
}

void JobQueue::unwantAll()
{
    m_wanted.clear();
    storeWanted();
}

std::set<RowId> JobQueue::resumable() const
{
    const auto kept = m_store.document(kDocumentKind, kResumableName);
    return kept ? kept->get<std::set<RowId>>() : std::set<RowId>{};
}

void JobQueue::setResumable(const std::set<RowId>& sweeps)
{
    m_store.setDocument(kDocumentKind, kResumableName, sweeps);
}

void JobQueue::storeWanted()
{
    m_store.setDocument(kDocumentKind, kDocumentName, m_wanted);
}

const SweepRow* JobQueue::activeSweep(const JobRow& job) const
{
    const auto found =
        std::ranges::find_if(job.sweeps, [this](RowId sweep) { return active(sweep); });
    return found == job.sweeps.end() ? nullptr : &m_sweeps.at(*found);
}

std::string JobQueue::devices(const JobRow& job) const
{
    const SweepRow* sweep = activeSweep(job);
    return sweep != nullptr ? sweep->spec.devices : "auto";
}

RunLimits JobQueue::limits(const JobRow& job) const
{
    if (const SweepRow* first = activeSweep(job))
        return first->spec.limits;
    return job.sweeps.empty() ? RunLimits{} : sweep(job.sweeps.front()).spec.limits;
}

std::vector<const JobRow*> JobQueue::jobsOf(RowId sweep) const
{
    std::vector<const JobRow*> jobs;
    for (const auto& [id, job] : m_jobs) {
        if (std::find(job.sweeps.begin(), job.sweeps.end(), sweep) != job.sweeps.end())
            jobs.push_back(&job);
    }
    return jobs;
}

} // namespace palimpsest
