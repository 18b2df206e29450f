// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// What an evaluation event becomes in the database.
struct ScoredEvaluation {
    EvaluationRow row;
    std::vector<EvaluationDetail> details; ///< one per domain, in the order of the event
};

/// Scores the translations that an evaluation event names with the metrics of the job's plan,
/// against the references in the database. Fewer translations than references are the first
/// segments of the split. Throws BadInput naming a missing file, an unknown domain, or too many
/// lines.
ScoredEvaluation scoreEvaluation(const StudyStore& store, const JobRow& job, const RunRow& run,
                                 const nlohmann::json& event);

} // namespace palimpsest
