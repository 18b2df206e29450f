// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/sweep_priorities.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"
#include "tests/support/said_by.h"

using namespace palimpsest;

/// What people ask of a conductor while it works: pause, resume, cancel, single jobs.
class ConductorRequestsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<ScriptedStudy>(); }
    void cleanup() { m_study.reset(); }
    void pausesAndResumesInTheSameFolder();
    void theLastPausedJobTakesItsSweepAlong();
    void resumesWhileTheWorkerIsStillLeaving();
    void cancels();
    void startsOneJobWithWhatItRequires();
    void refusesWhatItDoesNotUnderstand();
    void answersARequestThatComesLast();
    void startsTheSweepOfHigherPriorityFirst_data();
    void startsTheSweepOfHigherPriorityFirst();
    void refusesPrioritiesOfNothing();

private:
    ScriptedStudy& study() { return *m_study; }
    void pauseDuringFineTuning(RowId& sweep);

    std::unique_ptr<ScriptedStudy> m_study;
};

void ConductorRequestsTest::pauseDuringFineTuning(RowId& sweep)
{
    study().leaveFineTuningRunning();
    sweep = study().addSweep(study().smallSweep());
    Conductor conductor(study().store(), study(), {});
    QVERIFY(study().worksUntilFineTuning(conductor, sweep));
    QCOMPARE(conductor.running().size(), std::size_t(1));
    study().store().addRequest("sweep.pause", {{"sweep", sweep}});
    while (conductor.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Paused);
}

void ConductorRequestsTest::pausesAndResumesInTheSameFolder()
{
    RowId sweep = 0;
    pauseDuringFineTuning(sweep);
    const std::string run = study().started.back();
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Paused);
    QCOMPARE(study().jobOf("EWC").state, JobState::Waiting);
    QCOMPARE(study().store().latestRun(study().jobOf("Fine-tuning").id)->exitCode, 4);

    std::filesystem::create_directories(StudyLayout(study().folder()).run(run) / "checkpoint" /
                                        "x");
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("sweep.resume", {{"sweep", sweep}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(std::count(study().started.begin(), study().started.end(), run), 2);
    const auto resumed = study().store().latestRun(study().jobOf("Fine-tuning").id);
    QCOMPARE(resumed->name, run);
    QCOMPARE(study().store().metrics(resumed->id, "loss").size(), std::size_t(2)); // step 1, step 5
}

void ConductorRequestsTest::theLastPausedJobTakesItsSweepAlong()
{
    RowId sweep = 0;
    pauseDuringFineTuning(sweep);
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("job.resume", {{"job", study().jobOf("Fine-tuning").id}});
    QCOMPARE(study().jobOf("EWC").state, JobState::Done);
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void ConductorRequestsTest::resumesWhileTheWorkerIsStillLeaving()
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    Conductor conductor(study().store(), study(), {});
    QVERIFY(study().worksUntilFineTuning(conductor, sweep));
    const RowId job = study().jobOf("Fine-tuning").id;
    const std::string run = study().started.back();
    study().stopsWhenAsked = false; // it says that it stopped, but its process takes its time
    study().store().addRequest("job.pause", {{"job", job}});
    conductor.step();
    study().writer(run).write(event::kStopped, {{"step", 7}});
    conductor.step();
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Paused);

    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    const std::size_t before = study().started.size();
    const RowId resume = study().store().addRequest("job.resume", {{"job", job}});
    for (int i = 0; i < 3; ++i)
        QVERIFY(conductor.step());
    QCOMPARE(study().store().request(resume)->state, RequestState::Done);
    QCOMPARE(study().started.size(), before); // not beside the one that is leaving
    study().alive.erase(run);
    while (conductor.step()) {
    }
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Done);
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void ConductorRequestsTest::cancels()
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    Conductor conductor(study().store(), study(), {});
    QVERIFY(study().worksUntilFineTuning(conductor, sweep));
    study().store().addRequest("sweep.cancel", {{"sweep", sweep}});
    while (conductor.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Cancelled);
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Cancelled);
    QCOMPARE(study().jobOf("EWC").state, JobState::Cancelled);
    QCOMPARE(study().jobOf("Base").state, JobState::Done);
}

