// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/strategy_spec.h"

namespace palimpsest
{

/// What an axis of a grid varies: a parameter of one of the strategy's parts ("ewc.lambda"), or an
/// option of training that the strategy has of its own ("training.learningRate").
struct StrategyAxis {
    std::string part; ///< "ewc", or kTrainingPart
    std::string parameter;

    /// "part.parameter" taken apart.
    static StrategyAxis named(const std::string& name);
    std::string name() const { return part + "." + parameter; }
    bool ofTraining() const;
    /// What is known of it; null where there is no such parameter.
    const StrategyParameter* facts() const;
    /// Whether the strategy can have it. The unadapted base model has no training.
    bool fits(const StrategySpec& strategy) const;
    /// The strategy's value, or null.
    nlohmann::json of(const StrategySpec& strategy) const;
    /// Of a strategy that it fits; null takes the value away.
    void set(StrategySpec& strategy, const nlohmann::json& value) const;

    bool operator==(const StrategyAxis&) const = default;
};

/// What tells a strategy from others of its parts: every value that a grid could vary, in the order
/// of parts and parameters, its own options of training last.
std::vector<StrategyAxis> variedIn(const StrategySpec& strategy);

} // namespace palimpsest
