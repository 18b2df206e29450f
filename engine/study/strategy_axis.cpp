// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/strategy_axis.h"

#include <algorithm>

#include "engine/study/own_training.h"

namespace palimpsest
{

StrategyAxis StrategyAxis::named(const std::string& name)
{
    const std::size_t dot = name.find('.');
    return {name.substr(0, dot), dot == std::string::npos ? "" : name.substr(dot + 1)};
}

bool StrategyAxis::ofTraining() const
{
    return part == kTrainingPart;
}

const StrategyParameter* StrategyAxis::facts() const
{
    if (ofTraining())
        return findTrainingParameter(parameter);
    const StrategyPartKind* kind = findPartKind(part);
    if (!kind)
        return nullptr;
    const auto found = std::ranges::find(kind->parameters, parameter, &StrategyParameter::name);
    return found == kind->parameters.end() ? nullptr : &*found;
}

bool StrategyAxis::fits(const StrategySpec& strategy) const
{
    if (ofTraining())
        return strategy.adapts;
    return std::ranges::find(strategy.parts, part, &StrategyPart::kind) != strategy.parts.end();
}

nlohmann::json StrategyAxis::of(const StrategySpec& strategy) const
{
    return strategy.parameter(part, parameter);
}

void StrategyAxis::set(StrategySpec& strategy, const nlohmann::json& value) const
{
    if (ofTraining()) {
        if (value.is_null())
            strategy.training.erase(parameter);
        else
            strategy.training[parameter] = value;
        return;
    }
    const auto found = std::ranges::find(strategy.parts, part, &StrategyPart::kind);
    if (found != strategy.parts.end())
        found->parameters[parameter] = value;
}

std::vector<StrategyAxis> variedIn(const StrategySpec& strategy)
{
    std::vector<StrategyAxis> axes;
    const auto add = [&](const std::string& part, const StrategyParameter& parameter) {
        if (parameter.sweepable && !strategy.parameter(part, parameter.name).is_null())
            axes.push_back({part, parameter.name});
    };
    for (const StrategyPart& part : strategy.parts) {
        const StrategyPartKind* kind = findPartKind(part.kind);
        if (!kind)
            continue;
        for (const StrategyParameter& parameter : kind->parameters)
            add(part.kind, parameter);
    }
    if (strategy.training.empty())
        return axes;
    for (const StrategyParameter& parameter : trainingParameters())
        add(kTrainingPart, parameter);
    return axes;
}

} // namespace palimpsest
