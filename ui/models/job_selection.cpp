// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/job_selection.h"

#include "ui/models/study_session.h"

namespace palimpsest
{

void JobSelection::setJobs(const QList<RowId>& jobs)
{
    QList<RowId> unique;
    for (const RowId job : jobs) {
        if (!unique.contains(job)) {
            unique.append(job);
        }
    }
    if (unique != m_jobs) {
        m_jobs = unique;
        Q_EMIT changed();
    }
}

void JobSelection::toggle(const QList<RowId>& jobs)
{
    QList<RowId> next = m_jobs;
    bool all = true;
    for (const RowId job : jobs) {
        all = all && next.contains(job);
    }
    for (const RowId job : jobs) {
        next.removeAll(job);
        if (!all) {
            next.append(job);
        }
    }
    setJobs(next);
}

std::vector<std::string> identitiesOf(const QList<RowId>& jobs, const StudySession& session)
{
    std::vector<std::string> identities;
    for (const RowId id : jobs) {
        if (const JobRow* job = session.job(id)) {
            identities.push_back(job->identity);
        }
    }
    return identities;
}

QList<RowId> jobsOfIdentities(const std::vector<std::string>& identities,
                              const StudySession& session)
{
    QList<RowId> jobs;
    for (const std::string& identity : identities) {
        for (const JobRow& job : session.jobs()) {
            if (!identity.empty() && job.identity.rfind(identity, 0) == 0) {
                jobs += job.id;
            }
        }
    }
    return jobs;
}

} // namespace palimpsest
