// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/base_spec.h"
#include "engine/study/fisher_options.h"
#include "engine/study/run_limits.h"
#include "engine/study/search_options.h"
#include "engine/study/sequence_options.h"
#include "engine/study/strategy_spec.h"
#include "engine/study/training_options.h"

namespace palimpsest
{

/// What is scored, and how.
struct EvaluationPlan {
    std::vector<std::string> metrics = {"bleu", "chrf"};
    int beam = 4;               ///< test translations; 1 = greedy
    int devBeam = 1;            ///< translations of dev during training
    double lengthPenalty = 1.0; ///< score / length^α; 0 = none
    int testSentences = 0;      ///< first so many test lines of each domain; 0 = all
    int maxLengthRatio = 3;     ///< a translation has at most ratio · source + 10 pieces
    Precision precision = Precision::Float32; ///< of translating; not Auto: scores must not depend
                                              ///< on where a trial ran

    bool operator==(const EvaluationPlan&) const = default;
};

/// A strategy and the values its parameters take; the cells are the product of all axes.
struct StrategyGrid {
    StrategySpec base; ///< fixed parameters
    /// Axes, named as StrategyAxis does, e.g. {"ewc.lambda", {1, 0.1}}, {"mixing.ratio", {1}},
    /// {"training.learningRate", {1e-3, 1e-4}}.
    std::map<std::string, std::vector<nlohmann::json>> axes;

    bool operator==(const StrategyGrid&) const = default;
};

/// A grid over strategies, λ, ratios and seeds, with one budget policy and one evaluation plan.
struct SweepSpec {
    std::string name;
    std::vector<StrategyGrid> strategies;
    std::vector<std::uint64_t> seeds = {1};
    BaseSpec base;            ///< the model that every trial starts from
    TrainingOptions training; ///< its seed is replaced by each of `seeds`
    FisherOptions fisher;
    EvaluationPlan evaluation;
    std::vector<std::string> oldDomains; ///< empty = all old domains of the study
    std::vector<std::string> newDomains; ///< empty = all new domains of the study
    std::string devices = "auto";        ///< see device_slot.h
    RunLimits limits;                    ///< of each run
    SequenceOptions sequence;
    SearchOptions search;
    StoppingOptions stopping;

    bool operator==(const SweepSpec&) const = default;
};

/// The grid of Hasler et al. (EMNLP 2021): baseline, fine-tuning, EWC over `lambdas`, mixing 100:1,
/// 10:1, 1:1, and EWC + mixing 1:1 over the same `lambdas`.
SweepSpec hasler2021Sweep(const std::vector<double>& lambdas);

void validate(const SweepSpec& spec);
void to_json(nlohmann::json& json, const EvaluationPlan& plan);
void from_json(const nlohmann::json& json, EvaluationPlan& plan);
void to_json(nlohmann::json& json, const StrategyGrid& grid);
void from_json(const nlohmann::json& json, StrategyGrid& grid);
void to_json(nlohmann::json& json, const SweepSpec& spec);
void from_json(const nlohmann::json& json, SweepSpec& spec);

} // namespace palimpsest
