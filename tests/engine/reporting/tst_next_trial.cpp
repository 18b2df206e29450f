// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/next_trial.h"
#include "engine/study/planner.h"
#include "engine/study/study_layout.h"
#include "tests/support/sample_results.h"

using namespace palimpsest;

/// Where the next trial is proposed, on the sample study: EWC at λ = 1 lies at (11, 28), at 0.1 at
/// (14, 24); mixing 10:1 at (10, 29), 1:1 at (13, 28); together with EWC at (10, 27) and
/// (14, 27.5).
class NextTrialTest : public QObject
{
    Q_OBJECT

private:
    std::vector<JobRow> m_jobs;
    std::vector<EvaluationRow> m_evaluations;
    StudyFacts m_facts;
    QTemporaryDir m_folder;

    std::vector<TradeoffPoint> points() const
    {
        return tradeoffPoints(m_jobs, m_evaluations, TradeoffOptions{});
    }

private Q_SLOTS:
    void initTestCase()
    {
        const StudyStore store = makeSampleResults(m_folder.filePath("study").toStdString());
        m_jobs = store.jobs();
        m_evaluations = store.evaluations();
        m_facts = store.facts();
    }

    void theWidestHoleBesideTheFrontIsFilled()
    {
        const auto all = points();
        const auto next = nextTrial(all, m_jobs);
        QVERIFY(next.has_value());
        // By brute force over all pairs of one strategy that differ in λ or ratio only.
        const auto [xLow, xHigh] = std::ranges::minmax(all, {}, &TradeoffPoint::x);
        const auto [yLow, yHigh] = std::ranges::minmax(all, {}, &TradeoffPoint::y);
        double widest = 0;
        for (const auto& a : all)
            for (const auto& b : all)
                if (a.series == b.series && a.label != b.label &&
                    (a.onJointFront || b.onJointFront))
                    widest = std::max(widest, std::hypot((a.x - b.x) / (xHigh.x - xLow.x),
                                                         (a.y - b.y) / (yHigh.y - yLow.y)));
        QVERIFY(std::abs(next->width - widest) < 1e-12);
        const TradeoffPoint& a = all[next->first];
        const TradeoffPoint& b = all[next->second];
        QCOMPARE(a.series, b.series);
        QVERIFY(a.onJointFront || b.onJointFront);
        const auto of = [&](const TradeoffPoint& point) {
            for (const JobRow& job : m_jobs)
                if (job.id == point.jobs.front())
                    return job.config.strategy.parameter(next->part, next->parameter).get<double>();
            return -1.0;
        };
        QVERIFY(next->value > std::min(of(a), of(b)) && next->value < std::max(of(a), of(b)));
        QVERIFY(std::abs(next->value / std::sqrt(of(a) * of(b)) - 1) < 0.05); // two digits
        QCOMPARE(next->strategy.parameter(next->part, next->parameter).get<double>(), next->value);
        QCOMPARE(next->seeds, (std::vector<std::uint64_t>{1, 2}));
    }

    void theSweepMakesThatTrialAndNothingElse()
    {
        const auto next = nextTrial(points(), m_jobs);
        SweepSpec like = hasler2021Sweep({1, 0.1});
        like.seeds = {1, 2};
        std::set<std::string> known;
        for (const JobRow& job : m_jobs)
            known.insert(job.identity);
        int fresh = 0;
        for (const Job& job : planSweep(nextSweep(*next, like), m_facts)) {
            if (known.contains(job.identity))
                continue;
            ++fresh;
            QCOMPARE(job.kind, RunKind::Trial); // base model and Fisher information are there
            QCOMPARE(job.config.strategy, completed(next->strategy));
        }
        QCOMPARE(fresh, 2); // a seed each
    }

    void aHoleWithATrialInItIsLeft()
    {
        const auto first = nextTrial(points(), m_jobs);
        JobRow waiting;
        for (const JobRow& job : m_jobs)
            if (job.id == points()[first->first].jobs.front())
                waiting = job;
        waiting.id = 100000;
        waiting.state = JobState::Waiting;
        waiting.config.strategy = first->strategy;
        auto jobs = m_jobs;
        jobs.push_back(waiting);
        const auto second = nextTrial(points(), jobs);
        QVERIFY(!second || second->strategy != first->strategy);
        QVERIFY(!second ||
                std::pair(second->first, second->second) != std::pair(first->first, first->second));
        jobs.back().binned = "2026-11-26T00:00:00.000Z";
        QCOMPARE(nextTrial(points(), jobs)->strategy, first->strategy);
    }

    /// Options of training that strategies have of their own are axes like any other.
    void aHoleBetweenLearningRatesIsFilled()
    {
        auto all = points();
        std::erase_if(all, [](const TradeoffPoint& point) { return point.series != "ewc"; });
        QCOMPARE(all.size(), std::size_t(2));
        auto jobs = m_jobs;
        for (JobRow& job : jobs) {
            if (job.config.strategy.name != "ewc")
                continue;
            nlohmann::json& lambda = job.config.strategy.parts[0].parameters["lambda"];
            job.config.strategy.training["learningRate"] = lambda.get<double>() * 1e-3;
            lambda = 1.0;
        }
        const auto next = nextTrial(all, jobs);
        QVERIFY(next.has_value());
        QCOMPARE(next->parameter, std::string("learningRate"));
        QVERIFY(std::abs(next->value / std::sqrt(1e-3 * 1e-4) - 1) < 0.05);
        QVERIFY(next->strategy.parameter("training", "learningRate") ==
                nlohmann::json(next->value));
        QVERIFY(next->strategy.parameter("ewc", "lambda") == nlohmann::json(1.0));
    }

    /// Trials of another base model or training, and the steps of a sequence but its last, neither
    /// bound a hole nor fill one.
    void othersAreNotOfTheFamily()
    {
        const auto first = nextTrial(points(), m_jobs);
        JobRow other;
        for (const JobRow& job : m_jobs)
            if (job.id == points()[first->first].jobs.front())
                other = job;
        other.id = 100000;
        other.config.strategy = first->strategy;
        const auto proposed = [&](auto change) {
            auto jobs = m_jobs;
            jobs.push_back(other);
            change(jobs);
            return nextTrial(points(), jobs);
        };
        QVERIFY(proposed([](auto&) {})->strategy != first->strategy); // the hole is filled
        QCOMPARE(
            proposed([](auto& jobs) { jobs.back().config.baseFolder = "models/other"; })->strategy,
            first->strategy);
        QCOMPARE(
            proposed([](auto& jobs) { jobs.back().config.training.learningRate *= 2; })->strategy,
            first->strategy);
        QCOMPARE(proposed([](auto& jobs) { jobs.back().config.sequence = {"chat"}; })->strategy,
                 first->strategy);
        // A later step goes on from one of the two points.
        const auto later = proposed([&](auto& jobs) {
            for (const JobRow& job : m_jobs)
                if (job.id == points()[first->second].jobs.front())
                    jobs.back().config.startFolder = StudyLayout::modelFolder(job.identity);
        });
        QVERIFY(!later || later->second != first->second);
    }

    void withoutTwoPointsThereIsNone()
    {
        QVERIFY(!nextTrial({}, m_jobs));
        auto few = points();
        std::erase_if(few, [](const TradeoffPoint& point) {
            return point.series != "baseline" && point.series != "fine-tuning";
        });
        QCOMPARE(few.size(), std::size_t(2));
        QVERIFY(!nextTrial(few, m_jobs)); // strategies without a number
    }
};

QTEST_GUILESS_MAIN(NextTrialTest)
#include "tst_next_trial.moc"
