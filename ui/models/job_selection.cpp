// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/job_selection.h"

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

} // namespace palimpsest
