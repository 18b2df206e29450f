// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QList>
#include <QObject>
#include <QSet>

#include "engine/store/rows.h"

namespace palimpsest
{

class StudySession;

/// The jobs that are selected in all views at once: a click on a point marks the row of its trial
/// in the runs table and shows its curves. Order is the order of selection; the last one is the
/// current one.
class JobSelection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const QList<RowId>& jobs() const { return m_jobs; }
    bool contains(RowId job) const { return m_jobs.contains(job); }
    RowId current() const { return m_jobs.isEmpty() ? 0 : m_jobs.last(); } ///< 0 = none

    /// Replaces the selection. Duplicates are dropped; nothing is emitted when it stays the same.
    void setJobs(const QList<RowId>& jobs);
    void toggle(const QList<RowId>& jobs); ///< Ctrl+click
    void clear() { setJobs({}); }

Q_SIGNALS:
    void changed();

private:
    QList<RowId> m_jobs;
};

/// Identities of jobs, and back; what the study does not have is left out.
std::vector<std::string> identitiesOf(const QList<RowId>& jobs, const StudySession& session);
QList<RowId> jobsOfIdentities(const std::vector<std::string>& identities,
                              const StudySession& session);

} // namespace palimpsest
