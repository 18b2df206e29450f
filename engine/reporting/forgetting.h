// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/store/rows.h"

namespace palimpsest
{

/// What a sequence of domains did to each of them: R of Lopez-Paz and Ranzato (2017), means over
/// seeds. Row 0 is the base model, row k the model after k steps.
struct ForgettingMatrix {
    std::string series;               ///< "ewc"
    std::string label;                ///< "λ=0.1", as parameterLabel gives it
    int seeds = 0;                    ///< of the last step
    int decimals = 1;                 ///< that people read: 3 of a loss
    std::vector<std::string> steps;   ///< "base model", then the domain that each step learned
    std::vector<std::string> domains; ///< old ones, then the sequence, then those never learned
    /// Score by step and domain; nothing where it was not measured.
    std::vector<std::vector<std::optional<double>>> scores;

    // Of what was learned before the last step, old domains before the first; nothing where a score
    // is missing.
    /// By domain: the best score since it was learned, less the last one (Chaudhry et al. 2018).
    /// Positive = lost, whatever the metric.
    std::vector<std::optional<double>> forgetting;
    std::optional<double> meanForgetting;
    /// Mean of the last score less the one when it was learned; negative = lost.
    std::optional<double> backwardTransfer;
    /// Mean last score over old domains and the whole sequence.
    std::optional<double> average;
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
