// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/tradeoff_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include "engine/reporting/budget_warning.h"
#include "engine/scoring/metric.h"
#include "engine/scoring/multiple_tests.h"
#include "engine/study/error.h"
#include "engine/study/imported_system.h"

namespace palimpsest
{

namespace
{

constexpr double kNotScored = std::numeric_limits<double>::quiet_NaN();

/// 95 % half width of the paired differences.
double differenceHalfWidth(const ResampledMean& baseline, const ResampledMean& point)
{
    std::vector<double> differences;
    for (std::size_t i = 0; i < point.resamples.size(); ++i)
        differences.push_back(point.resamples[i].value() - baseline.resamples[i].value());
    std::ranges::sort(differences);
    const std::size_t lower = differences.size() / 40;
    return 0.5 * (differences[differences.size() - lower - 1] - differences[lower]);
}

AxisTest testOf(const ResampledMean& baseline, const ResampledMean& point)
{
    AxisTest test;
    test.difference = point.mean - baseline.mean;
    test.halfWidth = differenceHalfWidth(baseline, point);
    // Equal outputs: sacreBLEU's formula would call them different.
    if (test.difference != 0 || test.halfWidth != 0)
        test.p = pairedBootstrap(baseline.resamples, point.resamples, baseline.mean, point.mean).p;
    return test;
}

std::vector<PlanePoint> planeOf(const TradeoffAnalysis& analysis, const std::string& series)
{
    std::vector<PlanePoint> plane;
    for (const TradeoffPoint& point : analysis.points) {
        if (point.series == series)
            plane.push_back({point.x, point.y});
    }
    return plane;
}

/// Why statistics of this metric cannot be resampled; empty where they can.
std::string refusal(const TradeoffOptions& options)
{
    if (options.x.metric != options.y.metric)
        return "The axes show different scores, whose intervals are not computed together.";
    if (lowerIsBetter(options.x.metric))
        return "Intervals are computed for scores of which more is better, such as BLEU.";
    return {};
}

/// The signatures of the points' scores with x's metric, each once.
std::vector<std::string> signaturesOf(const TradeoffAnalysis& analysis,
                                      const std::vector<EvaluationRow>& evaluations)
{
    std::set<RowId> shown;
    for (const TradeoffPoint& point : analysis.points)
        shown.insert(point.evaluations.begin(), point.evaluations.end());
    std::set<std::string> signatures;
    for (const EvaluationRow& evaluation : evaluations) {
        if (!shown.contains(evaluation.id))
            continue;
        for (const ScoreRow& score : evaluation.scores)
            if (score.metric == analysis.options.x.metric)
                signatures.insert(score.signature);
    }
    return {signatures.begin(), signatures.end()};
}

/// Beyond this many sums of a segment's statistics, people would wait too long.
constexpr double kMostSums = 3e10;

} // namespace

void checkEffort(const std::vector<PointParts>& parts, int samples)
{
    double sums = 0;
    for (const PointParts& runs : parts)
        for (const RunParts& run : runs)
            for (const DomainPart& part : run)
                sums += static_cast<double>(part.statistics.size()) * samples;
    if (sums > kMostSums)
        throw BadInput("There are too many points to resample them all; choose one sweep.");
}

std::optional<std::size_t> baselineIndex(const std::vector<TradeoffPoint>& points)
{
    const auto found = std::ranges::find(points, "baseline", &TradeoffPoint::series);
    if (found == points.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - points.begin());
}

const PointUncertainty* uncertaintyOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point)
{
    if (!analysis.known()) {
        return nullptr;
    }
    for (std::size_t i = 0; i < analysis.points.size(); ++i) {
        if (analysis.points[i].evaluations == point.evaluations) {
            return &analysis.uncertainty[i];
        }
    }
    return nullptr;
}

bool isNearFront(const TradeoffAnalysis& analysis, const TradeoffPoint& point)
{
    const PointUncertainty* known = uncertaintyOf(analysis, point);
    return !point.onJointFront && known != nullptr && known->onFront >= kFrontShare;
}

