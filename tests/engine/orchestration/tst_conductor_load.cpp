// SPDX-License-Identifier: GPL-3.0-or-later
// Many workers at a time: small versions of what tests/benchmarks/load_benchmark.cpp measures.
#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/slurm_executor.h"
#include "tests/support/fake_slurm.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr int kPatience = 120000;

SlurmOptions askingEvery(double seconds)
{
    SlurmOptions options;
    options.pollSeconds = seconds;
    return options;
}

ConductorOptions withSlurm()
{
    ConductorOptions options;
    options.machine.slurm = true;
    return options;
}

/// A sweep that a conductor sends to a cluster, so many trials in flight.
struct Load {
    Load(const fs::path& folder, int trials, int inFlight, const FakeWork& work, int nodes,
         double remembered, double pollSeconds)
        : sweep(makeLoadedStudy(folder / "study", trials,
                                "slurm:" + std::to_string(inFlight) + "x1")),
          store(folder / "study", OpenMode::ReadWrite), workers(folder / "study", work),
          cluster(folder / "slurm", workers, nodes, remembered),
          executor(folder / "study", askingEvery(pollSeconds), "/bin/false"),
          conductor(store, executor, withSlurm())
    {
        store.addRequest("sweep.start", {{"sweep", sweep}});
    }

    RowId sweep;
    StudyStore store;
    FakeWorkers workers;
    FakeSlurm cluster;
    SlurmExecutor executor;
    Conductor conductor;
};

} // namespace

class ConductorLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void losesNoEvent();
    void asksSlurmSparingly();
    void goesOnAfterWhatHappensToTasks();
    void stopsManyTasksByAFewCommands();

private:
    fs::path folder() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ConductorLoadTest::losesNoEvent()
{
    const fs::path study = folder() / "study";
    const RowId sweep = makeLoadedStudy(study, 60, "cpu:20x1");
    StudyStore store(study, OpenMode::ReadWrite);
    FakeWorkers workers(study, {.rate = 50, .seconds = 0.5});
    FakeExecutor executor(workers);
    Conductor conductor(store, executor, {});
    store.addRequest("sweep.start", {{"sweep", sweep}});
    QTRY_VERIFY_WITH_TIMEOUT(!conductor.step(), kPatience);
    QCOMPARE(store.sweep(sweep)->state, SweepState::Done);
    QCOMPARE(workers.writtenInAll(), std::int64_t{60 * 25});
    QCOMPARE(runsWithLostEvents(store, workers), 0);
}

/// Each command runs at most once in pollSeconds, however many tasks come and go meanwhile.
void ConductorLoadTest::asksSlurmSparingly()
{
    Load load(folder(), 120, 40, {.rate = 10, .seconds = 1}, 40, 2, 1);
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY_WITH_TIMEOUT(!load.conductor.step(), kPatience);
    const int most = static_cast<int>(timer.elapsed() / 1000) + 2; ///< of a command
    QCOMPARE(load.store.sweep(load.sweep)->state, SweepState::Done);
    QCOMPARE(runsWithLostEvents(load.store, load.workers), 0);
    for (const auto& [command, count] : load.cluster.calls()) {
        const QString said = QString("%1: %2 in %3 s").arg(command.c_str()).arg(count).arg(most);
        QVERIFY2(count <= most, qPrintable(said));
    }
    QVERIFY(load.cluster.calls()["sbatch"] >= 3);
    const int atOnce = load.cluster.mostAtOnce(); // the limit of jobs in flight
    QVERIFY2(atOnce > 20 && atOnce <= 40, QByteArray::number(atOnce));
}

/// Nodes fail, others are more urgent, time runs out: each trial is trained to its end.
void ConductorLoadTest::goesOnAfterWhatHappensToTasks()
{
    Load load(folder(), 60, 30, {.rate = 20, .seconds = 1}, 15, 2, 0.5);
    load.cluster.loseOneOutOf(4);
    QTRY_VERIFY_WITH_TIMEOUT(!load.conductor.step(), kPatience);
    QCOMPARE(load.store.sweep(load.sweep)->state, SweepState::Done);
    for (const JobRow& job : load.store.jobs())
        QVERIFY2(job.state == JobState::Done, (job.label + " " + toString(job.state)).c_str());
    QCOMPARE(runsWithLostEvents(load.store, load.workers), 0);
    QVERIFY(load.workers.writtenInAll() > 60 * 20); // what was lost was trained again
    for (const char* why : {"its node failed", "a more urgent job", "its time in Slurm ran out"})
        QVERIFY2(std::ranges::any_of(load.store.messages(),
                                     [&](const MessageRow& message) {
                                         return message.text.find(why) != std::string::npos;
                                     }),
                 why);
}

void ConductorLoadTest::stopsManyTasksByAFewCommands()
{
    Load load(folder(), 200, 200, {.rate = 1, .seconds = 1000}, 50, 60, 0.5);
    QTRY_VERIFY_WITH_TIMEOUT((load.conductor.step(), load.conductor.running().size() == 200),
                             kPatience);
    QTRY_VERIFY_WITH_TIMEOUT((load.conductor.step(), load.workers.running() == 50), kPatience);
    load.store.addRequest("sweep.pause", {{"sweep", load.sweep}});
    QTRY_VERIFY_WITH_TIMEOUT(!load.conductor.step(), kPatience);
    for (const JobRow& job : load.store.jobs())
        QVERIFY2(job.state == JobState::Done || job.state == JobState::Paused,
                 (job.label + " " + toString(job.state)).c_str());
    QCOMPARE(runsWithLostEvents(load.store, load.workers), 0);
    QVERIFY2(load.cluster.calls()["scancel"] <= 20,
             QByteArray::number(load.cluster.calls()["scancel"]));
}

QTEST_GUILESS_MAIN(ConductorLoadTest)
#include "tst_conductor_load.moc"
