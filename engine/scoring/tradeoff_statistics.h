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

/// The statistics of one run over one domain's test set. Equal numbers mean the same test set.
struct DomainPart {
    std::size_t domain = 0;
    SystemStatistics statistics;
};
/// What a point shows on one axis: the mean over its runs (seeds) of the mean over each run's
/// domains.
using RunParts = std::vector<DomainPart>;
using PointParts = std::vector<RunParts>;

/// Mean over domains and runs, of the whole test sets and of each resample.
struct ResampledMean {
    double mean = 0;
    std::vector<NumpyFloat> resamples; ///< mean of each resample
    /// s_sel of MultEval: mean over runs of the standard deviation over resamples.
    double testSetDeviation = 0;
    /// s_opt: standard deviation from run to run; empty for fewer than two runs.
    std::optional<double> runDeviation;
    std::optional<double> runHalfWidth; ///< of the mean's 95 % t-interval over runs
    BootstrapInterval interval() const; ///< as sacreBLEU's --confidence
};

/// Resamples several points alike, each domain within itself and with numbers of its own: domain d
/// is drawn with seed options.seed + (d + 1)·2³², so that test sets of equal size are not drawn
/// alike. Throws BadInput where a run has no domain or test sets differ in size.
std::vector<ResampledMean> resampleMeans(const Metric& metric, std::span<const PointParts> points,
                                         const ResamplingOptions& options);

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
    std::optional<BootstrapInterval> interval; ///< empty where the points have no resamples
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

/// Share of resamples in which a point loses at most `budget` of y against the baseline, drawn like
/// the point's (same options and streams); empty without any.
std::optional<double> shareWithinBudget(const ResampledPoint& point, const ResampledPoint& baseline,
                                        double budget);

/// The trial with the largest x among those that lose at most `budget` of y against `baseline`.
struct BudgetChoice {
    std::optional<std::size_t> point;  ///< empty where none respects the budget
    std::optional<double> probability; ///< share of resamples in which it does; empty without any
};
BudgetChoice bestWithinBudget(std::span<const ResampledPoint> points,
                              const ResampledPoint& baseline, double budget);

} // namespace palimpsest