TradeoffAnalysis withoutIntervals(std::vector<TradeoffPoint> points, const TradeoffOptions& options)
{
    TradeoffAnalysis analysis;
    analysis.options = options;
    analysis.points = std::move(points);
    return analysis;
}

std::vector<PointTest> testsAgainst(const TradeoffAnalysis& analysis, std::size_t baseline)
{
    std::vector<PointTest> tests;
    std::vector<double> raw;
    for (std::size_t i = 0; analysis.known() && i < analysis.points.size(); ++i) {
        if (i == baseline)
            continue;
        tests.push_back({i, testOf(analysis.x[baseline], analysis.x[i]),
                         testOf(analysis.y[baseline], analysis.y[i])});
        raw.push_back(tests.back().x.p);
        raw.push_back(tests.back().y.p);
    }
    const std::vector<double> holm = holmCorrection(raw);
    const std::vector<double> bh = benjaminiHochbergCorrection(raw);
    for (std::size_t i = 0; i < tests.size(); ++i) {
        tests[i].x.holm = holm[2 * i];
        tests[i].y.holm = holm[2 * i + 1];
        tests[i].x.benjaminiHochberg = bh[2 * i];
        tests[i].y.benjaminiHochberg = bh[2 * i + 1];
    }
    return tests;
}

PointWithinBudget budgetChoice(const TradeoffAnalysis& analysis, double budget)
{
    const auto baseline = baselineIndex(analysis.points);
    if (!baseline)
        return {};
    const auto devOf = [&analysis](const TradeoffPoint& point) {
        return std::ranges::find(analysis.dev, point.jobs, &TradeoffPoint::jobs);
    };
    PointWithinBudget chosen;
    chosen.onDev = devOf(analysis.points[*baseline]) != analysis.dev.end();
    std::vector<ResampledPoint> points;
    for (const TradeoffPoint& point : analysis.points) {
        const auto dev = devOf(point);
        if (!chosen.onDev)
            points.push_back({{point.x, point.y}, {}});
        else if (dev != analysis.dev.end())
            points.push_back({{dev->x, dev->y}, {}});
        else
            points.push_back({{kNotScored, kNotScored}, {}});
    }
    chosen.point = bestWithinBudget(points, points[*baseline], budget).point;
    if (chosen.point && analysis.known())
        chosen.probability = shareWithinBudget(analysis.resampled[*chosen.point],
                                               analysis.resampled[*baseline], budget);
    return chosen;
}

TradeoffAnalyser::TradeoffAnalyser(const StudyStore& store)
    : m_store(store), m_statistics(store, "for some points; evaluate them anew to see intervals.")
{
}

/// Points of systems that were imported as scores alone have nothing to resample: the others are
/// analysed without them, and a warning says so.
void TradeoffAnalyser::leaveOutScoresAlone(TradeoffAnalysis& analysis,
                                           const std::vector<JobRow>& jobs)
{
    std::set<RowId> imported;
    for (const JobRow& job : jobs) {
        if (isImported(job.config.strategy))
            imported.insert(job.id);
    }
    const auto lacks = [&](const TradeoffPoint& point) {
        for (std::size_t i = 0; i < point.jobs.size(); ++i) {
            for (const auto* domains : {&point.xDomains[i], &point.yDomains[i]})
                for (const std::string& domain : *domains)
                    if (imported.contains(point.jobs[i]) &&
                        !m_statistics.has(point.evaluations[i], domain, analysis.options.x.metric))
                        return true;
        }
        return false;
    };
    const auto alone = std::ranges::count_if(analysis.points, lacks);
    if (alone == 0 || alone == std::ssize(analysis.points))
        return;
    std::erase_if(analysis.points, lacks);
    analysis.warnings.push_back(
        (alone == 1 ? std::string("One point was") : std::to_string(alone) + " points were") +
        " imported as scores alone: intervals, tests and hypervolume leave out what has no "
        "translations. Import outputs to have them.");
}