void ConductorRequestsTest::startsOneJobWithWhatItRequires()
{
    study().store().addJobs(planSweep(study().smallSweep(), study().store().facts()), 0);
    study().conduct("job.start", {{"job", study().jobOf("Fisher").id}});
    QCOMPARE(study().started.size(), std::size_t(3)); // tokenizer, base, Fisher
    QCOMPARE(study().jobOf("Fisher").state, JobState::Done);
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Waiting);
}

void ConductorRequestsTest::refusesWhatItDoesNotUnderstand()
{
    const std::string none = study().conduct("sweep.start", {{"sweep", 99}});
    QVERIFY(QString::fromStdString(none).contains("99"));
    QVERIFY(QString::fromStdString(study().conduct("job.start", {})).contains("which job"));
    study().runSmallSweep();
    const std::string done = study().conduct("job.start", {{"job", study().jobOf("EWC").id}});
    QVERIFY(QString::fromStdString(done).contains("is done"));
    QCOMPARE(study().started.size(), std::size_t(6));
}

void ConductorRequestsTest::answersARequestThatComesLast()
{
    Conductor conductor(study().store(), study(), {});
    const RowId sweep = study().addSweep(study().smallSweep());
    const RowId request = study().store().addRequest("sweep.start", {{"sweep", sweep}});
    while (conductor.step()) {
    }
    QCOMPARE(study().store().request(request)->state, RequestState::Done);
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void ConductorRequestsTest::startsTheSweepOfHigherPriorityFirst_data()
{
    QTest::addColumn<int>("before");    ///< of the second sweep, when both begin
    QTest::addColumn<int>("meanwhile"); ///< once its first trial was started
    QTest::addColumn<QString>("last");
    QTest::newRow("in the order of the queue") << 0 << 0 << "EWC λ=0.25, seed 1";
    QTest::newRow("the second one first") << 5 << 5 << "EWC λ=1, seed 1";
    QTest::newRow("changed meanwhile") << 0 << 5 << "EWC λ=1, seed 1";
    QTest::newRow("lower than usual") << -1 << -1 << "EWC λ=0.25, seed 1";
}

void ConductorRequestsTest::startsTheSweepOfHigherPriorityFirst()
{
    QFETCH(const int, before);
    QFETCH(const int, meanwhile);
    QFETCH(const QString, last);
    const RowId first = study().addSweep(study().smallSweep());
    SweepSpec more = study().smallSweep();
    more.name = "more";
    more.strategies[2].axes["ewc.lambda"] = {0.5, 0.25};
    const RowId second = study().addSweep(more);
    setSweepPriority(study().store(), second, before);
    study().script = [&](const RunConfig& config, EventWriter& events) {
        if (config.kind == RunKind::Trial)
            setSweepPriority(study().store(), second, meanwhile);
        study().workThrough(config, events);
    };
    Conductor conductor(study().store(), study(), {});
    for (const RowId sweep : {first, second})
        study().store().addRequest("sweep.start", {{"sweep", sweep}});
    while (conductor.step()) {
    }
    QCOMPARE(study().stateOf(first), SweepState::Done);
    QCOMPARE(study().stateOf(second), SweepState::Done);
    const RowId job = study().store().runs().back().job;
    QCOMPARE(QString::fromStdString(study().store().job(job)->label), last);
}

void ConductorRequestsTest::refusesPrioritiesOfNothing()
{
    const RowId sweep = study().addSweep(study().smallSweep());
    QVERIFY(saidBy([&] { setSweepPriority(study().store(), sweep + 1, 1); }).contains("no sweep"));
    QVERIFY(saidBy([&] {
                setSweepPriority(study().store(), sweep, 1001);
            }).contains("between -1000 and 1000"));
    QVERIFY(sweepPriorities(study().store()).empty());
    study().store().setDocument("queue", "priorities of sweeps",
                                {{"1", "high"}, {"x", 3}, {"2", 7}}); // of a stranger
    QCOMPARE(sweepPriorities(study().store()), (std::map<RowId, int>{{2, 7}}));
}

QTEST_GUILESS_MAIN(ConductorRequestsTest)
#include "tst_conductor_requests.moc"
