// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/configuration_traits.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/study/own_training.h"

namespace palimpsest
{

namespace
{

using Values = std::map<std::string, nlohmann::json>;

/// A strategy's ingredients: the name of each by its kind and all that is no number, and its
/// values.
std::map<std::string, Values> ingredients(const StrategySpec& strategy)
{
    std::map<std::string, Values> found;
    if (strategy.adapts)
        found[kTrainingPart] = strategy.training;
    for (const StrategyPart& part : strategy.parts) {
        nlohmann::json texts = nlohmann::json::object();
        Values numbers;
        for (const auto& [name, value] : part.parameters.items()) {
            if (value.is_number())
                numbers[name] = value;
            else
                texts[name] = value;
        }
        found[part.kind + texts.dump()] = std::move(numbers);
    }
    return found;
}

} // namespace

void TraitSpace::Range::include(double value)
{
    zero = zero || value <= 0;
    if (value > 0)
        least = std::min(least, value);
    greatest = std::max(greatest, value);
}

double TraitSpace::Range::placeOf(double value) const
{
    const double lowest = zero ? least / 10 : least;
    return std::log(std::max(value, lowest) / lowest) / std::log(greatest / lowest);
}

TraitSpace::TraitSpace(const SearchSpace& space) : m_space(space)
{
    for (std::size_t family = 0; family < space.families(); ++family) {
        for (const double end : {0.0, 1.0})
            note(space.strategy({family, std::vector<double>(space.dimensions(family), end)}));
    }
    for (auto& [name, kind] : m_kinds) {
        std::erase_if(kind.numbers, [](const auto& each) { return !each.second.varies(); });
        kind.number = static_cast<std::size_t>(std::distance(m_kinds.begin(), m_kinds.find(name)));
        kind.firstAxis = m_axes;
        m_axes += kind.numbers.size();
    }
}

/// Widens the ranges to what the strategy has.
void TraitSpace::note(const StrategySpec& strategy)
{
    for (const auto& [name, values] : ingredients(m_space.withWholeTraining(strategy))) {
        Kind& kind = m_kinds[name];
        for (const auto& [parameter, value] : values)
            kind.numbers[parameter].include(value.get<double>());
    }
}

ConfigurationTraits TraitSpace::of(const SearchPoint& point) const
{
    ConfigurationTraits traits{point.family, {}};
    for (const auto& [name, values] :
         ingredients(m_space.withWholeTraining(m_space.strategy(point)))) {
        const Kind& kind = m_kinds.at(name);
        ConfigurationTraits::Part part{kind.number, kind.firstAxis, {}};
        for (const auto& [parameter, range] : kind.numbers)
            part.at.push_back(range.placeOf(values.at(parameter).get<double>()));
        traits.parts.push_back(std::move(part));
    }
    return traits;
}

} // namespace palimpsest
