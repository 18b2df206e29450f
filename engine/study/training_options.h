// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

enum class Schedule { Constant, InverseSquareRoot, Linear, Cosine };
enum class Precision { Auto, Float32, BFloat16 };
/// What ends a training. A sweep states one budget for all its trials.
enum class BudgetPolicy { Updates, TargetTokens, NewDataEpochs, EarlyStopping };
/// Whether the norm is clipped before the penalty's gradient is added or after: it changes what λ
/// means.
enum class ClipScope { BeforePenalty, AfterPenalty };
/// Which checkpoint of a finished training is kept, or which validated ones are averaged. Test text
/// never decides.
enum class CheckpointChoice { Last, BestDev, AverageBest, AverageLast };

/// When a training ends.
struct Budget {
    BudgetPolicy policy = BudgetPolicy::Updates;
    std::int64_t updates = 250; ///< Updates: exactly so many; otherwise the upper bound (0 = none)
    /// TargetTokens: the training ends with the first update after which it has seen so many real
    /// target pieces, end marks counted and padding not, of whatever text it draws.
    std::int64_t targetTokens = kDefaultTargetTokens;
    double newDataEpochs = 1.0; ///< NewDataEpochs: passes over the new training data
    int patience = 5;           ///< EarlyStopping: validations without a better dev score
    double minutes = 0;         ///< wall-clock limit of the training proper; 0 = none

    static constexpr std::int64_t kDefaultTargetTokens = 1'000'000;

    bool operator==(const Budget&) const = default;
};

/// How a model is trained, for base models and for trials alike.
struct TrainingOptions {
    std::uint64_t seed = 1;          ///< of data order, dropout and (base model) initialisation
    std::int64_t batchTokens = 1536; ///< padded source + target pieces of one batch
    int accumulate = 1;              ///< batches per update
    double learningRate = 1e-3;      ///< peak, reached at the end of the warm-up
    std::int64_t warmup = 50;        ///< updates of linear warm-up; 0 = none
    Schedule schedule = Schedule::InverseSquareRoot;
    double adamBeta1 = 0.9;
    double adamBeta2 = 0.98;
    double adamEpsilon = 1e-9;
    double weightDecay = 0; ///< decoupled (AdamW); 0 = none
    double clipNorm = 1.0;  ///< global gradient norm; 0 = no clipping
    ClipScope clipScope = ClipScope::BeforePenalty;
    double dropout = 0.1;
    double labelSmoothing = 0.1;
    /// Activations within a layer are computed again in backward instead of kept: the same result
    /// to the last bit, less memory, a tenth to a quarter more time.
    bool activationCheckpointing = false;
    Precision precision = Precision::Auto; ///< Auto: bf16 where a short measurement finds it faster
    Budget budget;
    std::int64_t validateEvery = 50; ///< updates between validations on dev; 0 = only at the end
    int validateSentences = 500;     ///< first so many dev lines of each domain; 0 = all
    CheckpointChoice choice = CheckpointChoice::Last;
    int averageBest = 4; ///< AverageBest, AverageLast: so many validated checkpoints
    std::int64_t checkpointEvery =
        100;                    ///< updates between resumable checkpoints; 0 = only at the end
    std::int64_t logEvery = 10; ///< updates between metric events

    bool operator==(const TrainingOptions&) const = default;
};

/// Throws BadInput naming the field, its value and what is allowed. `prefix` goes before field
/// names
/// ("base.training").
void validate(const TrainingOptions& options, const std::string& prefix);

void to_json(nlohmann::json& json, const Budget& budget);
void from_json(const nlohmann::json& json, Budget& budget);
void to_json(nlohmann::json& json, const TrainingOptions& options);
void from_json(const nlohmann::json& json, TrainingOptions& options);

} // namespace palimpsest