std::vector<PointParts> TradeoffAnalyser::partsOf(const TradeoffAnalysis& analysis, bool ofX)
{
    // A domain has the same number on both axes and with any choice of points.
    DomainNumbers numbers(m_store);
    std::vector<PointParts> parts;
    for (const TradeoffPoint& point : analysis.points) {
        PointParts runs;
        const auto& domains = ofX ? point.xDomains : point.yDomains;
        for (std::size_t r = 0; r < point.evaluations.size(); ++r)
            runs.push_back(m_statistics.partsOf(point.evaluations[r], domains[r],
                                                analysis.options.x.metric, numbers));
        parts.push_back(std::move(runs));
    }
    return parts;
}

void TradeoffAnalyser::resample(TradeoffAnalysis& analysis, const ResamplingOptions& resampling)
{
    const auto metric = makeMetric(analysis.options.x.metric);
    const std::vector<PointParts> xParts = partsOf(analysis, true);
    const std::vector<PointParts> yParts = partsOf(analysis, false);
    checkEffort(xParts, resampling.samples);
    checkEffort(yParts, resampling.samples);
    analysis.x = resampleMeans(*metric, xParts, resampling);
    analysis.y = resampleMeans(*metric, yParts, resampling);
    for (std::size_t i = 0; i < analysis.points.size(); ++i)
        analysis.resampled.push_back(resampledPoint(analysis.x[i], analysis.y[i]));
    const std::vector<double> onFront = frontProbability(analysis.resampled);
    for (std::size_t i = 0; i < analysis.points.size(); ++i) {
        const ResampledMean& x = analysis.x[i];
        const ResampledMean& y = analysis.y[i];
        analysis.uncertainty.push_back({x.interval(), y.interval(), x.testSetDeviation,
                                        y.testSetDeviation, x.runDeviation, y.runDeviation,
                                        x.runHalfWidth, y.runHalfWidth, onFront[i]});
    }
    if (analysis.reference)
        analysis.hypervolume = resampledHypervolume(analysis.resampled, analysis.reference->point);
    analysis.samples = resampling.samples;
    if (const auto baseline = baselineIndex(analysis.points))
        analysis.tests = testsAgainst(analysis, *baseline);
}

TradeoffAnalysis TradeoffAnalyser::analyse(const TradeoffOptions& options,
                                           const ResamplingOptions& resampling)
{
    const std::vector<JobRow> jobs = m_store.jobs();
    const std::vector<EvaluationRow> evaluations = m_store.evaluations();
    TradeoffAnalysis analysis =
        withoutIntervals(tradeoffPoints(jobs, evaluations, options), options);
    TradeoffOptions dev = options;
    dev.split = Split::Dev;
    analysis.dev = options == dev ? analysis.points : tradeoffPoints(jobs, evaluations, dev);
    analysis.warnings = comparabilityWarnings(analysis.points, jobs, evaluations, options);
    analysis.unequalBudgets = budgetWarning(analysis.points, jobs).value_or("");
    const bool comparable = analysis.warnings.empty();
    if (comparable)
        leaveOutScoresAlone(analysis, jobs);
    analysis.signatures = signaturesOf(analysis, evaluations);
    analysis.reference = referencePoint(m_store, analysis.points, options);
    std::vector<ResampledPoint> plain;
    for (const TradeoffPoint& point : analysis.points)
        plain.push_back({{point.x, point.y}, {}});
    analysis.sentence = refusal(options);
    if (!analysis.sentence.empty())
        return analysis;
    if (analysis.reference)
        analysis.hypervolume = resampledHypervolume(plain, analysis.reference->point);
    if (!comparable) {
        analysis.sentence = "Intervals and tests need points that can be compared.";
        return analysis;
    }
    try {
        if (analysis.signatures.size() == 1 &&
            analysis.signatures[0] != makeMetric(options.x.metric)->signature())
            throw BadInput("These scores were computed as " + analysis.signatures[0] +
                           ", for which this version computes no intervals.");
        resample(analysis, resampling);
    } catch (const BadInput& error) {
        analysis.sentence = error.what();
        analysis.x.clear();
        analysis.y.clear();
        analysis.resampled.clear();
        analysis.uncertainty.clear();
    }
    return analysis;
}

