// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/reporting/number_text.h"
#include "engine/store/rows.h"

namespace palimpsest
{

/// What a sequence of domains did to each of them: R of Lopez-Paz and Ranzato (2017). Row 0 is the
/// base model, row k the model after k steps. Every figure is computed for each seed alone, then
/// its mean and standard deviation over the seeds that have it; nothing where none has.
struct ForgettingMatrix {
    using Cell = std::optional<Spread>;

    std::string series;               ///< "ewc"
    std::string label;                ///< "λ=0.1", as parameterLabel gives it
    int seeds = 0;                    ///< that came to the last step
    std::vector<RowId> jobs;          ///< their trials of the last step
    int decimals = 1;                 ///< that people read: 3 of a loss
    std::vector<std::string> steps;   ///< "base model", then the domain that each step learned
    std::vector<std::string> domains; ///< old ones, then the sequence, then those never learned
    /// Row in which each domain was learned first, 0 for old ones; nothing for one that never was.
    std::vector<std::optional<std::size_t>> learned;
    std::vector<std::vector<Cell>> scores; ///< by step and domain
    /// By step and domain, of what had been learned before: the score less the best one since then;
    /// positive = better, whatever the metric.
    std::vector<std::vector<Cell>> changes;

    // Of what was learned before the last step, old domains before the first; nothing where a score
    // is missing.
    /// By domain: the best score since it was learned, less the last one (Chaudhry et al. 2018).
    /// Positive = lost, whatever the metric.
    std::vector<Cell> forgetting;
    Cell meanForgetting;
    /// Mean of the last score less the one when it was learned; negative = lost, whatever the
    /// metric.
    Cell backwardTransfer;
    /// Mean last score over old domains and the whole sequence.
    Cell average;
};

struct ForgettingOptions {
    Split split = Split::Test;
    std::string metric = "bleu";
    RowId sweep = 0; ///< 0 = all
};

/// One matrix a configuration whose sequence has at least one evaluated step.
std::vector<ForgettingMatrix> forgettingMatrices(const std::vector<JobRow>& jobs,
                                                 const std::vector<EvaluationRow>& evaluations,
                                                 const ForgettingOptions& options);

std::string forgettingText(const std::vector<ForgettingMatrix>& matrices);
std::string forgettingCsv(const std::vector<ForgettingMatrix>& matrices);
std::string forgettingLatex(const std::vector<ForgettingMatrix>& matrices,
                            const std::string& metric);
nlohmann::json forgettingJson(const std::vector<ForgettingMatrix>& matrices);

} // namespace palimpsest
