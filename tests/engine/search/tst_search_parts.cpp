// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QTest>

#include "engine/search/beaten_trials.h"
#include "engine/search/gaussian_process.h"
#include "engine/search/hypervolume_improvement.h"
#include "engine/search/low_discrepancy.h"
#include "engine/study/search_options.h"
#include "tests/engine/scoring/python_reference.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

const char* const kReference = "../search/search_reference.py";

/// Families as a sweep has them: training alone, with one of two parts that have a number each, and
/// with both.
enum Family : std::size_t { Plain, First, Second, Both };

ConfigurationTraits configuration(Family family, double a, double b)
{
    ConfigurationTraits traits{family, {{0, 0, {}}}};
    if (family == First || family == Both)
        traits.parts.push_back({1, 0, {a}});
    if (family == Second || family == Both)
        traits.parts.push_back({2, 1, {b}});
    return traits;
}

/// What the parts do adds up.
double valueOf(Family family, double a, double b)
{
    const bool first = family == First || family == Both;
    const bool second = family == Second || family == Both;
    return (first ? std::sin(4 * a) : 0) - (second ? b * b : 0);
}

/// Seen: plain training, and so many places in each of the other families.
struct Samples {
    std::vector<ConfigurationTraits> points = {configuration(Plain, 0, 0)};
    std::vector<double> values = {0};

    explicit Samples(std::vector<Family> families = {First, Second, Both}, std::size_t places = 6)
    {
        for (const Family family : families) {
            for (const auto& at : sobolPoints(2, places, 5)) {
                points.push_back(configuration(family, at[0], at[1]));
                values.push_back(valueOf(family, at[0], at[1]));
            }
        }
    }
    GaussianProcess process() const
    {
        return {points,
                Eigen::VectorXd::Map(values.data(), static_cast<Eigen::Index>(values.size())), 2};
    }
};

json inJson(const std::vector<ConfigurationTraits>& points)
{
    json list = json::array();
    for (const ConfigurationTraits& point : points) {
        json parts = json::array();
        for (const ConfigurationTraits::Part& part : point.parts)
            parts.push_back({part.kind, part.firstAxis, part.at});
        list.push_back({{"family", point.family}, {"parts", parts}});
    }
    return list;
}

} // namespace

