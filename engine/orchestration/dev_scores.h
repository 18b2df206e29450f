// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/search/beaten_trials.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// What the trials of a study scored on dev: x the mean over the new domains, y over the old ones.
/// Scores of which less is better (TER) count negative, so that both are to be maximised.
class DevScores
{
public:
    explicit DevScores(const StudyStore& store) : m_store(store) {}

    /// Reads the evaluations that are new in the database; whether there were any on dev.
    bool refresh();
    /// The checkpoint that the trial keeps; nothing while there is none.
    std::optional<PlanePoint> selected(RowId job, const std::string& metric) const;
    /// Every validation during training.
    ScorePath path(RowId job, const std::string& metric) const;

private:
    struct Validation {
        bool selected = false;
        std::map<std::string, PlanePoint> scores; ///< by metric
    };

    const StudyStore& m_store;
    RowId m_last = 0;
    std::map<RowId, std::map<std::int64_t, Validation>> m_validations; ///< by job and step
};

} // namespace palimpsest
