// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// Document kind under which the study keeps the tests of a sweep; the name is
/// "<sweep id>/<metric>/<split>".
inline constexpr const char* kSweepTests = "sweep-tests";

/// Every point of a sweep against the base model on both axes' means: paired bootstrap, raw p, and
/// p corrected over the family by Holm and by Benjamini-Hochberg. {"schema", "metric", "split",
/// "method", "samples", "seed", "signatures", "family", "tests": [{"strategy", "parameters",
/// "jobs", "axis", "baseline", "score", "difference", "halfWidth", "p", "pHolm",
/// "pBenjaminiHochberg"}]}, and a "sentence" where no test could be made.
nlohmann::json sweepTests(const StudyStore& store, RowId sweep, const std::string& metric,
                          Split split);

/// Computes and stores them for every metric that the sweep scored on test.
void storeSweepTests(StudyStore& store, RowId sweep);

} // namespace palimpsest
