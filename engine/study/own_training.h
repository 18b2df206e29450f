// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/strategy_spec.h"
#include "engine/study/training_options.h"

namespace palimpsest
{

// Options of training that a strategy may have of its own, in place of the sweep's
// (StrategySpec::training), and that a grid or a search may vary ("training.learningRate").

/// What stands for them where otherwise the name of a part stands.
inline constexpr const char* kTrainingPart = "training";

/// Those options as parameters, so that whatever handles the parameters of parts handles them, too.
/// Their ranges are those of validate(TrainingOptions).
const std::vector<StrategyParameter>& trainingParameters();
/// Null where there is no such option, or it cannot be a strategy's own.
const StrategyParameter* findTrainingParameter(const std::string& name);

/// The sweep's options with the strategy's own. Throws FieldError where a value is no number, or no
/// whole one where it has to be ("training.learningRate").
TrainingOptions withOwnTraining(const TrainingOptions& sweep, const StrategySpec& strategy);
/// The value of such an option.
nlohmann::json trainingValue(const TrainingOptions& options, const std::string& name);
/// The strategy may have the option with this budget; else it would change nothing but identities.
bool hasEffect(const std::string& name, const Budget& budget);

} // namespace palimpsest
