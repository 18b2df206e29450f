// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/tradeoff_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

BootstrapInterval intervalOf(std::vector<double> values)
{
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    const std::size_t lower = values.size() / 40;
    const std::size_t upper = values.size() - lower - 1;
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return {sum / static_cast<double>(values.size()), 0.5 * (values[upper] - values[lower])};
}

std::vector<PlanePoint> frontOf(std::span<const PlanePoint> points)
{
    std::vector<PlanePoint> front;
    for (const std::size_t i : paretoFront(points))
        if (front.empty() || !(front.back() == points[i]))
            front.push_back(points[i]);
    return front;
}

std::size_t resampleCount(std::span<const ResampledPoint> points)
{
    for (const ResampledPoint& point : points)
        if (point.resamples.size() != points.front().resamples.size())
            throw BadInput("The points have different numbers of resamples; draw them with the "
                           "same options.");
    return points.empty() ? 0 : points.front().resamples.size();
}

std::vector<PlanePoint> resample(std::span<const ResampledPoint> points, std::size_t number)
{
    std::vector<PlanePoint> sample;
    for (const ResampledPoint& point : points)
        sample.push_back(point.resamples[number]);
    return sample;
}

} // namespace

BootstrapInterval ResampledMean::interval() const
{
    return intervalOf(resamples);
}

ResampledMean resampleMean(const Metric& metric, const DomainStatistics& domains,
                           const ResamplingOptions& options, std::uint32_t stream)
{
    if (domains.empty())
        throw BadInput("There is no domain to average over; choose at least one.");
    ResampledMean result;
    const auto count = static_cast<double>(domains.size());
    for (std::size_t d = 0; d < domains.size(); ++d) {
        // A seed of its own for each domain: domains of equal size must not be resampled alike.
        ResamplingOptions own = options;
        own.seed = options.seed + (std::uint64_t{stream} << 40) + (std::uint64_t{d} << 32);
        const std::vector<NumpyFloat> scores = bootstrapScores(metric, domains[d], own);
        result.resamples.resize(scores.size());
        for (std::size_t i = 0; i < scores.size(); ++i)
            result.resamples[i] += scores[i].value() / count;
        result.domains.push_back(metric.score(sumStatistics(domains[d])));
        result.mean += result.domains.back() / count;
    }
    return result;
}

DomainChanges domainChanges(std::span<const double> base, std::span<const double> adapted)
{
    if (base.empty() || base.size() != adapted.size())
        throw BadInput("The base model and the trial were scored on different domains; score both "
                       "on the same ones.");
    DomainChanges result;
    for (std::size_t i = 0; i < base.size(); ++i) {
        result.changes.push_back(adapted[i] - base[i]);
        if (result.changes[i] < result.changes[result.worst])
            result.worst = i;
    }
    return result;
}

ResampledPoint resampledPoint(const ResampledMean& x, const ResampledMean& y)
{
    if (x.resamples.size() != y.resamples.size())
        throw BadInput("The axes have different numbers of resamples; draw them with the same "
                       "options.");
    ResampledPoint point{{x.mean, y.mean}, {}};
    for (std::size_t i = 0; i < x.resamples.size(); ++i)
        point.resamples.push_back({x.resamples[i], y.resamples[i]});
    return point;
}

std::vector<double> frontProbability(std::span<const ResampledPoint> points)
{
    const std::size_t samples = resampleCount(points);
    std::vector<double> share(points.size(), 0.0);
    for (std::size_t i = 0; i < samples; ++i)
        for (const std::size_t point : paretoFront(resample(points, i)))
            share[point] += 1.0 / static_cast<double>(samples);
    for (double& value : share)
        value = std::min(value, 1.0);
    return share;
}

HypervolumeEstimate resampledHypervolume(std::span<const ResampledPoint> points,
                                         PlanePoint reference)
{
    std::vector<PlanePoint> plain;
    for (const ResampledPoint& point : points)
        plain.push_back(point.point);
    HypervolumeEstimate estimate;
    estimate.value = hypervolume(plain, reference);
    std::vector<double> values;
    for (std::size_t i = 0; i < resampleCount(points); ++i)
        values.push_back(hypervolume(resample(points, i), reference));
    estimate.interval = intervalOf(std::move(values));
    return estimate;
}

std::optional<double> staircase(std::span<const PlanePoint> points, double x)
{
    std::optional<double> best;
    for (const PlanePoint& point : points)
        if (point.x >= x && !std::isnan(point.y) && (!best || point.y > *best))
            best = point.y;
    return best;
}

Comparison areaBetweenFronts(std::span<const PlanePoint> a, std::span<const PlanePoint> b)
{
    const std::vector<PlanePoint> first = frontOf(a);
    const std::vector<PlanePoint> second = frontOf(b);
    if (first.empty() || second.empty())
        return {{}, "One of the fronts has no point, so there is no area between them."};
    const double left = std::max(first.front().x, second.front().x);
    const double right = std::min(first.back().x, second.back().x);
    if (left >= right)
        return {
            {},
            "The fronts share no range of new-domain scores, so there is no area between them."};
    std::vector<double> edges{left, right};
    for (const auto& front : {first, second})
        for (const PlanePoint& point : front)
            if (point.x > left && point.x < right)
                edges.push_back(point.x);
    std::sort(edges.begin(), edges.end());
    double area = 0;
    for (std::size_t i = 0; i + 1 < edges.size();
         ++i) // steps are level up to and with their right edge
        area += (edges[i + 1] - edges[i]) *
                (*staircase(first, edges[i + 1]) - *staircase(second, edges[i + 1]));
    return {area, {}};
}

Comparison gainAtComparableX(PlanePoint point, std::span<const PlanePoint> others)
{
    if (!std::isfinite(point.x) || !std::isfinite(point.y))
        return {{}, "The point has no score yet."};
    const std::vector<PlanePoint> front = frontOf(others);
    if (front.empty())
        return {{}, "The other front has no point to compare with."};
    if (point.x < front.front().x || point.x > front.back().x)
        return {{},
                "The new-domain score lies outside the other front, and beyond its ends nothing is "
                "extrapolated."};
    const auto right = std::lower_bound(front.begin(), front.end(), point.x,
                                        [](const PlanePoint& p, double x) { return p.x < x; });
    if (right->x == point.x)
        return {point.y - right->y, {}};
    const PlanePoint& left = *(right - 1);
    const double share = (point.x - left.x) / (right->x - left.x);
    return {point.y - (left.y + share * (right->y - left.y)), {}};
}

BudgetChoice bestWithinBudget(std::span<const ResampledPoint> points,
                              const ResampledPoint& baseline, double budget)
{
    if (std::isnan(budget) || budget < 0)
        throw BadInput("The loss budget must be a number of at least 0.");
    BudgetChoice choice;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const PlanePoint& point = points[i].point;
        if (std::isnan(point.x) || !(point.y >= baseline.point.y - budget))
            continue;
        if (!choice.point || point.x > points[*choice.point].point.x)
            choice.point = i;
    }
    if (!choice.point)
        return choice;
    const std::vector<PlanePoint>& own = points[*choice.point].resamples;
    if (own.size() != baseline.resamples.size())
        throw BadInput("The points have different numbers of resamples; draw them with the same "
                       "options.");
    std::size_t within = 0;
    for (std::size_t i = 0; i < own.size(); ++i)
        within += own[i].y >= baseline.resamples[i].y - budget ? 1U : 0U;
    choice.probability =
        own.empty() ? 0.0 : static_cast<double>(within) / static_cast<double>(own.size());
    return choice;
}

} // namespace palimpsest
