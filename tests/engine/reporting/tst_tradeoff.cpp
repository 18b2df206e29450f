// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/tradeoff.h"
#include "tests/support/sample_results.h"

using namespace palimpsest;

namespace
{

const TradeoffPoint* find(const std::vector<TradeoffPoint>& points, const std::string& series,
                          const std::string& label)
{
    for (const TradeoffPoint& point : points) {
        if (point.series == series && point.label == label)
            return &point;
    }
    return nullptr;
}

} // namespace

class TestTradeoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const StudyStore store = makeSampleResults(m_folder.filePath("study").toStdString());
        m_jobs = store.jobs();
        m_evaluations = store.evaluations();
    }

    void pointsComeInOrder()
    {
        std::vector<std::string> names;
        for (const TradeoffPoint& point : tradeoffPoints(m_jobs, m_evaluations, {}))
            names.push_back(point.series + " " + point.label + " " +
                            std::to_string(static_cast<int>(point.order)));
        const std::vector<std::string> expected = {
            "baseline  0",          "fine-tuning  0",        "ewc λ=1 0",
            "ewc λ=0.1 1",          "mixing 10:1 0",         "mixing 1:1 1",
            "ewc+mixing 1:1 λ=1 0", "ewc+mixing 1:1 λ=0.1 1"};
        QCOMPARE(names, expected);
    }

    void whatLiesInTheBinIsLeftOut()
    {
        std::vector<JobRow> jobs = m_jobs;
        for (JobRow& job : jobs)
            if (job.config.strategy.name == "mixing" ||
                (job.config.strategy.name == "ewc" && job.config.training.seed == 2))
                job.binned = "2026-11-24T03:00:00.000Z";
        const auto points = tradeoffPoints(jobs, m_evaluations, {});
        QVERIFY(!find(points, "mixing", "10:1") && !find(points, "mixing", "1:1"));
        QCOMPARE(find(points, "ewc", "λ=1")->seeds, 1);
        QCOMPARE(find(points, "ewc", "λ=1")->x, 11.0);
        QCOMPARE(find(points, "fine-tuning", "")->x,
                 find(tradeoffPoints(m_jobs, m_evaluations, {}), "fine-tuning", "")->x);
    }

    void seedsArePooled()
    {
        const auto points = tradeoffPoints(m_jobs, m_evaluations, {});
        const TradeoffPoint* ewc = find(points, "ewc", "λ=1");
        QVERIFY(ewc);
        QCOMPARE(ewc->seeds, 2);
        QCOMPARE(ewc->x, 11.5); // (14 + 8) / 2 and one more, halved
        QCOMPARE(ewc->y, 28.5);
        QCOMPARE(ewc->xSd, std::sqrt(0.5));
        QCOMPARE(ewc->domainScores.at("koran"), 8.5);
        QCOMPARE(ewc->jobs.size(), std::size_t{2});
        QCOMPARE(ewc->evaluations.size(), std::size_t{2});
        const TradeoffPoint* tuned = find(points, "fine-tuning", "");
        QCOMPARE(tuned->seeds, 1);
        QCOMPARE(tuned->xSd, 0.0);
        TradeoffOptions single;
        single.poolSeeds = false;
        QCOMPARE(tradeoffPoints(m_jobs, m_evaluations, single).size(), std::size_t{1 + 1 + 6 * 2});
    }

    void frontsAreMarked()
    {
        const auto points = tradeoffPoints(m_jobs, m_evaluations, {});
        for (const TradeoffPoint& point : points) {
            bool jointly = false, inSeries = false;
            for (const TradeoffPoint& other : points) {
                const bool better = other.x >= point.x && other.y >= point.y &&
                                    (other.x > point.x || other.y > point.y);
                jointly = jointly || better;
                inSeries = inSeries || (better && other.series == point.series);
            }
            QCOMPARE(point.onJointFront, !jointly);
            QCOMPARE(point.onSeriesFront, !inSeries);
        }
        QVERIFY(find(points, "baseline", "")->onJointFront);
        QVERIFY(!find(points, "ewc", "λ=0.1")->onJointFront); // EWC + mixing is better in both
    }

    void axesAreChosen()
    {
        TradeoffOptions options;
        options.x = {DomainRole::New, AxisChoice::Over::Domain, "koran", "bleu"};
        QCOMPARE(find(tradeoffPoints(m_jobs, m_evaluations, options), "fine-tuning", "")->x, 12.0);
        options.x = {DomainRole::New, AxisChoice::Over::Worst, "", "bleu"};
        // against the base model's 10 and 4, captions gained 10 and koran 8
        QCOMPARE(find(tradeoffPoints(m_jobs, m_evaluations, options), "fine-tuning", "")->x, 12.0);
        options.x = {DomainRole::New, AxisChoice::Over::Mean, "", "chrf"};
        QVERIFY(tradeoffPoints(m_jobs, m_evaluations, options).empty());
        options = {};
        options.sweep = 77;
        QVERIFY(tradeoffPoints(m_jobs, m_evaluations, options).empty());
        options = {};
        options.split = Split::Dev; // only the selected checkpoint counts
        for (const TradeoffPoint& point : tradeoffPoints(m_jobs, m_evaluations, options))
            QCOMPARE(point.y, 40.0);
    }

    void lowerIsBetterForErrorRates()
    {
        auto evaluations = m_evaluations;
        for (EvaluationRow& row : evaluations) {
            for (ScoreRow& score : row.scores)
                score.metric = "ter";
        }
        TradeoffOptions options;
        options.x.metric = options.y.metric = "ter";
        const auto points = tradeoffPoints(m_jobs, evaluations, options);
        QVERIFY(find(points, "baseline", "")->onJointFront);    // least on new
        QVERIFY(find(points, "fine-tuning", "")->onJointFront); // least on old
        QVERIFY(!find(points, "mixing", "1:1")
                     ->onJointFront); // mixing 10:1 is lower on new, EWC on old
    }

    /// What learned as many domains stands together, in the order of λ.
    void stepsOfASequenceComeOneAfterTheOther()
    {
        std::vector<JobRow> jobs = m_jobs;
        for (JobRow& job : jobs) {
            if (job.kind == RunKind::Trial && job.config.strategy.name == "ewc")
                job.config.sequence = job.config.training.seed == 1
                                          ? std::vector<std::string>{"captions"}
                                          : std::vector<std::string>{"captions", "koran"};
        }
        std::vector<std::string> names;
        for (const TradeoffPoint& point : tradeoffPoints(jobs, m_evaluations, {})) {
            if (point.series == "ewc")
                names.push_back(point.label + " " + std::to_string(point.step));
            else
                QCOMPARE(point.step, 0);
        }
        QCOMPARE(names, (std::vector<std::string>{"λ=1 after 1 1", "λ=0.1 after 1 1",
                                                  "λ=1 after 2 2", "λ=0.1 after 2 2"}));
    }

    void pathsFollowTraining()
    {
        const auto trial = std::ranges::find_if(
            m_jobs, [](const JobRow& job) { return job.label == "Fine-tuning, seed 1"; });
        QVERIFY(trial != m_jobs.end());
        const auto path = tradeoffPath(*trial, m_evaluations, {});
        QCOMPARE(path.size(), std::size_t{2});
        QCOMPARE(path[0].order, 100.0);
        QCOMPARE(path[0].y, 50.0);
        QCOMPARE(path[1].label, std::string("250"));
        QCOMPARE(path[1].x, 2.0);
    }

private:
    QTemporaryDir m_folder;
    std::vector<JobRow> m_jobs;
    std::vector<EvaluationRow> m_evaluations;
};

QTEST_APPLESS_MAIN(TestTradeoff)
#include "tst_tradeoff.moc"
