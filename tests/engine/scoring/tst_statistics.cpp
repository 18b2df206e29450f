// SPDX-License-Identifier: GPL-3.0-or-later
// Fronts, corrections, seeds and budgets against figures worked out by hand, brute force or printed
// tables.
#include <cmath>
#include <limits>
#include <random>

#include <QtTest>

#include "corpora.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/multiple_tests.h"
#include "engine/scoring/seed_statistics.h"
#include "engine/scoring/tradeoff_statistics.h"
#include "engine/study/error.h"

using namespace palimpsest;

namespace
{

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance;
}

std::vector<PlanePoint> randomPoints(unsigned seed, std::size_t count)
{
    std::mt19937 random(seed);
    std::vector<PlanePoint> points;
    for (std::size_t i = 0; i < count; ++i) // whole numbers, so that ties happen
        points.push_back({static_cast<double>(random() % 20), static_cast<double>(random() % 20)});
    return points;
}

std::vector<SegmentStatistics> statisticsOf(std::uint32_t seed, std::uint32_t textSeed)
{
    const ScoredCorpus text = nastyCorpus(textSeed, 60, 1);
    return Bleu().statistics(disturbedCorpus(text.references[0], seed).hypotheses, text.references);
}

} // namespace

class TestStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void frontByDefinition()
    {
        for (unsigned seed = 0; seed < 50; ++seed) {
            const auto points = randomPoints(seed, 1 + seed % 40);
            const auto front = paretoFront(points);
            for (std::size_t i = 0; i < points.size(); ++i) {
                bool dominated = false;
                for (const PlanePoint& other : points)
                    dominated |= other.x >= points[i].x && other.y >= points[i].y &&
                                 (other.x > points[i].x || other.y > points[i].y);
                QCOMPARE(std::find(front.begin(), front.end(), i) != front.end(), !dominated);
            }
            for (std::size_t i = 1; i < front.size(); ++i)
                QVERIFY(points[front[i - 1]].x <= points[front[i]].x);
        }
        QVERIFY(paretoFront({}).empty());
        const std::vector<PlanePoint> withNan{{kNan, 5}, {1, 1}, {2, kNan}};
        QCOMPARE(paretoFront(withNan), std::vector<std::size_t>{1});
    }

    void hypervolumeByCounting()
    {
        for (unsigned seed = 0; seed < 20; ++seed) {
            const auto points = randomPoints(seed, 6);
            int cells = 0; // unit squares of the whole-number grid that a point dominates
            for (int x = 4; x < 20; ++x)
                for (int y = 3; y < 20; ++y)
                    cells += std::any_of(points.begin(), points.end(), [&](const PlanePoint& p) {
                        return p.x >= x + 1 && p.y >= y + 1;
                    });
            QCOMPARE(hypervolume(points, {4, 3}), static_cast<double>(cells));
        }
        QCOMPARE(hypervolume({}, {0, 0}), 0.0);
    }

    void families()
    {
        const std::vector<double> p{0.01, 0.04, 0.03, 0.005};
        const std::vector<double> holm = holmCorrection(p);
        const std::vector<double> expectedHolm{0.03, 0.06, 0.06, 0.02};
        const std::vector<double> bh = benjaminiHochbergCorrection(p);
        const std::vector<double> expectedBh{0.02, 0.04, 0.04, 0.02};
        for (std::size_t i = 0; i < p.size(); ++i) {
            QVERIFY(near(holm[i], expectedHolm[i]));
            QVERIFY(near(bh[i], expectedBh[i]));
        }
        const auto some = holmCorrection(std::vector<double>{0.02, kNan, 0.9});
        QVERIFY(near(some[0], 0.04) && std::isnan(some[1]) && near(some[2], 0.9));
        QCOMPARE(holmCorrection(std::vector<double>{0.8, 0.7})[0], 1.0);
        QVERIFY(benjaminiHochbergCorrection({}).empty());
    }

    void seeds()
    {
        QVERIFY(near(studentQuantile(0.975, 1), 12.706204736432095, 1e-8));
        QVERIFY(near(studentQuantile(0.975, 2), 4.302652729911275, 1e-8));
        QVERIFY(near(studentQuantile(0.975, 4), 2.7764451051977987, 1e-8));
        QVERIFY(near(studentQuantile(0.975, 30), 2.0422724563012373, 1e-8));
        QVERIFY(near(studentQuantile(0.025, 4), -2.7764451051977987, 1e-8));
        const SeedSummary three = summarizeSeeds(std::vector<double>{30.1, 30.4, 30.7});
        QCOMPARE(three.n, std::size_t{3});
        QVERIFY(near(three.mean, 30.4));
        QVERIFY(near(*three.deviation, 0.3));
        QVERIFY(near(*three.halfWidth, 4.302652729911275 * 0.3 / std::sqrt(3.0)));
        const SeedSummary one = summarizeSeeds(std::vector<double>{30.1});
        QCOMPARE(one.mean, 30.1);
        QVERIFY(!one.deviation && !one.halfWidth);
        QCOMPARE(*summarizeSeeds(std::vector<double>{5, 5}).halfWidth, 0.0);
        QVERIFY_THROWS_EXCEPTION(BadInput, summarizeSeeds({}));
        QVERIFY_THROWS_EXCEPTION(BadInput, summarizeSeeds(std::vector<double>{1, kNan}));
    }

    void varianceAndStratifiedTest()
    {
        const Bleu metric;
        const auto a = statisticsOf(1, 5);
        const auto b = statisticsOf(2, 5);
        const auto perfect = metric.statistics(nastyCorpus(5, 60, 1).references[0],
                                               nastyCorpus(5, 60, 1).references);
        const std::vector<SystemStatistics> runs{a, b};
        const VarianceParts parts = varianceParts(metric, runs, {.samples = 200});
        const double first = metric.score(sumStatistics(a));
        const double second = metric.score(sumStatistics(b));
        QVERIFY(near(*parts.runToRun, std::abs(first - second) / std::sqrt(2.0)));
        QVERIFY(parts.testSet > 0.1);
        const std::vector<SystemStatistics> single{a};
        QVERIFY(!varianceParts(metric, single, {.samples = 50}).runToRun);

        const std::vector<SystemStatistics> good{perfect, perfect};
        const ResamplingOptions options{.trials = 199, .threads = 1};
        const PairedResult clear = stratifiedRandomisation(metric, runs, good, options);
        QCOMPARE(clear.p, 1.0 / 200);
        QVERIFY(near(clear.baseline, (first + second) / 2));
        QVERIFY(
            stratifiedRandomisation(metric, single, std::vector<SystemStatistics>{b}, options).p >
            0.01);
        ResamplingOptions threaded = options;
        threaded.threads = 3;
        QCOMPARE(
            stratifiedRandomisation(metric, single, std::vector<SystemStatistics>{b}, threaded).p,
            stratifiedRandomisation(metric, single, std::vector<SystemStatistics>{b}, options).p);
        QVERIFY_THROWS_EXCEPTION(BadInput, stratifiedRandomisation(metric, runs, single, options));
    }

    /// Deals over several domains: with one domain it is the plain test, and each domain counts
    /// once.
    void stratifiedDomains()
    {
        const Bleu metric;
        const auto a = statisticsOf(1, 5);
        const auto b = statisticsOf(2, 5);
        const auto c = statisticsOf(3, 6);
        const auto d = statisticsOf(4, 6);
        const ResamplingOptions options{.trials = 499};
        const std::vector<DomainStatistics> baseline{{a, c}};
        const std::vector<DomainStatistics> system{{b, d}};
        const PairedResult mean = stratifiedRandomisation(metric, baseline, system, options);
        const auto score = [&](const std::vector<SegmentStatistics>& text) {
            return metric.score(sumStatistics(text));
        };
        QVERIFY(near(mean.baseline, (score(a) + score(c)) / 2));
        QVERIFY(near(mean.score, (score(b) + score(d)) / 2));
        QVERIFY(mean.p > 0.01 && mean.p <= 1);
        const std::vector<DomainStatistics> onlyA{{a}};
        const std::vector<DomainStatistics> onlyB{{b}};
        QCOMPARE(stratifiedRandomisation(metric, onlyA, onlyB, options).p,
                 stratifiedRandomisation(metric, std::vector<SystemStatistics>{a},
                                         std::vector<SystemStatistics>{b}, options)
                     .p);
        // One run each: the share agrees with sacreBLEU's approximate randomisation but for chance.
        const ResamplingOptions many{.trials = 4000};
        const double plainTest = pairedRandomisation(metric, a, b, many).p;
        QVERIFY(std::abs(stratifiedRandomisation(metric, onlyA, onlyB, many).p - plainTest) < 0.04);
        QVERIFY_THROWS_EXCEPTION(BadInput,
                                 stratifiedRandomisation(metric, baseline, onlyB, options));
    }

    void domainMeans()
    {
        const Bleu metric;
        const auto a = statisticsOf(1, 5);
        const auto b = statisticsOf(2, 6);
        const auto c = statisticsOf(3, 6);
        const ResamplingOptions options{.samples = 300};
        const std::vector<PointParts> points{
            {{{0, a}, {1, b}}}, {{{0, a}}}, {{{1, b}}}, {{{1, b}}, {{1, c}}}};
        const auto means = resampleMeans(metric, points, options);
        const auto score = [&](const std::vector<SegmentStatistics>& text) {
            return metric.score(sumStatistics(text));
        };
        QVERIFY(near(means[0].mean, (score(a) + score(b)) / 2));
        QCOMPARE(means[0].resamples.size(), std::size_t{300});
        for (std::size_t i = 0; i < 300; ++i) // drawn alike: a mean is the mean of its parts
            QVERIFY(near(means[0].resamples[i].value(),
                         (means[1].resamples[i].value() + means[2].resamples[i].value()) / 2,
                         1e-5));
        // Two independent domains: the mean's interval is narrower than the wider of theirs.
        const double widest =
            std::max(means[1].interval().halfWidth, means[2].interval().halfWidth);
        QVERIFY(means[0].interval().halfWidth > 0 && means[0].interval().halfWidth < widest);
        // Runs: their spread and the test set's are told apart.
        QVERIFY(!means[2].runDeviation);
        QVERIFY(near(*means[3].runDeviation, std::abs(score(b) - score(c)) / std::sqrt(2.0)));
        const std::vector<SystemStatistics> runs{b, c};
        ResamplingOptions own = options;
        own.seed += std::uint64_t{2} << 32; // of domain 1
        QVERIFY(near(means[3].testSetDeviation, varianceParts(metric, runs, own).testSet, 1e-9));
        const DomainChanges changes =
            domainChanges(std::vector<double>{30, 20, 10}, std::vector<double>{35, 18, 11});
        QCOMPARE(changes.worst, std::size_t{1});
        QCOMPARE(changes.changes, (std::vector<double>{5, -2, 1}));
        const std::vector<PointParts> none{{{}}};
        QVERIFY_THROWS_EXCEPTION(BadInput, resampleMeans(metric, none, options));
        const auto shorter = metric.statistics(std::vector<std::string>{"x"},
                                               std::vector<std::vector<std::string>>{{"x"}});
        const std::vector<PointParts> mixed{{{{0, a}}}, {{{0, shorter}}}};
        QVERIFY_THROWS_EXCEPTION(BadInput, resampleMeans(metric, mixed, options));
    }

    void frontsUnderResampling()
    {
        const std::vector<ResampledPoint> points{
            {{1, 3}, {{1, 3}, {1, 3}, {1, 3}, {1, 3}}},
            {{2, 2}, {{2, 2}, {2, 2}, {2, 0.5}, {2, 2}}},
            {{3, 1}, {{3, 1}, {3, 1}, {3, 1}, {3, 2}}},
        };
        const auto share = frontProbability(points);
        QCOMPARE(share[0], 1.0);
        QCOMPARE(share[1], 0.5);
        QCOMPARE(share[2], 1.0);
        const HypervolumeEstimate volume = resampledHypervolume(points, {0, 0});
        QCOMPARE(volume.value, 6.0);
        QVERIFY(volume.interval->halfWidth > 0);
        const std::vector<ResampledPoint> unsampled{{{1, 1}, {}}};
        QVERIFY(!resampledHypervolume(unsampled, {0, 0}).interval);
        const BudgetChoice choice =
            bestWithinBudget(points, {{0, 3}, {{0, 3}, {0, 3}, {0, 3}, {0, 3}}}, 1);
        QCOMPARE(*choice.point, std::size_t{1});
        QCOMPARE(*choice.probability, 0.75);
        QVERIFY(!bestWithinBudget(points, {{0, 9}, {}}, 1).point);
        QVERIFY_THROWS_EXCEPTION(BadInput, bestWithinBudget(points, {{0, 9}, {}}, -1));
    }

    void frontComparisons()
    {
        const std::vector<PlanePoint> high{{1, 5}, {3, 3}};
        const std::vector<PlanePoint> low{{0, 4}, {2, 2}, {4, 1}};
        // On (1, 2]: 3 - 2; on (2, 3]: 3 - 1.
        QCOMPARE(*areaBetweenFronts(high, low).value, 3.0);
        QCOMPARE(*areaBetweenFronts(low, high).value, -3.0);
        QVERIFY(!areaBetweenFronts(high, std::vector<PlanePoint>{{9, 9}}).value);
        QVERIFY(!areaBetweenFronts(high, {}).sentence.empty());
        QCOMPARE(*gainAtComparableX({3, 3}, low).value, 1.5);
        QCOMPARE(*gainAtComparableX({2, 3}, low).value, 1.0);
        const Comparison outside = gainAtComparableX({4.1, 3}, low);
        QVERIFY(!outside.value && outside.sentence.find("extrapolated") != std::string::npos);
        QVERIFY(!gainAtComparableX({kNan, 3}, low).value);
        QVERIFY(!staircase(low, 5));
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
