// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <vector>

#include "engine/orchestration/dev_scores.h"
#include "engine/orchestration/job_queue.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

bool searches(const SweepSpec& spec);

/// The jobs of a sweep as it is now: those of its grid, and where it searches, those of every
/// configuration that it has tried so far (`jobs`: all that belong to it).
std::vector<Job> plannedJobs(const SweepSpec& spec, const StudyFacts& facts,
                             const std::vector<const JobRow*>& jobs);

/// Lets the sweeps that search try more while their trials run. What a sweep has tried is what the
/// database says, so that a search goes on after any interruption.
class SweepSearch
{
public:
    SweepSearch(StudyStore& store, JobQueue& queue, DevScores& scores)
        : m_store(store), m_queue(queue), m_scores(scores)
    {
    }

    /// The sweep may get a further configuration: all that its trials stand on is there, and none
    /// of its trials waits for a worker.
    bool wantsMore(const SweepRow& sweep) const;
    /// The sweep begins anew, perhaps with more to try.
    void forget(RowId sweep) { m_ended.erase(sweep); }
    /// Adds the trials of the next configuration; false where the search is at its end.
    bool addNext(const SweepRow& sweep);

private:
    StudyStore& m_store;
    JobQueue& m_queue;
    DevScores& m_scores;
    std::set<RowId> m_ended; ///< sweeps whose search is at its end
};

} // namespace palimpsest
