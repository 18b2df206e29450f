// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/orchestration/dev_scores.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// Finds the trials of a sweep that others beat in both objectives (see StoppingOptions), says so
/// once in the log, and keeps it in the study, so that a trial that was stopped and is wanted
/// nevertheless is trained to its end.
class EarlyStopping
{
public:
    EarlyStopping(StudyStore& store, DevScores& scores) : m_store(store), m_scores(scores) {}

    /// Why this running trial is to be stopped, as a sentence; nothing where it goes on. `jobs`:
    /// all of the sweep. `planned`: updates that its worker means to make, for budgets in tokens or
    /// epochs, under which nothing is judged while they are 0, not known.
    std::optional<std::string> judge(const SweepRow& sweep, const JobRow& job, std::int64_t planned,
                                     const std::vector<const JobRow*>& jobs);
    /// What stopping did, or would have done, once the sweep has come to its end; empty where
    /// nothing was beaten.
    std::string summary(const SweepRow& sweep, const std::vector<const JobRow*>& jobs);

private:
    struct Mark {
        std::int64_t step = 0;
        std::int64_t updates = 0; ///< that the trial would have had
        bool stopped = false;
    };
    using Marks = std::map<RowId, Mark>;
    Marks marks(RowId sweep) const;
    void keep(RowId sweep, const Marks& marks);

    StudyStore& m_store;
    DevScores& m_scores;
};

} // namespace palimpsest
