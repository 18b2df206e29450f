// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/rows.h"
#include "engine/study/imported_system.h"

namespace palimpsest
{

/// One score as a table names it.
struct TableScore {
    int line = 0; ///< of the file
    ImportedSystem system;
    Split split = Split::Test;
    std::int64_t step = 0;        ///< updates of training behind the checkpoint
    std::optional<bool> selected; ///< whether the system keeps this checkpoint; empty = not told
    std::string time;             ///< ISO 8601 UTC; empty = now
    ScoreRow score;
};

/// Reads a CSV file with the columns system, split, domain, metric and value, and if they are there
/// strategy, parameters, seed, step, selected, role, signature, time; the column trial is ignored.
/// So scores.csv of studyTables can be read. Throws BadInput naming file, line and column for
/// everything that is missing, unknown, no number, out of range, or in the table twice.
std::vector<TableScore> readScoreTable(const std::filesystem::path& file,
                                       const std::vector<DomainRow>& domains);

} // namespace palimpsest
