// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <filesystem>

#include <QProcess>
#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/process_usage.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"

using namespace palimpsest;

/// What the conductor does with workers that are lost, and with those that take too much.
class RunLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<ScriptedStudy>(); }
    void cleanup() { m_study.reset(); }
    void lostWorkersGoOnAFewTimes();
    void theCountOutlivesTheConductor();
    void progressBeginsTheCountAnew();
    void whatWouldFailAlikeIsNotTriedAgain_data();
    void whatWouldFailAlikeIsNotTriedAgain();
    void whatFoundNoRoomKeepsItsCheckpoint_data();
    void whatFoundNoRoomKeepsItsCheckpoint();
    void tooMuchMemoryMeansToSaveAndLeave();
    void whoDoesNotLeaveIsEnded();
    void timeIsTheProcessesOwn();
    void sleepOfTheMachineIsNoWork();
    void interruptedSweepsAreResumedAndPausedOnesAreNot();

private:
    ScriptedStudy& study() { return *m_study; }
    RowId sweepWith(const RunLimits& limits)
    {
        SweepSpec spec = study().smallSweep();
        spec.limits = limits;
        return study().addSweep(spec);
    }
    /// Every worker of fine-tuning is killed; the n-th says that it has done `done(n)` updates.
    void killFineTuning(const std::function<int(int)>& done);
    int livesOfFineTuning() const { return m_lives; }
    std::string lastMessage(Severity severity)
    {
        std::string last;
        for (const MessageRow& message : study().store().messages())
            last = message.severity == severity ? message.text : last;
        return last;
    }

    std::unique_ptr<ScriptedStudy> m_study;
    int m_lives = 0;
};

void RunLimitsTest::killFineTuning(const std::function<int(int)>& done)
{
    m_lives = 0;
    study().script = [this, done](const RunConfig& config, EventWriter& events) {
        if (config.strategy.name != "fine-tuning") {
            study().workThrough(config, events);
            return;
        }
        std::filesystem::create_directories(StudyLayout(study().folder()).run(config.run) /
                                            "checkpoint" / "x");
        events.write(event::kHello, {});
        events.write(event::kProgress, {{"stage", "training"}, {"done", done(m_lives++)}});
        study().endings[config.run] = {.signal = SIGKILL};
    };
}

void RunLimitsTest::lostWorkersGoOnAFewTimes()
{
    killFineTuning([](int) { return 5; });
    const RowId sweep = sweepWith({.retries = 2});
    study().conduct("sweep.start", {{"sweep", sweep}});
    // The first life made progress; two more did not.
    QCOMPARE(livesOfFineTuning(), 3);
    const JobRow job = study().jobOf("Fine-tuning");
    QCOMPARE(job.state, JobState::Interrupted);
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
    QCOMPARE(study().jobOf("EWC").state, JobState::Done);
    const std::string said = lastMessage(Severity::Warning);
    QVERIFY2(said.find("signal 9") != std::string::npos &&
                 said.find("after 2 retries") != std::string::npos,
             said.c_str());
    QVERIFY(study().store().latestRun(job.id)->sentence.find("signal 9") != std::string::npos);
}

void RunLimitsTest::theCountOutlivesTheConductor()
{
    RestartPolicy first(study().store());
    JobRow job;
    job.identity = "some job";
    QVERIFY(first.afterLoss(job, 0, "its node failed", 2).again);
    RestartPolicy heir(study().store());
    QVERIFY(heir.afterLoss(job, 0, "its node failed", 2).again);
    const auto verdict = heir.afterLoss(job, 0, "its node failed", 2);
    QVERIFY(!verdict.again);
    QVERIFY(verdict.sentence.find("its node failed") != std::string::npos);
    heir.forget(job);
    QVERIFY(heir.afterLoss(job, 0, "its node failed", 1).again);
    heir.forget(job);
    QVERIFY(!heir.afterLoss(job, 0, "its node failed", 0).again);
}

void RunLimitsTest::progressBeginsTheCountAnew()
{
    killFineTuning([](int life) { return life < 6 ? life + 1 : 6; });
    const RowId sweep = sweepWith({.retries = 1});
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(livesOfFineTuning(), 7); // six with progress, and one retry without
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Interrupted);
}

