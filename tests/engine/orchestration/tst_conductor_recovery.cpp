// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <unistd.h>

#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/study/waiting_stage.h"
#include "tests/engine/orchestration/scripted_study.h"

using namespace palimpsest;

namespace
{

/// Finds a worker in the folder where it is to start fine-tuning for the first time.
class OccupiedStudy : public ScriptedStudy
{
public:
    void start(const RunConfig& config, const DeviceSlot& slot) override
    {
        if (config.strategy.name == "fine-tuning" && refusals++ == 0)
            throw FolderInUse("a worker is at work in this folder already.");
        ScriptedStudy::start(config, slot);
    }

    int refusals = 0;
};

} // namespace

/// Jobs whose run is taken for ended while its worker lives: a second worker never joins it, and
/// none of them fails.
class ConductorRecoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<ScriptedStudy>(); }
    void cleanup() { m_study.reset(); }
    void aWorkerTakenForDeadIsFollowedOn();
    void aWorkerThatIsLeavingIsWaitedFor();
    void aFolderInUseIsTriedAgain();
    void whatWaitsNoMoreDoesNotSaySo();

private:
    ScriptedStudy& study() { return *m_study; }
    /// Fine-tuning runs under a conductor that dies; then its run is marked as ended.
    RowId endRunOfLivingWorker(JobState state);
    void workOn()
    {
        study().script = [this](const RunConfig& config, EventWriter& events) {
            study().workThrough(config, events);
        };
    }

    std::unique_ptr<ScriptedStudy> m_study;
};

RowId ConductorRecoveryTest::endRunOfLivingWorker(JobState state)
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    {
        Conductor crashed(study().store(), study(), {});
        if (!study().worksUntilFineTuning(crashed, sweep))
            return 0;
    }
    const JobRow job = study().jobOf("Fine-tuning");
    RunRow run = *study().store().latestRun(job.id);
    run.state = state;
    study().store().updateRun(run);
    study().store().setJobState(job.id, state);
    workOn();
    return sweep;
}

/// As after "study repair" beside a worker that lives.
void ConductorRecoveryTest::aWorkerTakenForDeadIsFollowedOn()
{
    const RowId sweep = endRunOfLivingWorker(JobState::Interrupted);
    QVERIFY(sweep != 0);
    study().process = ::getpid();
    const std::string run = study().started.back();
    Conductor heir(study().store(), study(), {});
    study().store().addRequest("sweep.resume", {{"sweep", sweep}});
    for (int i = 0; i < 5; ++i)
        QVERIFY(heir.step());
    const JobRow job = study().jobOf("Fine-tuning");
    QCOMPARE(job.state, JobState::Running);
    QCOMPARE(heir.running().size(), std::size_t(1));
    QCOMPARE(study().started.back(), run); // one worker at a time: nothing else was started
    RunConfig config = job.config;
    config.run = run;
    {
        EventWriter events = study().writer(run);
        study().workThrough(config, events);
    }
    study().alive.erase(run);
    while (heir.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(study().store().latestRun(job.id)->name, run);
    QCOMPARE(std::count(study().started.begin(), study().started.end(), run), 1);
}

/// It has said how it ends and still saves, or Slurm has yet to say what became of it.
void ConductorRecoveryTest::aWorkerThatIsLeavingIsWaitedFor()
{
    const RowId sweep = endRunOfLivingWorker(JobState::Paused);
    QVERIFY(sweep != 0);
    const std::string run = study().started.back();
    Conductor heir(study().store(), study(), {});
    study().store().addRequest("sweep.resume", {{"sweep", sweep}});
    for (int i = 0; i < 20; ++i)
        QVERIFY(heir.step());
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Waiting);
    QCOMPARE(study().jobOf("EWC").state, JobState::Done); // the others go on
    study().alive.erase(run);
    study().endings.erase(run);
    while (heir.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void ConductorRecoveryTest::aFolderInUseIsTriedAgain()
{
    auto occupied = std::make_unique<OccupiedStudy>();
    OccupiedStudy& other = *occupied;
    m_study = std::move(occupied);
    workOn();
    const RowId sweep = study().runSmallSweep();
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(other.refusals, 2);
    for (const MessageRow& message : study().store().messages())
        QVERIFY2(message.severity != Severity::Error, message.text.c_str());
}

/// It came out of Slurm's queue while no conductor looked.
void ConductorRecoveryTest::whatWaitsNoMoreDoesNotSaySo()
{
    QVERIFY(endRunOfLivingWorker(JobState::Running) != 0);
    const JobRow job = study().jobOf("Fine-tuning");
    RunRow run = *study().store().latestRun(job.id);
    run.stage = kInSlurmsQueue;
    study().store().updateRun(run);
    Conductor heir(study().store(), study(), {});
    QVERIFY(heir.step());
    QCOMPARE(study().store().latestRun(job.id)->stage, std::string());
}

QTEST_GUILESS_MAIN(ConductorRecoveryTest)
#include "tst_conductor_recovery.moc"
