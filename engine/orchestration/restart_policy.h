// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// Whether a run that lost its worker by no fault of its own goes on by itself. What happened is
/// kept in the study, by job, so that the count outlives the conductor.
class RestartPolicy
{
public:
    struct Verdict {
        bool again = false;
        std::string sentence; ///< what happened, and what comes of it
    };

    explicit RestartPolicy(StudyStore& store) : m_store(store) {}

    /// `done` is how far the run was when its worker was lost, `why` as in "its node failed". It
    /// goes on as long as it was not lost `retries` times in a row without progress in between.
    Verdict afterLoss(const JobRow& job, double done, const std::string& why, int retries);
    /// The job is done, or somebody asked for it: it begins anew with all its retries.
    void forget(const JobRow& job);

private:
    StudyStore& m_store;
};

} // namespace palimpsest
