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
    /// all of the sweep.
    std::optional<std::string> judge(const SweepRow& sweep, const JobRow& job,
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
    /// How many updates the trial shall have: said by its configuration, or, where that counts
    /// tokens or epochs, by its worker. 0 while it is not known, or has no bound.
    std::int64_t plannedUpdates(const JobRow& job) const;
    Marks marks(RowId sweep) const;
    void keep(RowId sweep, const Marks& marks);

    StudyStore& m_store;
    DevScores& m_scores;
};

} // namespace palimpsest
