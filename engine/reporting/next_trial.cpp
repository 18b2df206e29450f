// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/next_trial.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "engine/study/readable_number.h"
#include "engine/study/strategy_axis.h"

namespace palimpsest
{

namespace
{

/// Strategies of one series that are equal but for one number.
struct Family {
    StrategyAxis axis;                    ///< the number that tells them apart
    std::map<double, std::size_t> points; ///< by that number
    std::vector<double> trials;           ///< of every trial there is, scored or not
};

StrategySpec withValue(StrategySpec strategy, const StrategyAxis& axis, const nlohmann::json& value)
{
    axis.set(strategy, value);
    return strategy;
}

using Families = std::map<std::string, Family>;

/// Calls `each` with every family that the strategy belongs to and its number there.
template <typename Each>
void forFamilies(Families& families, const StrategySpec& strategy, const Each& each)
{
    for (const StrategyAxis& axis : variedIn(strategy)) {
        const nlohmann::json value = axis.of(strategy);
        if (!value.is_number())
            continue;
        const std::string key =
            nlohmann::json(withValue(strategy, axis, nullptr)).dump() + axis.name();
        Family& family = families[key];
        family.axis = axis;
        each(family, value.template get<double>());
    }
}

std::optional<double> between(double low, double high, bool whole)
{
    double value = low > 0 ? std::sqrt(low * high) : (low + high) / 2;
    value = whole ? std::round(value) : toTwoDigits(value);
    if (value <= low || value >= high) {
        return std::nullopt;
    }
    return value;
}

struct Extent {
    double x = 0;
    double y = 0;
};

Extent extentOf(const std::vector<TradeoffPoint>& points)
{
    const auto [xLow, xHigh] = std::ranges::minmax(points, {}, &TradeoffPoint::x);
    const auto [yLow, yHigh] = std::ranges::minmax(points, {}, &TradeoffPoint::y);
    return {std::max(1e-9, xHigh.x - xLow.x), std::max(1e-9, yHigh.y - yLow.y)};
}

/// The widest hole of a family beside a point for which `counts` holds.
void widen(std::optional<NextTrial>& widest, const Family& family,
           const std::vector<TradeoffPoint>& points, const Extent& extent,
           bool TradeoffPoint::* counts)
{
    for (auto low = family.points.begin(); low != family.points.end(); ++low) {
        const auto high = std::next(low);
        if (high == family.points.end()) {
            return;
        }
        const TradeoffPoint& a = points[low->second];
        const TradeoffPoint& b = points[high->second];
        const double width = std::hypot((a.x - b.x) / extent.x, (a.y - b.y) / extent.y);
        const auto value = between(low->first, high->first, family.axis.facts()->whole);
        const bool filled = std::ranges::any_of(
            family.trials, [&](double trial) { return trial > low->first && trial < high->first; });
        if ((a.*counts || b.*counts) && value && !filled && (!widest || width > widest->width)) {
            widest = NextTrial{};
            widest->part = family.axis.part;
            widest->parameter = family.axis.parameter;
            widest->value = *value;
            widest->first = low->second;
            widest->second = high->second;
            widest->width = width;
        }
    }
}

} // namespace

std::optional<NextTrial> nextTrial(const std::vector<TradeoffPoint>& points,
                                   const std::vector<JobRow>& jobs)
{
    std::unordered_map<RowId, const JobRow*> byId;
    for (const JobRow& job : jobs) {
        byId.emplace(job.id, &job);
    }
    Families families;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto job = byId.find(points[i].jobs.front());
        if (job != byId.end() && !job->second->sweeps.empty()) {
            forFamilies(families, job->second->config.strategy,
                        [i](Family& family, double value) { family.points.emplace(value, i); });
        }
    }
    if (families.empty()) {
        return std::nullopt;
    }
    for (const JobRow& job : jobs) {
        if (job.kind == RunKind::Trial && job.binned.empty()) {
            forFamilies(families, job.config.strategy,
                        [](Family& family, double value) { family.trials.push_back(value); });
        }
    }
    const Extent extent = extentOf(points);
    std::optional<NextTrial> widest;
    for (const auto counts : {&TradeoffPoint::onJointFront, &TradeoffPoint::onSeriesFront}) {
        for (const auto& [key, family] : families) {
            widen(widest, family, points, extent, counts);
        }
        if (widest) {
            break;
        }
    }
    if (!widest) {
        return std::nullopt;
    }
    const JobRow& like = *byId.at(points[widest->first].jobs.front());
    const StrategyAxis axis{widest->part, widest->parameter};
    widest->strategy = withValue(like.config.strategy, axis, widest->value);
    widest->sweep = like.sweeps.back();
    for (const RowId job : points[widest->first].jobs) {
        widest->seeds.push_back(byId.at(job)->config.training.seed);
    }
    return widest;
}

SweepSpec nextSweep(const NextTrial& next, const SweepSpec& like)
{
    SweepSpec spec = like;
    spec.strategies = {{next.strategy, {}}};
    spec.seeds = next.seeds;
    spec.search = {}; // this one alone
    return spec;
}

} // namespace palimpsest
