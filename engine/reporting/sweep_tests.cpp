// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/sweep_tests.h"

#include <set>

#include <nlohmann/json.hpp>

#include "engine/reporting/tradeoff_analysis.h"

namespace palimpsest
{

namespace
{

constexpr int kSchema = 1;

nlohmann::json testJson(const TradeoffPoint& point, const std::string& axis, double baseline,
                        double score, const AxisTest& test)
{
    return {{"strategy", point.series},
            {"parameters", point.label},
            {"jobs", point.jobs},
            {"axis", axis},
            {"baseline", baseline},
            {"score", score},
            {"difference", test.difference},
            {"halfWidth", test.halfWidth},
            {"p", test.p},
            {"pHolm", test.holm},
            {"pBenjaminiHochberg", test.benjaminiHochberg}};
}

} // namespace

nlohmann::json sweepTests(const StudyStore& store, RowId sweep, const std::string& metric,
                          Split split)
{
    TradeoffOptions options;
    options.x.metric = options.y.metric = metric;
    options.split = split;
    options.sweep = sweep;
    const ResamplingOptions resampling;
    TradeoffAnalyser analyser(store);
    const TradeoffAnalysis analysis = analyser.analyse(options, resampling);
    nlohmann::json document = {{"schema", kSchema},
                               {"metric", metric},
                               {"split", toString(split)},
                               {"method", "paired bootstrap, each domain within itself"},
                               {"samples", resampling.samples},
                               {"seed", resampling.seed},
                               {"signatures", analysis.signatures},
                               {"family", 2 * analysis.tests.size()},
                               {"tests", nlohmann::json::array()}};
    const auto baseline = baselineIndex(analysis.points);
    for (const PointTest& test : analysis.tests) {
        const TradeoffPoint& base = analysis.points[*baseline];
        const TradeoffPoint& point = analysis.points[test.point];
        document["tests"].push_back(testJson(point, axisKey(options.x), base.x, point.x, test.x));
        document["tests"].push_back(testJson(point, axisKey(options.y), base.y, point.y, test.y));
    }
    if (!analysis.sentence.empty())
        document["sentence"] = analysis.sentence;
    else if (!baseline)
        document["sentence"] = "The sweep has no base model to test against.";
    return document;
}

void storeSweepTests(StudyStore& store, RowId sweep)
{
    std::set<std::string> metrics;
    for (const EvaluationRow& evaluation : store.evaluations()) {
        for (const ScoreRow& score : evaluation.scores) {
            if (evaluation.split == Split::Test && score.metric != "loss" && score.metric != "ter")
                metrics.insert(score.metric);
        }
    }
    for (const std::string& metric : metrics) {
        const nlohmann::json tests = sweepTests(store, sweep, metric, Split::Test);
        store.setDocument(kSweepTests, std::to_string(sweep) + "/" + metric + "/test", tests);
    }
}

} // namespace palimpsest
