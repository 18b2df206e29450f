// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/search_space.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/study/own_training.h"
#include "engine/study/readable_number.h"

namespace palimpsest
{

namespace
{

constexpr double kSlack = 1e-9; ///< of places in [0, 1]

/// Numbers of which at least two differ.
bool spanARange(const std::vector<nlohmann::json>& values)
{
    return std::ranges::all_of(values, [](const auto& value) { return value.is_number(); }) &&
           std::ranges::min(values) < std::ranges::max(values);
}

} // namespace

double SearchSpace::Axis::valueAt(double place) const
{
    if (!listed.empty()) {
        const auto count = static_cast<double>(listed.size());
        return listed[static_cast<std::size_t>(std::clamp(place * count, 0.0, count - 1))];
    }
    const double value =
        logarithmic ? std::exp(std::log(least) + place * (std::log(greatest) - std::log(least)))
                    : least + place * (greatest - least);
    return std::clamp(whole ? std::round(value) : toTwoDigits(value), least, greatest);
}

double SearchSpace::Axis::placeOf(double value) const
{
    if (!listed.empty()) { // the middle of its share
        const auto index = std::ranges::lower_bound(listed, value) - listed.begin();
        return (static_cast<double>(index) + 0.5) / static_cast<double>(listed.size());
    }
    return logarithmic
               ? (std::log(value) - std::log(least)) / (std::log(greatest) - std::log(least))
               : (value - least) / (greatest - least);
}

bool SearchSpace::Axis::has(double value) const
{
    if (!listed.empty())
        return std::ranges::binary_search(listed, value);
    const double place = placeOf(value);
    return place >= -kSlack && place <= 1 + kSlack;
}

SearchSpace::SearchSpace(const SweepSpec& spec) : m_training(spec.training)
{
    for (const StrategyGrid& grid : spec.strategies) {
        for (Family& family : familiesOf(grid, spec.search.values))
            m_families.push_back(std::move(family));
    }
    for (const Family& family : m_families) {
        for (const auto& [name, value] : family.strategy.training)
            m_ownTraining[name] = trainingValue(m_training, name);
    }
}

std::vector<SearchSpace::Family> SearchSpace::familiesOf(const StrategyGrid& grid,
                                                         SearchValues searched)
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
                if (ranges)
                    chosen.axes.push_back(axisOf(axis, values, searched));
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

SearchSpace::Axis SearchSpace::axisOf(StrategyAxis of, const std::vector<nlohmann::json>& values,
                                      SearchValues searched)
{
    const auto [least, greatest] = std::ranges::minmax(values);
    const bool whole = of.facts()->whole;
    const auto low = least.get<double>();
    Axis axis{std::move(of), low, greatest.get<double>(), low > 0, whole, {}};
    for (const nlohmann::json& value : values) {
        if (searched == SearchValues::Listed)
            axis.listed.push_back(value.get<double>());
    }
    std::ranges::sort(axis.listed);
    const auto repeated = std::ranges::unique(axis.listed);
    axis.listed.erase(repeated.begin(), repeated.end());
    return axis;
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

StrategySpec SearchSpace::withWholeTraining(StrategySpec strategy) const
{
    if (strategy.adapts)
        strategy.training.insert(m_ownTraining.begin(), m_ownTraining.end());
    return strategy;
}

std::vector<SearchPoint> SearchSpace::allOf(std::size_t family, std::size_t most) const
{
    std::vector<SearchPoint> points = {{family, {}}};
    for (const Axis& axis : m_families[family].axes) {
        std::vector<SearchPoint> next;
        for (const SearchPoint& point : points) {
            for (const double value : axis.listed) {
                next.push_back(point);
                next.back().at.push_back(axis.placeOf(value));
            }
        }
        points = std::move(next);
        if (points.empty() || points.size() > most)
            return {};
    }
    return points;
}

double SearchSpace::stepOn(std::size_t family, std::size_t axis, double fallback) const
{
    const std::vector<double>& listed = m_families[family].axes[axis].listed;
    return listed.empty() ? fallback : 1 / static_cast<double>(listed.size());
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
        if (!axis.has(value.get<double>()))
            return std::nullopt;
        point.at.push_back(std::clamp(axis.placeOf(value.get<double>()), 0.0, 1.0));
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
