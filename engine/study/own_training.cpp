// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/own_training.h"

#include <algorithm>

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

StrategyParameter option(const std::string& name, const std::string& label, const std::string& help,
                         std::vector<nlohmann::json> grid, bool whole = false)
{
    return {.name = name,
            .label = label,
            .fallback = whole ? nlohmann::json(1) : nlohmann::json(1.0),
            .help = help,
            .sweepable = true,
            .grid = std::move(grid),
            .whole = whole};
}

/// Where the option stands in the JSON form of TrainingOptions.
nlohmann::json::json_pointer placeOf(const std::string& name)
{
    const bool ofBudget = name == "updates" || name == "targetTokens" || name == "newDataEpochs";
    return nlohmann::json::json_pointer((ofBudget ? "/budget/" : "/") + name);
}

} // namespace

const std::vector<StrategyParameter>& trainingParameters()
{
    static const std::vector<StrategyParameter> all = {
        option("learningRate", "lr", "Peak of the learning rate, in place of the sweep's.",
               {1e-3, 3e-4, 1e-4}),
        option("updates", "updates", "Updates, or their upper bound, in place of the sweep's.",
               {1000, 500, 250}, true),
        option("targetTokens", "tokens", "Target tokens, in place of the sweep's.",
               {1'000'000, 300'000, 100'000}, true),
        option("newDataEpochs", "passes", "Passes over the new text, in place of the sweep's.",
               {4, 2, 1}),
        option("batchTokens", "batch", "Padded pieces of one batch, in place of the sweep's.",
               {4096, 2048, 1024}, true),
        option("warmup", "warm-up", "Updates of linear warm-up, in place of the sweep's.",
               {200, 100, 50}, true),
        option("dropout", "dropout", "Share of activations set to 0, in place of the sweep's.",
               {0.3, 0.2, 0.1}),
        option("labelSmoothing", "smoothing", "Label smoothing, in place of the sweep's.",
               {0.2, 0.1, 0}),
        option("weightDecay", "decay", "Decoupled weight decay, in place of the sweep's.",
               {0.1, 0.01, 0}),
        option("clipNorm", "clip", "Limit of the gradient's norm, in place of the sweep's.",
               {10, 1, 0.1}),
    };
    return all;
}

const StrategyParameter* findTrainingParameter(const std::string& name)
{
    const auto& all = trainingParameters();
    const auto found = std::ranges::find(all, name, &StrategyParameter::name);
    return found == all.end() ? nullptr : &*found;
}

TrainingOptions withOwnTraining(const TrainingOptions& sweep, const StrategySpec& strategy)
{
    if (strategy.training.empty())
        return sweep;
    nlohmann::json json = sweep;
    for (const auto& [name, value] : strategy.training)
        json[placeOf(name)] = value;
    try {
        return json.get<TrainingOptions>();
    } catch (const FieldError& error) {
        throw error.inside(kTrainingPart);
    }
}

nlohmann::json trainingValue(const TrainingOptions& options, const std::string& name)
{
    if (name == "targetTokens") // its JSON form leaves the default out
        return options.budget.targetTokens;
    return nlohmann::json(options).at(placeOf(name));
}

bool hasEffect(const std::string& name, const Budget& budget)
{
    if (name == "targetTokens")
        return budget.policy == BudgetPolicy::TargetTokens;
    return name != "newDataEpochs" || budget.policy == BudgetPolicy::NewDataEpochs;
}

} // namespace palimpsest
