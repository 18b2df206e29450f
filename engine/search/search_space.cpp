// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/search_space.h"

#include <algorithm>
#include <cmath>

#include "engine/study/own_training.h"
#include "engine/study/readable_number.h"

namespace palimpsest
{

namespace
{

/// Numbers of which at least two differ.
bool spanARange(const std::vector<nlohmann::json>& values)
{
    return std::ranges::all_of(values, [](const auto& value) { return value.is_number(); }) &&
           std::ranges::min(values) < std::ranges::max(values);
}

} // namespace

double SearchSpace::Axis::valueAt(double place) const
{
    const double value =
        logarithmic ? std::exp(std::log(least) + place * (std::log(greatest) - std::log(least)))
                    : least + place * (greatest - least);
    return std::clamp(whole ? std::round(value) : toTwoDigits(value), least, greatest);
}

double SearchSpace::Axis::placeOf(double value) const
{
    return logarithmic
               ? (std::log(value) - std::log(least)) / (std::log(greatest) - std::log(least))
               : (value - least) / (greatest - least);
}

SearchSpace::SearchSpace(const SweepSpec& spec) : m_training(spec.training)
{
    for (const StrategyGrid& grid : spec.strategies) {
        for (Family& family : familiesOf(grid))
            m_families.push_back(std::move(family));
    }
}

std::vector<SearchSpace::Family> SearchSpace::familiesOf(const StrategyGrid& grid)
{
    std::vector<Family> families = {{grid.base, {}}};
    for (const auto& [name, values] : grid.axes) {
        const StrategyAxis axis = StrategyAxis::named(name);
        const bool ranges = spanARange(values);
        std::vector<Family> next;
        for (const Family& family : families) {
            for (const nlohmann::json& value : values) {
                Family chosen = family;
                axis.set(chosen.strategy, value);
                if (ranges) {
                    const auto [least, greatest] = std::ranges::minmax(values);
                    const double low = least.get<double>();
                    chosen.axes.push_back(
                        {axis, low, greatest.get<double>(), low > 0, axis.facts()->whole});
                }
                next.push_back(std::move(chosen));
                if (ranges)
                    break; // one family for all its numbers
            }
        }
        families = std::move(next);
    }
    for (Family& family : families)
        family.strategy = completed(family.strategy);
    return families;
}

StrategySpec SearchSpace::strategy(const SearchPoint& point) const
{
    const Family& family = m_families[point.family];
    StrategySpec strategy = family.strategy;
    for (std::size_t i = 0; i < family.axes.size(); ++i) {
        const Axis& axis = family.axes[i];
        const double value = axis.valueAt(point.at[i]);
        axis.of.set(strategy, axis.whole ? nlohmann::json(static_cast<std::int64_t>(value))
                                         : nlohmann::json(value));
    }
    return strategy;
}

SearchPoint SearchSpace::rounded(const SearchPoint& point) const
{
    return *locate(strategy(point));
}

std::optional<SearchPoint> SearchSpace::locateIn(const Family& family, std::size_t index,
                                                 const StrategySpec& strategy)
{
    if (strategy.parts.size() != family.strategy.parts.size())
        return std::nullopt;
    StrategySpec rest = strategy;
    SearchPoint point{index, {}};
    for (const Axis& axis : family.axes) {
        const nlohmann::json value = axis.of.of(strategy);
        if (!value.is_number())
            return std::nullopt;
        const double place = axis.placeOf(value.get<double>());
        if (!(place >= -1e-9 && place <= 1 + 1e-9))
            return std::nullopt;
        point.at.push_back(std::clamp(place, 0.0, 1.0));
        axis.of.set(rest, axis.of.of(family.strategy));
    }
    return rest == family.strategy ? std::optional(point) : std::nullopt;
}

std::optional<SearchPoint> SearchSpace::locate(const StrategySpec& strategy) const
{
    for (std::size_t i = 0; i < m_families.size(); ++i) {
        if (const auto point = locateIn(m_families[i], i, strategy))
            return point;
    }
    return std::nullopt;
}

std::optional<StrategySpec> SearchSpace::strategyOf(const RunConfig& trial) const
{
    for (std::size_t i = 0; i < m_families.size(); ++i) {
        StrategySpec strategy = trial.strategy;
        std::erase_if(strategy.training, [&](const auto& own) {
            return own.second == trainingValue(m_training, own.first);
        });
        for (const auto& [name, value] : m_families[i].strategy.training)
            strategy.training[name] = trainingValue(trial.training, name);
        if (locateIn(m_families[i], i, strategy))
            return strategy;
    }
    return std::nullopt;
}

} // namespace palimpsest
