// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/store/study_store.h"
#include "engine/study/planner.h"

namespace palimpsest
{

/// Test BLEU of a sweep's finished trials, one line a cell; for people.
std::string sweepTable(const StudyStore& store, RowId sweep);
/// One line a job: state, progress, or why it failed.
std::string statusText(const StudyStore& store, RowId sweep);
/// State, jobs, and the selected scores of each.
nlohmann::json sweepJson(const StudyStore& store, RowId sweep);

/// The jobs of a plan and whether the study has their results already.
std::string planText(const StudyStore& store, const std::vector<Job>& jobs);
nlohmann::json planJson(const StudyStore& store, const std::vector<Job>& jobs);

} // namespace palimpsest
