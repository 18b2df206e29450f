// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

/// A trial with the evaluation that stands for it: its selected checkpoint on one split.
struct EvaluatedTrial {
    const JobRow* job = nullptr;
    const EvaluationRow* evaluation = nullptr;
};

/// One cell of a grid: trials that differ only in their seed.
struct TrialCell {
    std::string series; ///< strategy: "ewc+mixing"
    std::string label;  ///< "1:1 λ=0.1"
    int order = 0;      ///< position in its series: λ descending, then ratio descending
    std::vector<EvaluatedTrial> trials;
    /// The unadapted base model's evaluation on the same split, or null.
    const EvaluationRow* baseline = nullptr;
};

/// Cells with at least one evaluated trial, series in the order of the jobs, then by `order`;
/// trials in the bin do not count.
/// `sweep` 0 = all trials; without `poolSeeds` each trial is a cell of its own. Points into the
/// arguments.
std::vector<TrialCell> trialCells(const std::vector<JobRow>& jobs,
                                  const std::vector<EvaluationRow>& evaluations, Split split,
                                  RowId sweep, bool poolSeeds);

} // namespace palimpsest
