// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals, tests, reference points and warnings of trade-off points, out of study.db alone.
#include <algorithm>
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/sweep_tests.h"
#include "engine/reporting/table_formats.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/study/error.h"
#include "tests/support/sample_results.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

std::size_t indexOf(const TradeoffAnalysis& analysis, const std::string& name)
{
    for (std::size_t i = 0; i < analysis.points.size(); ++i) {
        const TradeoffPoint& point = analysis.points[i];
        if (point.series + (point.label.empty() ? "" : " " + point.label) == name)
            return i;
    }
    qFatal("no point %s", name.c_str());
}

const PointTest& testOf(const std::vector<PointTest>& tests, std::size_t point)
{
    return *std::ranges::find(tests, point, &PointTest::point);
}

bool contains(const std::vector<std::string>& sentences, const std::string& part)
{
    return std::ranges::any_of(sentences, [&](const std::string& sentence) {
        return sentence.find(part) != std::string::npos;
    });
}

} // namespace

class TestTradeoffAnalysis : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path fresh()
    {
        return m_folder.filePath(QStringLiteral("study-%1").arg(++m_studies)).toStdString();
    }

private Q_SLOTS:
    void intervalsAndFrontShares()
    {
        const StudyStore store = makeScoredResults(fresh());
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        QVERIFY2(analysis.known(), analysis.sentence.c_str());
        QVERIFY(analysis.warnings.empty());
        QCOMPARE(analysis.points.size(), std::size_t{7});
        QCOMPARE(analysis.samples, 1000);
        for (std::size_t i = 0; i < analysis.points.size(); ++i) {
            const PointUncertainty& known = analysis.uncertainty[i];
            QVERIFY(std::abs(analysis.x[i].mean - analysis.points[i].x) < 1e-9);
            QVERIFY(std::abs(analysis.y[i].mean - analysis.points[i].y) < 1e-9);
            QVERIFY(known.x.halfWidth > 0.5 && known.x.halfWidth < 10);
            QVERIFY(std::abs(known.x.mean - analysis.points[i].x) < known.x.halfWidth);
            // 95 % of a normal curve lie within 1.96 deviations.
            QVERIFY(std::abs(known.y.halfWidth / known.yTestSet - 1.96) < 0.25);
            QVERIFY(!known.xRuns && !known.yRuns);
        }
        const auto share = [&](const char* name) {
            return analysis.uncertainty[indexOf(analysis, name)].onFront;
        };
        QVERIFY(share("fine-tuning") > 0.95);
        QVERIFY(share("ewc+mixing 1:1 λ=0.1") > 0.95);
        QVERIFY(share("ewc λ=0.1") < kFrontShare);         // EWC + mixing is far better in both
        QCOMPARE(share("mixing 10:1"), share("baseline")); // the same output: never told apart
        // Another thread count, the same figures.
        const TradeoffAnalysis single = analyser.analyse({}, {.threads = 1});
        QCOMPARE(single.uncertainty[1].x.halfWidth, analysis.uncertainty[1].x.halfWidth);
        QCOMPARE(single.tests[2].x.p, analysis.tests[2].x.p);
    }

    void testsAreCorrectedOverTheFamily()
    {
        const StudyStore store = makeScoredResults(fresh());
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        QCOMPARE(analysis.tests.size(), std::size_t{6});
        const PointTest& tuned = testOf(analysis.tests, indexOf(analysis, "fine-tuning"));
        QCOMPARE(tuned.x.p, 1.0 / 1001);
        QVERIFY(tuned.x.difference > tuned.x.halfWidth);
        QVERIFY(tuned.y.difference < -tuned.y.halfWidth);
        // 12 tests, of which those with the smallest p come first: at most 12 times as large.
        QVERIFY(tuned.x.holm >= tuned.x.p && tuned.x.holm <= 12.0 / 1001 + 1e-12);
        QVERIFY(tuned.x.benjaminiHochberg >= tuned.x.p);
        QVERIFY(tuned.x.benjaminiHochberg <= tuned.x.holm + 1e-12);
        const PointTest& same = testOf(analysis.tests, indexOf(analysis, "mixing 10:1"));
        QCOMPARE(same.x.difference, 0.0);
        QCOMPARE(same.x.p, 1.0); // the same output is no difference
        QCOMPARE(same.y.holm, 1.0);
    }

    void pairsAreSacrebleusTests()
    {
        const StudyStore store = makeScoredResults(fresh());
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        const std::size_t mixing = indexOf(analysis, "mixing 1:1");
        const std::size_t both = indexOf(analysis, "ewc+mixing 1:1 λ=0.1");
        const PairComparison pair = analyser.compare(analysis, mixing, both);
        QCOMPARE(pair.family, std::size_t{12});
        QVERIFY(pair.test);
        QVERIFY(pair.test->y.p < 0.01 && pair.test->y.holm >= pair.test->y.p);
        const PairComparison alike =
            analyser.compare(analysis, mixing, indexOf(analysis, "ewc λ=0.1"));
        QVERIFY(alike.test->x.p > 0.01 && alike.test->y.p > 0.01);
        QVERIFY(pair.yRandomisation && *pair.yRandomisation < 0.01);
        QCOMPARE(pair.domains.size(), std::size_t{3});
        const auto metric = makeMetric("bleu");
        for (const DomainComparison& row : pair.domains) {
            const auto a =
                store.segmentStatistics(analysis.points[mixing].evaluations[0], row.domain, "bleu");
            const auto b =
                store.segmentStatistics(analysis.points[both].evaluations[0], row.domain, "bleu");
            QCOMPARE(*row.p, pairedBootstrap(*metric, a, b).p);
            QCOMPARE(row.baseline, metric->score(sumStatistics(a)));
        }
        double least = 1e9;
        for (const DomainComparison& row : pair.domains)
            least = std::min(least, row.score - row.baseline);
        QCOMPARE(pair.domains[pair.worst].score - pair.domains[pair.worst].baseline, least);
        // Mixing's front goes from 10:1 to 1:1.
        const PlanePoint point{analysis.points[both].x, analysis.points[both].y};
        const std::vector<PlanePoint> front{{analysis.points[mixing].x, analysis.points[mixing].y},
                                            {analysis.points[indexOf(analysis, "mixing 10:1")].x,
                                             analysis.points[indexOf(analysis, "mixing 10:1")].y}};
        QCOMPARE(pair.gain.value, gainAtComparableX(point, front).value);
        QCOMPARE(pair.gain.sentence, gainAtComparableX(point, front).sentence);
        const PairComparison own =
            analyser.compare(analysis, indexOf(analysis, "mixing 10:1"), mixing);
        QVERIFY(!own.gain.value && !own.gain.sentence.empty());
    }

    void seedsAndTestSetsAreKeptApart()
    {
        const StudyStore store = makeScoredResults(fresh(), {1, 2, 3});
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        const std::size_t tuned = indexOf(analysis, "fine-tuning");
        QCOMPARE(analysis.points[tuned].seeds, 3);
        const PointUncertainty& known = analysis.uncertainty[tuned];
        QVERIFY(known.xRuns && known.yRuns);
        QVERIFY(std::abs(*known.yRuns - analysis.points[tuned].ySd) < 1e-9);
        QVERIFY(known.yTestSet > 0);
        QVERIFY(std::abs(*known.yRunsHalfWidth -
                         studentQuantile(0.975, 2) * *known.yRuns / std::sqrt(3.0)) < 1e-9);
        const std::size_t ewc = indexOf(analysis, "ewc λ=0.1");
        const PairComparison pair = analyser.compare(analysis, ewc, tuned, {.trials = 300});
        QVERIFY(pair.xRandomisation && *pair.xRandomisation < 0.02);
        QVERIFY(pair.domains[0].p && *pair.domains[0].p < 0.02);
        // The base model was run once: runs cannot be dealt, but the bootstrap stands.
        const PairComparison uneven =
            analyser.compare(analysis, indexOf(analysis, "baseline"), tuned);
        QVERIFY(uneven.test && !uneven.xRandomisation && !uneven.domains[0].p);
    }

    void referencePointIsKept()
    {
        StudyStore store = makeScoredResults(fresh(), {1, 2});
        const std::vector<JobRow> jobs = store.jobs();
        TradeoffAnalyser analyser(store);
        const TradeoffOptions options;
        const TradeoffAnalysis before = analyser.analyse(options);
        const std::size_t base = indexOf(before, "baseline");
        const std::size_t tuned = indexOf(before, "fine-tuning");
        QVERIFY(before.reference && !before.reference->kept);
        QCOMPARE(before.reference->point.x, before.points[base].x);
        QCOMPARE(before.reference->point.y, before.points[tuned].y);
        QVERIFY(before.hypervolume->value > 0);
        QVERIFY(before.hypervolume->interval->halfWidth > 0);
        keepReferencePoint(store, *before.reference, options);

        // EWC + mixing gets better; the volume grows over the same reference point.
        for (const JobRow& job : jobs) {
            if (job.kind == RunKind::Trial && scoredName(job) == "ewc+mixing 1:1 λ=1")
                addScoredEvaluation(store, job, {{"captions", 0.9}, {"koran", 0.9}, {"news", 0.9}},
                                    5);
        }
        const TradeoffAnalysis after = analyser.analyse(options);
        QVERIFY(after.reference->kept);
        QVERIFY(after.reference->point == before.reference->point);
        QVERIFY(after.hypervolume->value > before.hypervolume->value);

        // Its evaluation is replaced: the reference point moves with it.
        for (const JobRow& job : jobs) {
            if (job.kind == RunKind::Trial && scoredName(job) == "fine-tuning")
                addScoredEvaluation(store, job, {{"captions", 0.9}, {"koran", 0.9}, {"news", 0.4}},
                                    6);
        }
        const TradeoffAnalysis moved = analyser.analyse(options);
        QVERIFY(!moved.reference->kept);
        QVERIFY(moved.reference->point.y < before.reference->point.y);
    }

    void lossBudget()
    {
        const StudyStore store = makeScoredResults(fresh());
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        const std::size_t base = indexOf(analysis, "baseline");
        const std::size_t both = indexOf(analysis, "ewc+mixing 1:1 λ=0.1");
        const double lost = analysis.points[base].y - analysis.points[both].y;
        QVERIFY(lost > 0);
        const PointWithinBudget choice = budgetChoice(analysis, lost + 0.01);
        QVERIFY(!choice.onDev); // nothing has a dev score
        QCOMPARE(*choice.point, both);
        QVERIFY(*choice.probability > 0.3 && *choice.probability < 0.7); // as close as can be
        QVERIFY(*budgetChoice(analysis, 90).point == indexOf(analysis, "fine-tuning"));
        QCOMPARE(*budgetChoice(analysis, 90).probability, 1.0);
        const PointWithinBudget bare =
            budgetChoice(withoutIntervals(analysis.points, analysis.options), lost + 0.01);
        QCOMPARE(*bare.point, both);
        QVERIFY(!bare.probability);
    }

    /// What loses too much on dev is not chosen, however well it does on test.
    void lossBudgetsAreKeptOnDev()
    {
        StudyStore store = makeScoredResults(fresh());
        for (const JobRow& job : store.jobs()) {
            const auto quality = scoredQualities().find(scoredName(job));
            if (job.kind != RunKind::Trial || quality == scoredQualities().end() ||
                job.config.strategy.name == "mixing")
                continue;
            Quality dev = quality->second;
            if (job.config.strategy.name == "ewc+mixing")
                dev["news"] = 0;
            addScoredEvaluation(store, job, dev, 1, Split::Dev);
        }
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        const std::size_t both = indexOf(analysis, "ewc+mixing 1:1 λ=0.1");
        const std::size_t base = indexOf(analysis, "baseline");
        const double budget = analysis.points[base].y - analysis.points[both].y + 0.01;
        const PointWithinBudget choice = budgetChoice(analysis, budget);
        QVERIFY(choice.onDev && choice.point && choice.probability);
        QVERIFY(*choice.point != both);
        QVERIFY(analysis.points[*choice.point].series != "mixing"); // without a dev score
        const ResampledPoint& chosen = analysis.resampled[*choice.point];
        QCOMPARE(*choice.probability,
                 *shareWithinBudget(chosen, analysis.resampled[base], budget)); // on test
        TradeoffAnalysis onTest = analysis;
        onTest.dev.clear();
        QCOMPARE(*budgetChoice(onTest, budget).point, both);
    }

    void withoutStatisticsThereIsASentence()
    {
        const StudyStore store = makeSampleResults(fresh()); // its statistics are not BLEU's
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        QVERIFY(!analysis.known());
        QVERIFY(analysis.sentence.find("BLEU") != std::string::npos);
        QCOMPARE(analysis.points.size(), std::size_t{8});
        QVERIFY(analysis.hypervolume && !analysis.hypervolume->interval);
        QVERIFY(analysis.tests.empty());
        const PairComparison pair = analyser.compare(analysis, 0, 1);
        QVERIFY(!pair.test && !pair.domains[0].p);
        TradeoffOptions options;
        options.x.metric = options.y.metric = "loss";
        QVERIFY(!analyser.analyse(options).sentence.empty());
        options.x.metric = options.y.metric = "chrf"; // no such score
        QVERIFY(analyser.analyse(options).points.empty());
    }

    void whatCannotBeComparedIsWarnedOf()
    {
        const StudyStore store = makeScoredResults(fresh());
        auto jobs = store.jobs();
        auto evaluations = store.evaluations();
        const TradeoffOptions options;
        const auto warnings = [&] {
            return comparabilityWarnings(tradeoffPoints(jobs, evaluations, options), jobs,
                                         evaluations, options);
        };
        QVERIFY(warnings().empty());
        for (ScoreRow& score : evaluations[1].scores)
            score.signature = "nrefs:1|case:lc|eff:no|tok:13a|smooth:exp|version:2.6.0";
        QVERIFY(contains(warnings(), "case:lc"));
        evaluations = store.evaluations();
        JobRow& other = *std::ranges::find(jobs, evaluations[2].job, &JobRow::id);
        for (Domain& domain : other.config.domains.edit())
            if (domain.name == "koran")
                domain.splits[Split::Test].hash = "another text";
        QVERIFY(contains(warnings(), "test sets of \"koran\""));
        jobs = store.jobs();
        std::erase_if(evaluations[3].scores,
                      [](const ScoreRow& score) { return score.domain == "captions"; });
        QVERIFY(contains(warnings(), "not over the same domains"));
        QCOMPARE(warnings().size(), std::size_t{1});
    }

    void mixedSignaturesAreNotTested()
    {
        StudyStore store = makeScoredResults(fresh());
        for (const JobRow& job : store.jobs()) {
            if (job.kind != RunKind::Trial || scoredName(job) != "ewc+mixing 1:1 λ=1")
                continue;
            EvaluationRow row = sampleEvaluation(addSampleRun(store, job.id, "odd"), 250,
                                                 Split::Test, true, {30, 31, 32});
            for (ScoreRow& score : row.scores)
                score.signature = "nrefs:1|case:lc|eff:no|tok:13a|smooth:exp|version:2.6.0";
            store.addEvaluation(row, sampleDetails());
        }
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        QVERIFY(!analysis.known() && !analysis.sentence.empty());
        QVERIFY(contains(analysis.warnings, "different signatures"));
        // No table goes without the warning either.
        const ResultsTable table = resultsTable(store, {});
        QVERIFY(contains(table.warnings, "different signatures"));
        for (const std::string& text : {textTable(table), markdownTable(table), latexTable(table)})
            QVERIFY2(text.find("cannot be compared") != std::string::npos, text.c_str());
        QVERIFY(!jsonTable(table)["warnings"].empty());
    }

    void sweepTestsAreStored()
    {
        StudyStore store = makeScoredResults(fresh());
        const RowId sweep = store.sweeps()[0].id;
        storeSweepTests(store, sweep);
        const auto documents = store.documents(kSweepTests);
        QCOMPARE(documents.size(), std::size_t{2}); // BLEU and chrF
        const nlohmann::json& bleu = documents.at(std::to_string(sweep) + "/bleu/test");
        QCOMPARE(bleu["family"].get<int>(), 12);
        QCOMPARE(bleu["tests"].size(), std::size_t{12});
        QCOMPARE(bleu["signatures"][0].get<std::string>(), makeMetric("bleu")->signature());
        TradeoffOptions options;
        options.sweep = sweep;
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse(options);
        for (const nlohmann::json& test : bleu["tests"]) {
            const auto found = std::ranges::find_if(analysis.tests, [&](const PointTest& known) {
                return nlohmann::json(analysis.points[known.point].jobs) == test["jobs"];
            });
            QVERIFY(found != analysis.tests.end());
            const AxisTest& axis = test["axis"] == "mean:new" ? found->x : found->y;
            QCOMPARE(test["p"].get<double>(), axis.p);
            QCOMPARE(test["pHolm"].get<double>(), axis.holm);
            QCOMPARE(test["pBenjaminiHochberg"].get<double>(), axis.benjaminiHochberg);
        }
        const nlohmann::json shown = jsonTable(resultsTable(store, {}))["tests"];
        QVERIFY(shown.size() == 1 && shown[0] == bleu);
    }

private:
    QTemporaryDir m_folder;
    int m_studies = 0;
};

QTEST_APPLESS_MAIN(TestTradeoffAnalysis)
#include "tst_tradeoff_analysis.moc"
