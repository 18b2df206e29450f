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

/// Sums of the same scores in another order differ by less.
constexpr double kRounding = 1e-11;

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

double meanScore(const Metric& metric, std::span<const SystemStatistics> runs,
                 std::vector<double>& scores)
{
    scores.clear();
    for (const SystemStatistics run : runs)
        scores.push_back(metric.score(sumStatistics(run)));
    return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

void checkRuns(std::span<const SystemStatistics> runs)
{
    for (const SystemStatistics run : runs)
        if (run.empty() || run.size() != runs[0].size())
            throw BadInput("The runs differ in their segments, or have none; they must have been "
                           "scored on one test set.");
}

void checkRuns(std::span<const DomainStatistics> baseline, std::span<const DomainStatistics> system)
{
    if (baseline.empty() || baseline.size() != system.size())
        throw BadInput("The baseline has " + std::to_string(baseline.size()) +
                       " runs and the system " + std::to_string(system.size()) +
                       "; the stratified test needs as many of each, at least one.");
    const DomainStatistics& first = baseline[0];
    for (const auto runs : {baseline, system})
        for (const DomainStatistics& run : runs) {
            bool same = !run.empty() && run.size() == first.size();
            for (std::size_t d = 0; same && d < run.size(); ++d)
                same = !run[d].empty() && run[d].size() == first[d].size();
            if (!same)
                throw BadInput("The runs differ in their domains or segments, or have none; the "
                               "stratified test needs the same test sets.");
        }
}

/// Outputs of one domain in all runs, the baseline's first.
std::vector<SystemStatistics> outputsOf(std::span<const DomainStatistics> baseline,
                                        std::span<const DomainStatistics> system,
                                        std::size_t domain)
{
    std::vector<SystemStatistics> outputs;
    for (const auto runs : {baseline, system})
        for (const DomainStatistics& run : runs)
            outputs.push_back(run[domain]);
    return outputs;
}

/// Deals the outputs of every segment to two sides of as many runs; gives the difference of the
/// mean scores.
double dealtDifference(const Metric& metric, const std::vector<SystemStatistics>& outputs,
                       NumpyRandom& random)
{
    const std::size_t width = outputs[0][0].size();
    std::vector<SegmentStatistics> sums(outputs.size(), SegmentStatistics(width));
    std::vector<std::size_t> deal(outputs.size());
    for (std::size_t segment = 0; segment < outputs[0].size(); ++segment) {
        std::iota(deal.begin(), deal.end(), std::size_t{0});
        for (std::size_t i = deal.size(); i > 1; --i)
            std::swap(deal[i - 1], deal[random.below(static_cast<std::uint32_t>(i))]);
        for (std::size_t i = 0; i < deal.size(); ++i) {
            const SegmentStatistics& from = outputs[deal[i]][segment];
            for (std::size_t j = 0; j < width; ++j)
                sums[i][j] += from[j];
        }
    }
    const std::size_t runs = outputs.size() / 2;
    double difference = 0;
    for (std::size_t i = 0; i < sums.size(); ++i)
        difference += (i < runs ? 1 : -1) * metric.score(sums[i]);
    return difference / static_cast<double>(runs);
}

double meanOverDomains(const Metric& metric, std::span<const DomainStatistics> runs)
{
    double sum = 0;
    for (const DomainStatistics& run : runs) {
        std::vector<double> scores;
        sum += meanScore(metric, run, scores);
    }
    return sum / static_cast<double>(runs.size());
}

std::vector<DomainStatistics> oneDomain(std::span<const SystemStatistics> runs)
{
    std::vector<DomainStatistics> wrapped;
    for (const SystemStatistics run : runs)
        wrapped.push_back({run});
    return wrapped;
}

} // namespace

double sampleDeviation(std::span<const double> values)
{
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / (n - 1));
}

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
        summary.deviation = sampleDeviation(scores);
        summary.halfWidth =
            studentQuantile(0.5 + confidence / 2, n - 1) * *summary.deviation / std::sqrt(n);
    }
    return summary;
}

VarianceParts varianceParts(const Metric& metric, std::span<const SystemStatistics> runs,
                            const ResamplingOptions& options)
{
    if (runs.empty())
        throw BadInput("There is no run to summarise; finish at least one.");
    checkRuns(runs);
    if (options.samples < 2)
        throw BadInput("The test-set deviation needs at least 2 bootstrap resamples.");
    VarianceParts parts;
    for (const SystemStatistics run : runs) {
        std::vector<double> values;
        for (const NumpyFloat score : bootstrapScores(metric, run, options))
            values.push_back(score.value());
        parts.testSet += sampleDeviation(values) / static_cast<double>(runs.size());
    }
    std::vector<double> scores;
    meanScore(metric, runs, scores);
    if (scores.size() > 1)
        parts.runToRun = sampleDeviation(scores);
    return parts;
}

PairedResult stratifiedRandomisation(const Metric& metric,
                                     std::span<const SystemStatistics> baseline,
                                     std::span<const SystemStatistics> system,
                                     const ResamplingOptions& options)
{
    const std::vector<DomainStatistics> first = oneDomain(baseline);
    const std::vector<DomainStatistics> second = oneDomain(system);
    return stratifiedRandomisation(metric, first, second, options);
}

PairedResult stratifiedRandomisation(const Metric& metric,
                                     std::span<const DomainStatistics> baseline,
                                     std::span<const DomainStatistics> system,
                                     const ResamplingOptions& options)
{
    checkRuns(baseline, system);
    if (options.trials < 1)
        throw BadInput("The number of randomisation trials is " + std::to_string(options.trials) +
                       "; choose at least 1.");
    PairedResult result;
    result.baseline = meanOverDomains(metric, baseline);
    result.score = meanOverDomains(metric, system);
    const double actual = std::abs(result.baseline - result.score);
    std::vector<std::vector<SystemStatistics>> domains;
    for (std::size_t d = 0; d < baseline[0].size(); ++d)
        domains.push_back(outputsOf(baseline, system, d));
    const auto trials = static_cast<std::size_t>(options.trials);
    std::vector<unsigned char> more(trials);
    inParts(trials, options.threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t trial = first; trial < last; ++trial) {
            NumpyRandom random(options.seed, static_cast<std::uint32_t>(trial)); // its own numbers
            double difference = 0;
            for (const auto& outputs : domains)
                difference += dealtDifference(metric, outputs, random);
            difference = std::abs(difference) / static_cast<double>(domains.size());
            more[trial] = difference > actual + kRounding;
        }
    });
    const auto count = std::accumulate(more.begin(), more.end(), std::size_t{0});
    result.p = static_cast<double>(count + 1) / static_cast<double>(trials + 1);
    return result;
}

} // namespace palimpsest
