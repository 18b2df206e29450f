// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "engine/adaptation/fisher_file.h"
#include "engine/model/transformer.h"
#include "engine/study/run_config.h"
#include "engine/text/batch_stream.h"
#include "engine/training/trained_variables.h"
#include "engine/training/training_hooks.h"

namespace palimpsest
{

/// What a strategy may look at: the model under training and where it started.
struct StrategyContext {
    Transformer& model;
    at::Tensor baseFlat; ///< θ*, flat, in the layout of model.parameters()
    const RunConfig& config;
    std::filesystem::path studyFolder;
    std::vector<std::shared_ptr<const IdShard>> oldShards; ///< training text of the old domains
    std::vector<std::shared_ptr<const IdShard>> newShards;
};

/// Says what one ingredient adds to plain fine-tuning: which examples are drawn, and through the
/// trainer's hooks what is added to loss and gradient. Every hook has a default that does nothing;
/// several parts are combined by calling each in the order of the specification. The trainer knows
/// no part by name.
class Strategy : public TrainingHooks
{
public:
    /// Which examples are drawn. Called with the plain choice (all new text, probability 1).
    virtual void chooseSources(std::vector<BatchSource>& /*sources*/) {}
    /// What the optimiser changes instead of all weights; null = all weights. Lives as long as
    /// this.
    virtual TrainedVariables* trainedVariables() { return nullptr; }
    /// Changes the trained weights after training (interpolation, merging).
    virtual void afterTraining() {}
    /// Sentences for the user about settings that are allowed but doubtful.
    virtual std::vector<std::string> warnings() const { return {}; }
};

/// The estimate that the run's configuration names. Throws BadInput naming `user` ("EWC") where it
/// names none, and where the estimate was made on another model than the run's base model.
FisherFile loadImportance(const StrategyContext& context, const std::string& user);

/// Makes the parts of config.strategy. Throws BadInput for a kind without an implementation, and
/// where Fisher and base model do not belong together.
std::vector<std::unique_ptr<Strategy>> makeStrategies(const StrategyContext& context);

} // namespace palimpsest