/// The mathematics of a search against PyTorch, numpy and simulation.
class SearchPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasPython())
            QFAIL("build/venv is missing: run tests/run.sh, which makes it.");
    }

    void drawsSobolsSequence()
    {
        const json theirs = askPython(
            kReference, {{"kind", "sobol"}, {"dimensions", kMostSearchedNumbers}, {"count", 300}});
        for (std::size_t dimensions = 1; dimensions <= kMostSearchedNumbers; ++dimensions)
            QVERIFY(json(sobolPoints(dimensions, 300, 0)) == theirs[dimensions - 1]);
        const auto moved = sobolPoints(3, 64, 9);
        QVERIFY(moved != sobolPoints(3, 64, 0));
        for (std::size_t axis = 0; axis < 3; ++axis) { // one point in each of 64 slices still
            std::vector<int> counts(64, 0);
            for (const auto& point : moved)
                ++counts[static_cast<std::size_t>(point[axis] * 64)];
            QCOMPARE(counts, std::vector<int>(64, 1));
        }
    }

    void predictsAsNumpyDoes()
    {
        const Samples samples;
        const GaussianProcess process = samples.process();
        const auto& found = process.hyperparameters();
        std::vector<ConfigurationTraits> at;
        std::vector<double> truths;
        for (const Family family : {Plain, First, Second, Both}) {
            for (const auto& place : sobolPoints(2, 12, 77)) {
                at.push_back(configuration(family, place[0], place[1]));
                truths.push_back(valueOf(family, place[0], place[1]));
            }
        }
        const json theirs =
            askPython(kReference, {{"kind", "predictions"},
                                   {"points", inJson(samples.points)},
                                   {"values", samples.values},
                                   {"at", inJson(at)},
                                   {"lengths", {found.lengths[0], found.lengths[1]}},
                                   {"noise", found.noise},
                                   {"variance", found.variance}});
        for (std::size_t i = 0; i < at.size(); ++i) {
            const Gaussian ours = process.predict(at[i]);
            QVERIFY(std::abs(ours.mean - theirs["mean"][i].get<double>()) < 1e-8);
            QVERIFY(std::abs(ours.sd - theirs["sd"][i].get<double>()) < 1e-6);
            QVERIFY(std::abs(ours.mean - truths[i]) < 4 * ours.sd + 0.05);
        }
    }

    void isSureOnlyWhereItHasSeen()
    {
        const Samples samples;
        const GaussianProcess process = samples.process();
        const Gaussian seen = process.predict(samples.points[3]);
        QVERIFY(std::abs(seen.mean - samples.values[3]) < 0.05);
        QVERIFY(seen.sd < 0.15);
        ConfigurationTraits other{9, {{7, 0, {}}}}; // shares nothing
        QVERIFY(process.predict(other).sd > 3 * seen.sd);
    }

    /// Two parts together were never tried, each alone was: most of what they do is expected of
    /// both, for some of it may be peculiar to each strategy.
    void expectsOfTwoPartsWhatEachDoes()
    {
        const GaussianProcess process = Samples({First, Second}, 8).process();
        for (const auto& at : sobolPoints(2, 16, 3)) {
            const Gaussian found = process.predict(configuration(Both, at[0], at[1]));
            const double share = found.mean / valueOf(Both, at[0], at[1]);
            QVERIFY2(share > 0.4 && share < 1.1, std::to_string(share).c_str());
            QVERIFY(found.sd > process.predict(configuration(First, at[0], at[1])).sd);
        }
    }

    void expectsWhatSimulationsGain()
    {
        const std::vector<PlanePoint> points = {{0.1, 2}, {1, 1.5}, {0.9, 1.4}, {2, 0.2}, {-5, 9}};
        const PlanePoint reference{-1, -0.5};
        for (const auto& [x, y] : {std::pair(Gaussian{1.2, 0.5}, Gaussian{1, 0.3}),
                                   std::pair(Gaussian{-0.5, 0.2}, Gaussian{2.5, 1}),
                                   std::pair(Gaussian{3, 0.1}, Gaussian{-1, 0.8})}) {
            json corners = json::array();
            for (const PlanePoint& point : points) {
                if (point.x > reference.x)
                    corners.push_back({point.x, point.y});
            }
            const json theirs = askPython(kReference, {{"kind", "improvement"},
                                                       {"points", corners},
                                                       {"reference", {reference.x, reference.y}},
                                                       {"mean", {x.mean, y.mean}},
                                                       {"sd", {x.sd, y.sd}}});
            const double ours = expectedHypervolumeImprovement(points, reference, x, y);
            QVERIFY(ours > 0);
            QVERIFY(std::abs(ours - theirs["mean"].get<double>()) <
                    4 * theirs["error"].get<double>());
        }
    }

    void gainsExactlyWhatIsCertain()
    {
        const std::vector<PlanePoint> points = {{1, 3}, {3, 1}};
        const auto gain = [&](double x, double y) {
            return expectedHypervolumeImprovement(points, {0, 0}, {x, 0}, {y, 0});
        };
        QCOMPARE(gain(2, 2), hypervolume(std::vector<PlanePoint>{{1, 3}, {3, 1}, {2, 2}}, {0, 0}) -
                                 hypervolume(points, {0, 0}));
        QCOMPARE(gain(0.5, 2.5), 0.0); // dominated
        QCOMPARE(gain(-1, 9), 0.0);    // outside
        QCOMPARE(gain(4, 4), 16.0 - 5.0);
    }

    void findsWhoIsBeatenInBothScores()
    {
        const std::map<std::int64_t, ScorePath> paths = {
            {1, {{50, {10, 30}}, {100, {12, 28}}, {150, {13, 27}}}},
            {2, {{50, {12, 30.5}}, {100, {15, 30}}}}, // one point better in both at 100
            {3, {{50, {20, 10}}, {100, {22, 9}}, {150, {23, 8}}}},
        };
        const auto found = beaten(1, paths, 1, 1);
        QVERIFY(found.has_value());
        QCOMPARE(found->step, std::int64_t(100));
        QCOMPARE(found->by, std::int64_t(2));
        QCOMPARE(found->lead, (PlanePoint{3, 2}));
        QCOMPARE(beaten(1, paths, 0.5, 1)->step, std::int64_t(50));
        QVERIFY(!beaten(1, paths, 2.5, 1)); // not by so much
        QVERIFY(!beaten(1, paths, 1, 101)); // nobody else is as far
        QVERIFY(!beaten(3, paths, 0, 1));   // another end of the trade-off
        QVERIFY(!beaten(2, paths, 0, 1));
        QVERIFY(!beaten(9, paths, 0, 1));                                    // has no score yet
        QVERIFY(!beaten(4, {{4, {{1, {2, 2}}}}, {5, {{1, {2, 2}}}}}, 0, 1)); // equal
    }
};

QTEST_GUILESS_MAIN(SearchPartsTest)
#include "tst_search_parts.moc"