void RunLimitsTest::whatWouldFailAlikeIsNotTriedAgain_data()
{
    QTest::addColumn<int>("exitCode");
    QTest::newRow("bad configuration") << static_cast<int>(ExitCode::BadInput);
    QTest::newRow("out of memory") << static_cast<int>(ExitCode::OutOfMemory);
    QTest::newRow("non-finite loss") << static_cast<int>(ExitCode::NonFiniteLoss);
    QTest::newRow("a crash") << -SIGSEGV;
}

void RunLimitsTest::whatWouldFailAlikeIsNotTriedAgain()
{
    QFETCH(const int, exitCode);
    study().script = [&](const RunConfig& config, EventWriter& events) {
        if (config.strategy.name != "fine-tuning") {
            study().workThrough(config, events);
            return;
        }
        WorkerStatus& ending = study().endings[config.run];
        events.write(event::kHello, {});
        if (exitCode < 0)
            ending = {.signal = -exitCode};
        else
            events.write(event::kFailed, {{"exitCode", exitCode}, {"sentence", "So it is."}});
    };
    const RowId sweep = sweepWith({.retries = 5});
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().started.size(), std::size_t(6)); // each job once
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Failed);
}

void RunLimitsTest::whatFoundNoRoomKeepsItsCheckpoint_data()
{
    QTest::addColumn<bool>("says"); ///< the worker writes `failed` with the exit code
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::addColumn<bool>("interrupted"); ///< else failed
    QTest::addColumn<bool>("goesOn");      ///< from its checkpoint
    QTest::newRow("a full disk") << true << 6 << 0 << true << true;
    QTest::newRow("a disk too full to say so") << false << 6 << 0 << true << true;
    QTest::newRow("memory of the machine") << false << 3 << SIGKILL << true << true;
    QTest::newRow("memory of the worker") << true << 3 << 0 << false << true;
    QTest::newRow("a crash") << false << 0 << SIGSEGV << false << true;
    QTest::newRow("an end without a word") << false << 137 << 0 << false << true;
    QTest::newRow("bad input") << true << 2 << 0 << false << false;
    QTest::newRow("non-finite loss") << true << 5 << 0 << false << false;
}

