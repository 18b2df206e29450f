// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/tradeoff_statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/scoring/seed_statistics.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

std::optional<BootstrapInterval> intervalOf(std::vector<double> values)
{
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    const std::size_t lower = values.size() / 40;
    const std::size_t upper = values.size() - lower - 1;
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return BootstrapInterval{sum / static_cast<double>(values.size()),
                             0.5 * (values[upper] - values[lower])};
}

/// A system's place among the points.
struct Place {
    std::size_t point;
    std::size_t run;
    SystemStatistics statistics;
};

/// Mean over the domains of one run.
struct RunMean {
    double domains = 0; ///< how many it has
    double mean = 0;
    std::vector<NumpyFloat> resamples;

    void add(double score, const std::vector<NumpyFloat>& scores)
    {
        mean += score / domains;
        resamples.resize(scores.size());
        for (std::size_t i = 0; i < scores.size(); ++i)
            resamples[i] += scores[i] / NumpyFloat(domains);
    }
};

ResampledMean meanOverRuns(const std::vector<RunMean>& runs)
{
    if (runs.empty())
        throw BadInput("A point has no run; leave it out.");
    ResampledMean result;
    const auto count = static_cast<double>(runs.size());
    std::vector<double> scores;
    for (const RunMean& run : runs) {
        scores.push_back(run.mean);
        result.mean += run.mean / count;
        result.resamples.resize(run.resamples.size());
        std::vector<double> values;
        for (std::size_t i = 0; i < run.resamples.size(); ++i) {
            result.resamples[i] += run.resamples[i] / NumpyFloat(count);
            values.push_back(run.resamples[i].value());
        }
        if (values.size() > 1)
            result.testSetDeviation += sampleDeviation(values) / count;
    }
    const SeedSummary seeds = summarizeSeeds(scores);
    result.runDeviation = seeds.deviation;
    result.runHalfWidth = seeds.halfWidth;
    return result;
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
    return bootstrapInterval(resamples);
}

std::vector<ResampledMean> resampleMeans(const Metric& metric, std::span<const PointParts> points,
                                         const ResamplingOptions& options)
{
    std::vector<ResampledMean> means(points.size());
    std::vector<std::vector<RunMean>> runs(points.size());
    std::map<std::size_t, std::vector<Place>> places; // by domain
    for (std::size_t p = 0; p < points.size(); ++p) {
        runs[p].resize(points[p].size());
        for (std::size_t r = 0; r < points[p].size(); ++r) {
            if (points[p][r].empty())
                throw BadInput("There is no domain to average over; choose at least one.");
            runs[p][r].domains = static_cast<double>(points[p][r].size());
            for (const DomainPart& part : points[p][r])
                places[part.domain].push_back({p, r, part.statistics});
        }
    }
    for (const auto& [domain, systems] : places) {
        ResamplingOptions own = options;
        own.seed = options.seed + (std::uint64_t{domain + 1} << 32);
        std::vector<SystemStatistics> statistics;
        for (const Place& place : systems)
            statistics.push_back(place.statistics);
        const auto scores = sharedBootstrapScores(metric, statistics, own);
        for (std::size_t i = 0; i < systems.size(); ++i)
            runs[systems[i].point][systems[i].run].add(
                metric.score(sumStatistics(systems[i].statistics)), scores[i]);
    }
    for (std::size_t p = 0; p < points.size(); ++p)
        means[p] = meanOverRuns(runs[p]);
    return means;
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
        point.resamples.push_back({x.resamples[i].value(), y.resamples[i].value()});
    return point;
}

std::vector<double> frontProbability(std::span<const ResampledPoint> points)
{
    const std::size_t samples = resampleCount(points);
    std::vector<double> share(points.size(), 0.0);
    for (std::size_t i = 0; i < samples; ++i)
        for (const std::size_t point : paretoFront(resample(points, i)))
            share[point] += 1;
    for (double& value : share)
        value /= static_cast<double>(std::max<std::size_t>(1, samples));
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

std::optional<double> shareWithinBudget(const ResampledPoint& point, const ResampledPoint& baseline,
                                        double budget)
{
    const std::vector<PlanePoint>& own = point.resamples;
    if (own.size() != baseline.resamples.size())
        throw BadInput("The points have different numbers of resamples; draw them with the same "
                       "options.");
    std::size_t within = 0;
    for (std::size_t i = 0; i < own.size(); ++i)
        within += own[i].y >= baseline.resamples[i].y - budget ? 1U : 0U;
    if (own.empty())
        return std::nullopt;
    return static_cast<double>(within) / static_cast<double>(own.size());
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
    if (choice.point)
        choice.probability = shareWithinBudget(points[*choice.point], baseline, budget);
    return choice;
}

} // namespace palimpsest
