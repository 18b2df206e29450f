// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/statistics_cache.h"
#include "engine/reporting/tradeoff.h"
#include "engine/scoring/seed_statistics.h"
#include "engine/scoring/tradeoff_statistics.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// How sure a point is. Two kinds of spread are kept apart: another test set, and another run.
struct PointUncertainty {
    BootstrapInterval x; ///< 95 % over test sets
    BootstrapInterval y;
    double xTestSet = 0; ///< standard deviation over test sets: MultEval's s_sel
    double yTestSet = 0;
    std::optional<double> xRuns; ///< from run to run: s_opt; empty for one run
    std::optional<double> yRuns;
    std::optional<double> xRunsHalfWidth; ///< of the mean's 95 % t-interval over runs
    std::optional<double> yRunsHalfWidth;
    double onFront = 0; ///< share of resamples in which the point is on the joint front
};

/// Below this share of resamples on the front, a point is told apart from it.
inline constexpr double kFrontShare = 0.05;

/// What hypervolumes are measured from.
struct ReferencePoint {
    PlanePoint point;
    std::vector<RowId> evaluations; ///< that it was taken from; empty where fine-tuning is missing
    bool kept = false;              ///< it is in the study
};

/// A point against the baseline on one axis: paired bootstrap over the resamples that all points
/// share, corrected over the family of all points and both axes.
struct AxisTest {
    double difference = 0; ///< point − baseline
    double halfWidth = 0;  ///< of the difference's 95 % interval
    double p = 1;          ///< 1 where the scores are equal in every resample
    double holm = 1;
    double benjaminiHochberg = 1;
};
struct PointTest {
    std::size_t point = 0;
    AxisTest x;
    AxisTest y;
};

struct TradeoffAnalysis {
    TradeoffOptions options;
    std::vector<TradeoffPoint> points;
    std::vector<TradeoffPoint> dev;      ///< by the same options on dev, what choices are made by
    std::vector<std::string> signatures; ///< of x's metric, each once
    std::vector<std::string> warnings;   ///< of comparabilityWarnings
    std::string unequalBudgets;          ///< budgetWarning's sentence; empty where they are equal
    std::string sentence;                ///< why nothing below is known; empty where it is
    int samples = 0;
    std::vector<PointUncertainty> uncertainty; ///< one a point, or none at all
    std::vector<ResampledMean> x;
    std::vector<ResampledMean> y;
    std::vector<ResampledPoint> resampled;
    std::optional<ReferencePoint> reference; ///< known without resamples, too
    std::optional<HypervolumeEstimate> hypervolume;
    std::vector<PointTest> tests; ///< of all points against the base model

    bool known() const { return !uncertainty.empty(); }
};

/// Throws BadInput where people would wait too long for so many resamples of so many segments.
void checkEffort(const std::vector<PointParts>& parts, int samples);

/// Points alone: fronts, but no intervals.
TradeoffAnalysis withoutIntervals(std::vector<TradeoffPoint> points,
                                  const TradeoffOptions& options);

/// All points but `baseline` against it; empty where nothing was resampled.
std::vector<PointTest> testsAgainst(const TradeoffAnalysis& analysis, std::size_t baseline);

/// What the analysis knows of a point (by its evaluations); null where it knows nothing.
const PointUncertainty* uncertaintyOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point);
/// Behind the front, but on it in at least kFrontShare of the resamples.
bool isNearFront(const TradeoffAnalysis& analysis, const TradeoffPoint& point);

/// Index of the base model's point.
std::optional<std::size_t> baselineIndex(const std::vector<TradeoffPoint>& points);

/// A point of an analysis that keeps within a loss budget.
struct PointWithinBudget {
    std::optional<std::size_t> point;  ///< empty where none does, or without a base model
    std::optional<double> probability; ///< that it does so on the analysis's own split, see
                                       ///< shareWithinBudget; empty where nothing was resampled
    bool onDev = true; ///< chosen by dev scores; else, for want of them, by those of the analysis
};
/// The best point within a loss budget against the base model (see bestWithinBudget), chosen on
/// dev. Points without dev scores are not chosen where the base model has some.
PointWithinBudget budgetChoice(const TradeoffAnalysis& analysis, double budget);

