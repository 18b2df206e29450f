// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/training_curves.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/reporting/results_table.h"

namespace palimpsest
{

namespace
{

/// The parts of "domain:NAME:METRIC"; a name may hold colons.
struct ScoreQuantity {
    bool ofRole = false;
    std::string name;
    std::string metric;
};

ScoreQuantity scoreQuantity(const std::string& quantity)
{
    const auto first = quantity.find(':');
    const auto last = quantity.rfind(':');
    if (first == std::string::npos || last == first)
        return {};
    return {quantity.starts_with("role:"), quantity.substr(first + 1, last - first - 1),
            quantity.substr(last + 1)};
}

std::optional<double> scoreOf(const EvaluationRow& evaluation, const ScoreQuantity& wanted)
{
    double sum = 0;
    int count = 0;
    for (const ScoreRow& score : evaluation.scores) {
        const std::string name = wanted.ofRole ? toString(score.role) : score.domain;
        if (name == wanted.name && score.metric == wanted.metric) {
            sum += score.value;
            ++count;
        }
    }
    return count ? std::optional(sum / count) : std::nullopt;
}

} // namespace

std::vector<double> smoothed(const std::vector<double>& values, double weight)
{
    if (weight <= 0)
        return values;
    std::vector<double> smooth;
    smooth.reserve(values.size());
    double mean = 0;
    double total = 0; // 1 − w^t, the sum of the weights so far
    for (const double value : values) {
        if (!std::isfinite(value)) {
            smooth.push_back(value);
            continue;
        }
        mean = weight * mean + (1 - weight) * value;
        total = weight * total + (1 - weight);
        smooth.push_back(mean / total);
    }
    return smooth;
}

TrainingCurve devScoreCurve(const std::vector<EvaluationRow>& ofJob, const std::string& quantity)
{
    const ScoreQuantity wanted = scoreQuantity(quantity);
    std::map<std::int64_t, double> bySteps;
    for (const EvaluationRow& evaluation : ofJob) {
        if (evaluation.split != Split::Dev)
            continue;
        if (const auto score = scoreOf(evaluation, wanted))
            bySteps.emplace(evaluation.step, *score);
    }
    TrainingCurve curve;
    for (const auto& [step, value] : bySteps) {
        curve.x.push_back(static_cast<double>(step));
        curve.y.push_back(value);
    }
    return curve;
}

std::string quantityTitle(const std::string& quantity)
{
    static const std::map<std::string, std::string> logged = {
        {"loss", "Training loss"},
        {"learningRate", "Learning rate"},
        {"gradientNorm", "Gradient norm"},
        {"tokensPerSecond", "Tokens per second"},
        {"penalty", "Penalty"},
        {"penaltyRatio", "|penalty gradient| / |task gradient|"},
        {"drift", "Drift |θ − θ*|"}};
    if (quantity.starts_with("metric:")) {
        const std::string name = quantity.substr(7);
        const auto found = logged.find(name);
        return found == logged.end() ? name : found->second;
    }
    const ScoreQuantity score = scoreQuantity(quantity);
    const std::string metric = metricTitle(score.metric);
    return score.ofRole ? metric + ", mean of " + score.name + " domains (dev)"
                        : metric + ", " + score.name + " (dev)";
}

TrainingCurve thinnedOut(const TrainingCurve& curve, std::size_t columns, bool xLog)
{
    TrainingCurve thin;
    std::vector<std::size_t> finite;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]) && (!xLog || curve.x[i] > 0))
            finite.push_back(i);
    }
    const auto place = [&](std::size_t i) { return xLog ? std::log(curve.x[i]) : curve.x[i]; };
    const auto keep = [&](std::size_t i) {
        thin.x.push_back(curve.x[i]);
        thin.y.push_back(curve.y[i]);
    };
    if (finite.size() <= 2 * columns) {
        for (const std::size_t i : finite)
            keep(i);
        return thin;
    }
    const double from = place(finite.front());
    const double width = (place(finite.back()) - from) / static_cast<double>(columns);
    for (std::size_t at = 0; at < finite.size();) {
        const auto column = static_cast<std::size_t>((place(finite[at]) - from) / width);
        std::size_t low = finite[at], high = finite[at];
        for (; at < finite.size() &&
               static_cast<std::size_t>((place(finite[at]) - from) / width) == column;
             ++at) {
            low = curve.y[finite[at]] < curve.y[low] ? finite[at] : low;
            high = curve.y[finite[at]] > curve.y[high] ? finite[at] : high;
        }
        keep(std::min(low, high));
        if (low != high)
            keep(std::max(low, high));
    }
    return thin;
}

} // namespace palimpsest
