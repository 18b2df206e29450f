// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/next_trial.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "engine/study/readable_number.h"
#include "engine/study/strategy_axis.h"
#include "engine/study/study_layout.h"

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

/// What besides the number is equal in a family: strategy, base model, place in a sequence, and
/// training but for its seed.
std::string familyKey(const RunConfig& config, const StrategyAxis& axis)
{
    nlohmann::json key = {withValue(config.strategy, axis, nullptr), axis.name(), config.baseFolder,
                          config.sequence};
    if (axis.part != "training") {
        TrainingOptions training = config.training;
        training.seed = 0;
        key.push_back(training);
    }
    return key.dump();
}

/// Calls `each` with every family that the trial belongs to and its number there.
template <typename Each>
void forFamilies(Families& families, const RunConfig& config, const Each& each)
{
    for (const StrategyAxis& axis : variedIn(config.strategy)) {
        const nlohmann::json value = axis.of(config.strategy);
        if (!value.is_number())
            continue;
        Family& family = families[familyKey(config, axis)];
        family.axis = axis;
        each(family, value.template get<double>());
    }
}

/// Folders of the models that a later step of a sequence begins with.
std::set<std::string> startsOf(const std::vector<JobRow>& jobs)
{
    std::set<std::string> folders;
    for (const JobRow& job : jobs) {
        if (job.kind == RunKind::Trial && !job.config.startFolder.empty())
            folders.insert(job.config.startFolder);
    }
    return folders;
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
    const std::set<std::string> goneOnFrom = startsOf(jobs);
    Families families;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto job = byId.find(points[i].jobs.front());
        if (job != byId.end() && !job->second->sweeps.empty() &&
            !goneOnFrom.contains(StudyLayout::modelFolder(job->second->identity))) {
            forFamilies(families, job->second->config,
                        [i](Family& family, double value) { family.points.emplace(value, i); });
        }
    }
    if (families.empty()) {
        return std::nullopt;
    }
    for (const JobRow& job : jobs) {
        if (job.kind == RunKind::Trial && job.binned.empty()) {
            forFamilies(families, job.config,
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
