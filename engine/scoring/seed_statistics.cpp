// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/seed_statistics.h"

#include <cmath>
#include <numeric>

#include "engine/scoring/numpy_random.h"
#include "engine/scoring/parallel.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// Regularised incomplete beta function by its continued fraction (Lentz's method).
double incompleteBeta(double x, double a, double b)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    if (x > (a + 1) / (a + b + 2))
        return 1 - incompleteBeta(1 - x, b, a);
    const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                  a * std::log(x) + b * std::log1p(-x)) /
                         a;
    constexpr double kTiny = 1e-300;
    double c = 1;
    double d = 1 / std::max(kTiny, 1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m < 500; ++m) {
        const auto step = [&](double term) {
            d = 1 / (1 + term * d);
            c = 1 + term / c;
            fraction *= c * d;
            return std::abs(c * d - 1);
        };
        step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
        if (step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))) < 1e-15)
            break;
    }
    return front * fraction;
}

double studentCdf(double t, double degrees)
{
    const double tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
    return t > 0 ? 1 - tail : tail;
}

double deviationOf(std::span<const double> values)
{
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / (n - 1));
}

double meanScore(const Metric& metric, std::span<const SystemStatistics> runs,
                 std::vector<double>& scores)
{
    scores.clear();
    for (const SystemStatistics run : runs)
        scores.push_back(metric.score(sumStatistics(run)));
    return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

void checkRuns(std::span<const SystemStatistics> baseline, std::span<const SystemStatistics> system)
{
    if (baseline.empty() || baseline.size() != system.size())
        throw BadInput("The baseline has " + std::to_string(baseline.size()) +
                       " runs and the system " + std::to_string(system.size()) +
                       "; the stratified test needs as many of each, at least one.");
    for (const auto runs : {baseline, system})
        for (const SystemStatistics run : runs)
            if (run.empty() || run.size() != baseline[0].size())
                throw BadInput("The runs differ in their segments, or have none; the stratified "
                               "test needs one test set.");
}

/// Deals the outputs of every segment to two sides of as many runs; gives the difference of the
/// mean scores.
double dealtDifference(const Metric& metric, std::span<const SystemStatistics> baseline,
                       std::span<const SystemStatistics> system, NumpyRandom& random)
{
    const std::size_t runs = baseline.size();
    const std::size_t width = baseline[0][0].size();
    std::vector<SegmentStatistics> sums(2 * runs, SegmentStatistics(width));
    std::vector<std::size_t> deal(2 * runs);
    for (std::size_t segment = 0; segment < baseline[0].size(); ++segment) {
        std::iota(deal.begin(), deal.end(), std::size_t{0});
        for (std::size_t i = deal.size(); i > 1; --i)
            std::swap(deal[i - 1], deal[random.below(static_cast<std::uint32_t>(i))]);
        for (std::size_t i = 0; i < deal.size(); ++i) {
            const SegmentStatistics& from =
                deal[i] < runs ? baseline[deal[i]][segment] : system[deal[i] - runs][segment];
            for (std::size_t j = 0; j < width; ++j)
                sums[i][j] += from[j];
        }
    }
    double difference = 0;
    for (std::size_t i = 0; i < sums.size(); ++i)
        difference += (i < runs ? 1 : -1) * metric.score(sums[i]);
    return std::abs(difference) / static_cast<double>(runs);
}

} // namespace

double studentQuantile(double probability, double degrees)
{
    double low = -1;
    double high = 1;
    while (studentCdf(low, degrees) > probability)
        low *= 2;
    while (studentCdf(high, degrees) < probability)
        high *= 2;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (low + high);
        (studentCdf(middle, degrees) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

SeedSummary summarizeSeeds(std::span<const double> scores, double confidence)
{
    if (scores.empty())
        throw BadInput("There is no run to summarise; finish at least one.");
    for (const double score : scores)
        if (!std::isfinite(score))
            throw BadInput("A run's score is not a finite number; leave that run out.");
    SeedSummary summary;
    summary.n = scores.size();
    const auto n = static_cast<double>(scores.size());
    summary.mean = std::accumulate(scores.begin(), scores.end(), 0.0) / n;
    if (scores.size() > 1) {
        summary.deviation = deviationOf(scores);
        summary.halfWidth =
            studentQuantile(0.5 + confidence / 2, n - 1) * *summary.deviation / std::sqrt(n);
    }
    return summary;
}

VarianceParts varianceParts(const Metric& metric, std::span<const SystemStatistics> runs,
                            const ResamplingOptions& options)
{
    checkRuns(runs, runs);
    if (options.samples < 2)
        throw BadInput("The test-set deviation needs at least 2 bootstrap resamples.");
    VarianceParts parts;
    for (const SystemStatistics run : runs) {
        std::vector<double> values;
        for (const NumpyFloat score : bootstrapScores(metric, run, options))
            values.push_back(score.value());
        parts.testSet += deviationOf(values) / static_cast<double>(runs.size());
    }
    std::vector<double> scores;
    meanScore(metric, runs, scores);
    if (scores.size() > 1)
        parts.runToRun = deviationOf(scores);
    return parts;
}

PairedResult stratifiedRandomisation(const Metric& metric,
                                     std::span<const SystemStatistics> baseline,
                                     std::span<const SystemStatistics> system,
                                     const ResamplingOptions& options)
{
    checkRuns(baseline, system);
    if (options.trials < 1)
        throw BadInput("The number of randomisation trials is " + std::to_string(options.trials) +
                       "; choose at least 1.");
    PairedResult result;
    std::vector<double> scores;
    result.baseline = meanScore(metric, baseline, scores);
    result.score = meanScore(metric, system, scores);
    const double actual = std::abs(result.baseline - result.score);
    const auto trials = static_cast<std::size_t>(options.trials);
    std::vector<unsigned char> more(trials);
    inParts(trials, options.threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t trial = first; trial < last; ++trial) {
            NumpyRandom random(options.seed, static_cast<std::uint32_t>(trial)); // its own numbers
            more[trial] = dealtDifference(metric, baseline, system, random) > actual;
        }
    });
    const auto count = std::accumulate(more.begin(), more.end(), std::size_t{0});
    result.p = static_cast<double>(count + 1) / static_cast<double>(trials + 1);
    return result;
}

} // namespace palimpsest