std::vector<DomainStatistics> TradeoffAnalyser::runsOf(const TradeoffPoint& point,
                                                       const std::vector<std::string>& domains,
                                                       const std::string& metric)
{
    std::vector<DomainStatistics> runs;
    for (const RowId evaluation : point.evaluations)
        runs.push_back(m_statistics.of(evaluation, domains, metric));
    return runs;
}

std::optional<double> TradeoffAnalyser::randomisation(const TradeoffAnalysis& analysis,
                                                      const PairComparison& pair, bool ofX,
                                                      const ResamplingOptions& resampling)
{
    const TradeoffPoint& first = analysis.points[pair.baseline];
    const TradeoffPoint& second = analysis.points[pair.point];
    const auto& domains = ofX ? first.xDomains : first.yDomains;
    auto all = domains;
    all.insert(all.end(), (ofX ? second.xDomains : second.yDomains).begin(),
               (ofX ? second.xDomains : second.yDomains).end());
    const bool same = std::ranges::all_of(all, [&](const auto& run) { return run == all[0]; });
    if (!same || first.evaluations.size() != second.evaluations.size())
        return std::nullopt;
    const auto metric = makeMetric(analysis.options.x.metric);
    return stratifiedRandomisation(*metric, runsOf(first, all[0], analysis.options.x.metric),
                                   runsOf(second, all[0], analysis.options.x.metric), resampling)
        .p;
}

void TradeoffAnalyser::compareDomains(const TradeoffAnalysis& analysis, PairComparison& pair,
                                      const ResamplingOptions& resampling)
{
    const TradeoffPoint& first = analysis.points[pair.baseline];
    const TradeoffPoint& second = analysis.points[pair.point];
    const std::string& name = analysis.options.x.metric;
    const auto metric = makeMetric(name);
    for (const auto& [domain, score] : second.domainScores) {
        const auto before = first.domainScores.find(domain);
        if (before == first.domainScores.end())
            continue;
        DomainComparison row{domain, before->second, score, {}};
        const std::size_t runs = first.evaluations.size();
        if (analysis.known() && row.score == row.baseline) {
            row.p = 1;
        } else if (analysis.known() && runs == second.evaluations.size()) {
            const auto a = runsOf(first, {domain}, name);
            const auto b = runsOf(second, {domain}, name);
            row.p = runs == 1 ? pairedBootstrap(*metric, a[0][0], b[0][0], resampling).p
                              : stratifiedRandomisation(*metric, a, b, resampling).p;
        }
        pair.domains.push_back(row);
        const DomainComparison& worst = pair.domains[pair.worst];
        if (row.score - row.baseline < worst.score - worst.baseline)
            pair.worst = pair.domains.size() - 1;
    }
}

PairComparison TradeoffAnalyser::compare(const TradeoffAnalysis& analysis, std::size_t baseline,
                                         std::size_t point, const ResamplingOptions& resampling)
{
    PairComparison pair;
    pair.baseline = baseline;
    pair.point = point;
    const TradeoffPoint& first = analysis.points.at(baseline);
    const TradeoffPoint& second = analysis.points.at(point);
    const std::vector<PointTest> family = testsAgainst(analysis, baseline);
    pair.family = 2 * family.size();
    for (const PointTest& test : family) {
        if (test.point == point)
            pair.test = test;
    }
    try {
        if (pair.test) {
            pair.xRandomisation = randomisation(analysis, pair, true, resampling);
            pair.yRandomisation = randomisation(analysis, pair, false, resampling);
        }
        compareDomains(analysis, pair, resampling);
    } catch (const BadInput&) {
        // A domain without statistics of its own: the means' tests stand, the domains have none.
    }
    if (first.series != second.series && refusal(analysis.options).empty()) {
        const auto others = planeOf(analysis, first.series);
        pair.gain = gainAtComparableX({second.x, second.y}, others);
        pair.area = areaBetweenFronts(planeOf(analysis, second.series), others);
    } else {
        pair.gain.sentence = pair.area.sentence = "Both points belong to one strategy.";
    }
    return pair;
}

} // namespace palimpsest
