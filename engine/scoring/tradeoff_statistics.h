// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/scoring/pareto.h"
#include "engine/scoring/resampling.h"

namespace palimpsest
{

/// The uncertainty of trade-off points that comes from the test sets. Every trial is resampled with
/// the same segments, each domain's within itself, so that points may be compared resample by
/// resample.

/// One trial's part on one axis: statistics of each domain whose scores are averaged, always in the
/// same order.
using DomainStatistics = std::vector<SystemStatistics>;

/// Mean over domains, of the whole test sets and of each resample.
struct ResampledMean {
    double mean = 0;
    std::vector<double> domains;   ///< score of each domain: a mean hides one that got worse
    std::vector<double> resamples; ///< mean of each resample
    BootstrapInterval interval() const;
};

/// `stream` parts axes that are resampled independently (0 = new domains, 1 = old ones, say).
ResampledMean resampleMean(const Metric& metric, const DomainStatistics& domains,
                           const ResamplingOptions& options, std::uint32_t stream = 0);

/// Change of each domain's score against the base model's, and the one that lost most (or gained
/// least).
struct DomainChanges {
    std::vector<double> changes;
    std::size_t worst = 0;
};
DomainChanges domainChanges(std::span<const double> base, std::span<const double> adapted);

/// A point with its resamples.
struct ResampledPoint {
    PlanePoint point;
    std::vector<PlanePoint> resamples;
};
ResampledPoint resampledPoint(const ResampledMean& x, const ResampledMean& y);

/// The share of resamples in which each point is non-dominated.
std::vector<double> frontProbability(std::span<const ResampledPoint> points);

/// Hypervolume above `reference` with its bootstrap interval.
struct HypervolumeEstimate {
    double value = 0;
    BootstrapInterval interval;
};
HypervolumeEstimate resampledHypervolume(std::span<const ResampledPoint> points,
                                         PlanePoint reference);

/// A figure, or the sentence that says why there is none.
struct Comparison {
    std::optional<double> value;
    std::string sentence;
};

/// Best y of the points with at least this x: the front as a staircase. Empty right of the last
/// point.
std::optional<double> staircase(std::span<const PlanePoint> points, double x);

/// ∫ (a − b) dx between the staircases of two fronts, over the x that both reach.
Comparison areaBetweenFronts(std::span<const PlanePoint> a, std::span<const PlanePoint> b);

/// How much higher `point` lies than the front of `others` at the same x, interpolated between the
/// two points of the front beside it ("gain in old-domain score at comparable new-domain score").
/// Never extrapolated.
Comparison gainAtComparableX(PlanePoint point, std::span<const PlanePoint> others);

/// The trial with the largest x among those that lose at most `budget` of y against `baseline`.
struct BudgetChoice {
    std::optional<std::size_t> point; ///< empty where none respects the budget
    double probability = 0;           ///< share of resamples in which it does
};
/// The baseline's resamples must be drawn like the points' (same options and streams).
BudgetChoice bestWithinBudget(std::span<const ResampledPoint> points,
                              const ResampledPoint& baseline, double budget);

} // namespace palimpsest
