// SPDX-License-Identifier: GPL-3.0-or-later
// The machine of the conductor goes down, and Slurm's nodes do not.
#include <algorithm>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/slurm_executor.h"
#include "engine/study/waiting_stage.h"
#include "tests/engine/orchestration/scripted_study.h"
#include "tests/support/fake_slurm.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr int kPatience = 120000;
constexpr int kTrials = 6;

/// Fine-tuning runs on another machine, all the rest here.
class SharedStudy : public ScriptedStudy
{
public:
    bool outlivesThisMachine(const std::string& run) override { return run == elsewhere; }

    std::string elsewhere;
};

ConductorOptions onSlurm()
{
    ConductorOptions options;
    options.machine.slurm = true;
    return options;
}

/// Slurm has everything that is left to do, and lets some of it wait.
bool inSlurm(const StudyStore& store)
{
    bool waits = false;
    for (const JobRow& job : store.jobs()) {
        const auto run = store.latestRun(job.id);
        if (job.state == JobState::Waiting || !run || run->stage == kHandedToSlurm)
            return false;
        waits = waits || run->stage.starts_with(kInSlurmsQueue);
    }
    return waits;
}

} // namespace

class ShutDownTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsInSlurmWorksOnAndIsFoundAgain();
    void whatIsHereSavesAndGoesOnLater();
    void whatSomebodyPausesAfterwardsStays();

private:
    /// Fine-tuning and EWC at work at a time, one elsewhere.
    static RowId workBoth(SharedStudy& study, Conductor& conductor);
};

void ShutDownTest::whatIsInSlurmWorksOnAndIsFoundAgain()
{
    const QTemporaryDir folder;
    const fs::path study = folder.path().toStdString() + "/study";
    const RowId sweep = makeLoadedStudy(study, kTrials, "slurm:20x1");
    StudyStore store(study, OpenMode::ReadWrite);
    FakeWorkers workers(study, {.rate = 20, .seconds = 4});
    FakeSlurm cluster(folder.path().toStdString() + "/slurm", workers, 4, 60);
    SlurmOptions options;
    options.pollSeconds = 0.2;
    {
        SlurmExecutor executor(study, options, "/bin/false");
        Conductor conductor(store, executor, onSlurm());
        store.addRequest("sweep.start", {{"sweep", sweep}});
        QTRY_VERIFY_WITH_TIMEOUT((conductor.step(), inSlurm(store) && workers.running() == 4),
                                 kPatience);
        conductor.shutDown();
        QVERIFY(!conductor.step()); // nothing is waited for
        QVERIFY(conductor.leftAtWork() > 0);
    }
    QVERIFY(workers.running() > 0);
    QCOMPARE(store.sweep(sweep)->state, SweepState::Running);
    const int submitted = cluster.calls()["sbatch"];
    SlurmExecutor executor(study, options, "/bin/false");
    Conductor heir(store, executor, onSlurm());
    store.addRequest("study.resume", nlohmann::json::object());
    QTRY_VERIFY_WITH_TIMEOUT(!heir.step(), kPatience);
    QCOMPARE(store.sweep(sweep)->state, SweepState::Done);
    QCOMPARE(runsWithLostEvents(store, workers), 0);
    QCOMPARE(cluster.calls()["sbatch"], submitted);
    QCOMPARE(cluster.calls()["scancel"], 0);
}

RowId ShutDownTest::workBoth(SharedStudy& study, Conductor& conductor)
{
    study.script = [&study](const RunConfig& config, EventWriter& events) {
        if (config.kind != RunKind::Trial || !config.strategy.adapts) {
            study.workThrough(config, events);
            return;
        }
        events.write(event::kHello, {{"pid", 1}, {"host", "h"}});
        study.alive.insert(config.run);
        if (config.strategy.name == "fine-tuning")
            study.elsewhere = config.run;
    };
    SweepSpec spec = study.smallSweep();
    spec.devices = "cpu:2x1";
    const RowId sweep = study.addSweep(spec);
    study.store().addRequest("sweep.start", {{"sweep", sweep}});
    for (int i = 0; i < 20 && study.alive.size() < 2; ++i)
        conductor.step();
    return sweep;
}

void ShutDownTest::whatIsHereSavesAndGoesOnLater()
{
    SharedStudy study;
    RowId sweep = 0;
    {
        Conductor conductor(study.store(), study, {});
        sweep = workBoth(study, conductor);
        QCOMPARE(study.alive.size(), std::size_t{2});
        conductor.shutDown();
        while (conductor.step()) {
        }
    }
    const std::string left = study.elsewhere;
    QCOMPARE(study.alive, std::set<std::string>{left});
    QCOMPARE(study.asked.size(), std::size_t{1});
    QCOMPARE(study.jobOf("EWC").state, JobState::Paused);
    QCOMPARE(study.jobOf("Fine-tuning").state, JobState::Running);
    // It ends while nobody looks.
    RunConfig config = study.jobOf("Fine-tuning").config;
    config.run = left;
    {
        EventWriter events = study.writer(left);
        study.workThrough(config, events);
    }
    study.alive.clear();
    study.script = [&study](const RunConfig& each, EventWriter& events) {
        study.workThrough(each, events);
    };
    QCOMPARE(study.conduct("study.resume", nlohmann::json::object()),
             std::string("One sweep goes on."));
    QCOMPARE(study.stateOf(sweep), SweepState::Done);
    QCOMPARE(std::count(study.started.begin(), study.started.end(), left), 1);
}

void ShutDownTest::whatSomebodyPausesAfterwardsStays()
{
    SharedStudy study;
    RowId sweep = 0;
    {
        Conductor conductor(study.store(), study, {});
        sweep = workBoth(study, conductor);
        conductor.shutDown();
        while (conductor.step()) {
        }
    }
    study.conduct("sweep.pause", {{"sweep", sweep}});
    QVERIFY(study.alive.empty());
    QCOMPARE(study.conduct("study.resume", nlohmann::json::object()),
             std::string("No sweep was interrupted."));
    QCOMPARE(study.stateOf(sweep), SweepState::Paused);
}

QTEST_GUILESS_MAIN(ShutDownTest)
#include "tst_shut_down.moc"
