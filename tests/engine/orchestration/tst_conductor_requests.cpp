// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"

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

QTEST_GUILESS_MAIN(ConductorRequestsTest)
#include "tst_conductor_requests.moc"
