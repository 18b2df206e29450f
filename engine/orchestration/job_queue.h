// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// Which jobs are to be done, and in what order.
///
/// A job is wanted while it waits and a sweep that it belongs to is queued or running, or while it
/// was asked for by itself (that list survives the conductor as a document of the study). It is
/// ready once all that it requires is done. A job whose prerequisite failed, was cancelled, paused
/// or interrupted is blocked: it is not started, and keeps waiting for a retry.
class JobQueue
{
public:
    explicit JobQueue(StudyStore& store);

    /// Reads what changed in the database.
    void refresh();
    /// Forgets all and reads again: after a transaction that was rolled back, whose revisions come
    /// anew.
    void reload();

    const std::map<RowId, JobRow>& jobs() const { return m_jobs; }
    const std::map<RowId, SweepRow>& sweeps() const { return m_sweeps; }
    const JobRow* byIdentity(const std::string& identity) const;
    /// Throws BadInput when there is no such job or sweep.
    const JobRow& job(RowId id) const;
    const SweepRow& sweep(RowId id) const;

    /// Jobs that a worker could start on now: by the highest priority among their active sweeps
    /// (sweep_priorities.h), then by position, then by age.
    std::vector<const JobRow*> ready() const;
    /// The prerequisite that keeps a waiting job from ever becoming ready, or null.
    const JobRow* obstacle(const JobRow& job) const;
    /// Something runs, or is wanted and not blocked.
    bool workLeft() const;

    /// Asks for a job by itself, and for all that it requires and that is not done.
    void want(RowId job);
    void unwant(RowId job);
    void unwantAll();
    bool wanted(const JobRow& job) const;
    /// Sweeps that were paused because the machine or the session went down, not by somebody's
    /// choice; kept in the study.
    std::set<RowId> resumable() const;
    void setResumable(const std::set<RowId>& sweeps);
    /// All that it requires is there, and all that those require: an artifact that is being made
    /// again is waited for by whatever stands on it.
    bool complete(const JobRow& job) const;
    /// Wanted by itself, or by another active sweep than `except`.
    bool wantedElsewhere(const JobRow& job, RowId except) const;

    /// The first sweep of the job that is queued or running, or null.
    const SweepRow* activeSweep(const JobRow& job) const;
    /// "auto", or what the first active sweep of the job says.
    std::string devices(const JobRow& job) const;
    /// Of the first active sweep of the job, or else of its first sweep.
    RunLimits limits(const JobRow& job) const;
    /// Jobs of one sweep.
    std::vector<const JobRow*> jobsOf(RowId sweep) const;

private:
    bool active(RowId sweep) const;
    int priority(const JobRow& job) const;
    void storeWanted();

    StudyStore& m_store;
    Revision m_seen = 0;
    std::map<RowId, JobRow> m_jobs;
    std::map<RowId, SweepRow> m_sweeps;
    std::map<std::string, RowId> m_byIdentity;
    std::set<RowId> m_wanted;
    std::map<RowId, int> m_priorities; ///< of sweeps
};

} // namespace palimpsest