/// It is not tried again by itself; asked for, it goes on in its folder.
void RunLimitsTest::whatFoundNoRoomKeepsItsCheckpoint()
{
    QFETCH(const bool, says);
    QFETCH(const int, exitCode);
    QFETCH(const int, signal);
    QFETCH(const bool, interrupted);
    QFETCH(const bool, goesOn);
    study().script = [&](const RunConfig& config, EventWriter& events) {
        if (config.strategy.name != "fine-tuning") {
            study().workThrough(config, events);
            return;
        }
        std::filesystem::create_directories(StudyLayout(study().folder()).run(config.run) /
                                            "checkpoint" / "x");
        events.write(event::kHello, {});
        if (says)
            events.write(event::kFailed, {{"exitCode", exitCode}, {"sentence", "So it is."}});
        WorkerStatus& ending = study().endings[config.run];
        ending = {};
        if (exitCode != 0)
            ending.exitCode = exitCode;
        if (signal != 0)
            ending.signal = signal;
        if (exitCode == 3 && signal == SIGKILL) // as LocalExecutor where the kernel counts one more
            ending.sentence = "The system ended the worker because memory ran out.";
    };
    const RowId sweep = sweepWith({.retries = 5});
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().started.size(), std::size_t(6)); // each job once
    const JobRow job = study().jobOf("Fine-tuning");
    QCOMPARE(job.state, interrupted ? JobState::Interrupted : JobState::Failed);
    const RunRow run = *study().store().latestRun(job.id);
    QCOMPARE(run.exitCode, exitCode == 137 || exitCode == 0 ? 8 : exitCode);
    QVERIFY(!run.sentence.empty());

    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("sweep.start", {{"sweep", sweep}, {"retryFailed", !interrupted}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(study().store().latestRun(job.id)->name == run.name, goesOn);
}

void RunLimitsTest::tooMuchMemoryMeansToSaveAndLeave()
{
    study().leaveFineTuningRunning();
    study().process = ::getpid(); // a process that takes more than the limit below
    const QByteArray much(200 << 20, 'x');
    const RowId sweep = sweepWith({.memoryMb = 100});
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(much.size(), 200 << 20);
    QCOMPARE(study().asked.size(), std::size_t(1));
    const JobRow job = study().jobOf("Fine-tuning");
    QCOMPARE(job.state, JobState::Paused);
    QCOMPARE(study().jobOf("EWC").state, JobState::Done); // the others went on
    QCOMPARE(study().stateOf(sweep), SweepState::Paused);
    const std::string sentence = study().store().latestRun(job.id)->sentence;
    QVERIFY2(sentence.find("more than the 100 MB") != std::string::npos, sentence.c_str());
}

void RunLimitsTest::whoDoesNotLeaveIsEnded()
{
    study().leaveFineTuningRunning();
    study().stopsWhenAsked = false;
    study().process = ::getpid();
    const QByteArray much(200 << 20, 'x');
    const RowId sweep = sweepWith({.memoryMb = 100});
    study().store().addRequest("sweep.start", {{"sweep", sweep}});
    ConductorOptions options;
    options.limitGraceSeconds = 0;
    Conductor conductor(study().store(), study(), options);
    while (conductor.step()) {
    }
    QCOMPARE(much.size(), 200 << 20);
    QCOMPARE(study().killed.size(), std::size_t(1));
    const JobRow job = study().jobOf("Fine-tuning");
    QCOMPARE(job.state, JobState::Interrupted); // and not started again by itself
    QCOMPARE(std::count(study().started.begin(), study().started.end(), study().killed.front()), 1);
    QVERIFY(study().store().latestRun(job.id)->sentence.find("100 MB") != std::string::npos);
}

void RunLimitsTest::timeIsTheProcessesOwn()
{
    QVERIFY(!processUsage(0));
    QProcess child;
    child.start("sleep", {"1000"});
    QVERIFY(child.waitForStarted());
    const auto begun = processUsage(child.processId());
    QVERIFY(begun && begun->seconds >= 0 && begun->seconds < 60);
    QTRY_VERIFY(processUsage(child.processId())->seconds >= begun->seconds + 1);
    child.kill();
    QVERIFY(child.waitForFinished());
    QVERIFY(!processUsage(child.processId()));
}

/// The kernel's age of a process runs on while the machine sleeps, the steady clock stands still.
void RunLimitsTest::sleepOfTheMachineIsNoWork()
{
    WorkTime time;
    QCOMPARE(time.at(100, 5000), 100.0); // it was at work before it was looked at
    QCOMPARE(time.at(130, 5030), 130.0);
    QCOMPARE(time.at(130 + 8 * 3600, 5031), 131.0); // a night with the lid closed
    WorkTime later;
    QCOMPARE(later.at(1, 6000), 1.0);
}

void RunLimitsTest::interruptedSweepsAreResumedAndPausedOnesAreNot()
{
    for (const bool shutDown : {true, false}) {
        study().leaveFineTuningRunning();
        const RowId sweep = study().addSweep(study().smallSweep());
        {
            Conductor conductor(study().store(), study(), {});
            QVERIFY(study().worksUntilFineTuning(conductor, sweep));
            if (shutDown)
                conductor.shutDown();
            else
                conductor.pauseAll();
            while (conductor.step()) {
            }
        }
        QCOMPARE(study().stateOf(sweep), SweepState::Paused);
        study().script = [this](const RunConfig& config, EventWriter& events) {
            study().workThrough(config, events);
        };
        const std::string answer = study().conduct("study.resume", nlohmann::json::object());
        QCOMPARE(answer,
                 std::string(shutDown ? "One sweep goes on." : "No sweep was interrupted."));
        QCOMPARE(study().stateOf(sweep), shutDown ? SweepState::Done : SweepState::Paused);
        init();
    }
}

QTEST_GUILESS_MAIN(RunLimitsTest)
#include "tst_run_limits.moc"
