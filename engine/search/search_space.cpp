// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/search_space.h"

#include <algorithm>
#include <cmath>

#include "engine/study/readable_number.h"

namespace palimpsest
{

namespace
{

/// "part.parameter" of an axis.
struct AxisName {
    std::size_t part = 0;
    std::string parameter;
    bool whole = false;
};

AxisName axisName(const StrategySpec& strategy, const std::string& axis)
{
    const std::size_t dot = axis.find('.');
    const std::string kind = axis.substr(0, dot);
    AxisName name{0, axis.substr(dot + 1), false};
    const auto part = std::ranges::find(strategy.parts, kind, &StrategyPart::kind);
    name.part = static_cast<std::size_t>(part - strategy.parts.begin());
    for (const StrategyParameter& parameter : findPartKind(kind)->parameters) {
        if (parameter.name == name.parameter)
            name.whole = parameter.whole;
    }
    return name;
}

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

SearchSpace::SearchSpace(const SweepSpec& spec)
{
    for (const StrategyGrid& grid : spec.strategies) {
        for (Family& family : familiesOf(grid))
            m_families.push_back(std::move(family));
    }
}

std::vector<SearchSpace::Family> SearchSpace::familiesOf(const StrategyGrid& grid)
{
    std::vector<Family> families = {{grid.base, {}}};
    for (const auto& [axis, values] : grid.axes) {
        const AxisName name = axisName(grid.base, axis);
        const bool ranges = spanARange(values);
        std::vector<Family> next;
        for (const Family& family : families) {
            for (const nlohmann::json& value : values) {
                Family chosen = family;
                chosen.strategy.parts[name.part].parameters[name.parameter] = value;
                if (ranges) {
                    const auto [least, greatest] = std::ranges::minmax(values);
                    const double low = least.get<double>();
                    chosen.axes.push_back({name.part, name.parameter, low, greatest.get<double>(),
                                           low > 0, name.whole});
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
        nlohmann::json& parameter = strategy.parts[axis.part].parameters[axis.parameter];
        if (axis.whole)
            parameter = static_cast<std::int64_t>(value);
        else
            parameter = value;
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
        const nlohmann::json& value = strategy.parts[axis.part].parameters[axis.parameter];
        if (!value.is_number())
            return std::nullopt;
        const double place = axis.placeOf(value.get<double>());
        if (!(place >= -1e-9 && place <= 1 + 1e-9))
            return std::nullopt;
        point.at.push_back(std::clamp(place, 0.0, 1.0));
        rest.parts[axis.part].parameters[axis.parameter] =
            family.strategy.parts[axis.part].parameters[axis.parameter];
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

} // namespace palimpsest
