// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/table_recipe.h"
#include "engine/reporting/trial_cells.h"

namespace palimpsest
{

/// The trials that a recipe chooses. Points into the jobs and evaluations given.
struct TableCells {
    std::vector<TrialCell> shown;
    std::optional<TrialCell> baseline; ///< what p compares with; perhaps not among `shown`
};

/// Throws BadInput where the recipe names a sweep, strategy or baseline that there is not.
TableCells tableCells(const StudyStore& store, const std::vector<JobRow>& jobs,
                      const std::vector<EvaluationRow>& evaluations, const TableRecipe& recipe);

/// The sweep that a recipe names, or 0 for all trials. Throws BadInput where there is none.
RowId recipeSweep(const StudyStore& store, const TableRecipe& recipe);

/// What a recipe may name in a study, in the order of its jobs.
struct TableChoices {
    std::vector<std::string> strategies; ///< "ewc+mixing"
    std::vector<std::string> sweeps;     ///< names, each once
    std::vector<std::uint64_t> seeds;    ///< ascending
    std::vector<std::string> baselines;  ///< rows to compare with: "ewc λ=0.1"
    std::vector<std::string> claims;     ///< strategies over those made of some of their parts

    bool operator==(const TableChoices&) const = default;
};
/// `recipe` decides on the split, and whether rows are of single seeds.
TableChoices tableChoices(const StudyStore& store, const TableRecipe& recipe);

/// "ewc+mixing 1:1 λ=0.1": how recipes name a row.
std::string rowTitle(const std::string& series, const std::string& parameters);

/// Signatures of the cells' scores with these metrics, each once.
std::vector<std::string> signaturesOf(const std::vector<TrialCell>& cells,
                                      const std::vector<std::string>& metrics);

/// What speaks against showing these cells in one table; see comparabilityWarnings.
std::vector<std::string> tableWarnings(const std::vector<TrialCell>& cells,
                                       const std::vector<JobRow>& jobs,
                                       const std::vector<EvaluationRow>& evaluations,
                                       const TableRecipe& recipe);

} // namespace palimpsest