/// One domain in a comparison of two points.
struct DomainComparison {
    std::string domain;
    double baseline = 0; ///< mean over runs
    double score = 0;
    std::optional<double> p; ///< see PairComparison; empty where no test could be made
};

/// Two points, side by side.
struct PairComparison {
    std::size_t baseline = 0;
    std::size_t point = 0;
    std::optional<PointTest> test; ///< empty where nothing was resampled
    std::size_t family = 0;        ///< number of tests that its corrected p stand for
    /// Stratified approximate randomisation over runs of both axes' means; empty where the points
    /// differ in their number of runs or domains.
    std::optional<double> xRandomisation;
    std::optional<double> yRandomisation;
    /// Every domain of both points. One run each: sacreBLEU's own paired bootstrap with its default
    /// seed, the same p to the last digit; several: stratified randomisation.
    std::vector<DomainComparison> domains;
    std::size_t worst = 0; ///< the domain that lost most
    Comparison gain;       ///< on y at comparable x against the front of the baseline's strategy
    Comparison area;       ///< between the fronts of the two strategies
};

/// Computes analyses from study.db alone, keeping the statistics that it has read. One object
/// belongs to one thread, like its store.
class TradeoffAnalyser
{
public:
    explicit TradeoffAnalyser(const StudyStore& store);

    /// Points with their fronts, warnings, intervals and hypervolume. Where statistics are missing
    /// or do not match, a sentence says so and the points stay.
    TradeoffAnalysis analyse(const TradeoffOptions& options,
                             const ResamplingOptions& resampling = {});
    PairComparison compare(const TradeoffAnalysis& analysis, std::size_t baseline,
                           std::size_t point,
                           const ResamplingOptions& resampling = {.trials = 2000});

private:
    void leaveOutScoresAlone(TradeoffAnalysis& analysis, const std::vector<JobRow>& jobs);
    std::vector<PointParts> partsOf(const TradeoffAnalysis& analysis, bool ofX);
    void resample(TradeoffAnalysis& analysis, const ResamplingOptions& resampling);
    std::vector<DomainStatistics> runsOf(const TradeoffPoint& point,
                                         const std::vector<std::string>& domains,
                                         const std::string& metric);
    std::optional<double> randomisation(const TradeoffAnalysis& analysis,
                                        const PairComparison& pair, bool ofX,
                                        const ResamplingOptions& resampling);
    void compareDomains(const TradeoffAnalysis& analysis, PairComparison& pair,
                        const ResamplingOptions& resampling);

    const StudyStore& m_store;
    StatisticsCache m_statistics;
};

/// The reference point that the study keeps for these axes: the base model's x and fine-tuning's y,
/// as they were when both were known first; kept while those evaluations exist. Until then the
/// lowest y stands in for fine-tuning's. Empty without a base model.
std::optional<ReferencePoint> referencePoint(const StudyStore& store,
                                             const std::vector<TradeoffPoint>& points,
                                             const TradeoffOptions& options);
/// Keeps it, unless it is kept or not complete. Does nothing in a read-only study.
void keepReferencePoint(StudyStore& store, const ReferencePoint& reference,
                        const TradeoffOptions& options);

/// Keeps another one from now on, or, where it is empty, the default again. Throws BadInput for a
/// study that may not be written.
void chooseReferencePoint(StudyStore& store, const std::optional<PlanePoint>& point,
                          const TradeoffOptions& options);

/// "mean:new", "worst:old", "domain:koran": an axis in file formats and settings.
std::string axisKey(const AxisChoice& axis);
AxisChoice axisFromKey(const std::string& key, const std::string& metric);

} // namespace palimpsest
