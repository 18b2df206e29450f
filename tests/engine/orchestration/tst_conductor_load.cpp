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

} // namespace

class ConductorLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void losesNoEvent();
    void asksSlurmSparingly();
    void stopsManyTasksByAFewCommands();

private:
    fs::path study() const { return m_folder->path().toStdString() + "/study"; }
    fs::path slurm() const { return m_folder->path().toStdString() + "/slurm"; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ConductorLoadTest::losesNoEvent()
{
    const RowId sweep = makeLoadedStudy(study(), 60, "cpu:20x1");
    StudyStore store(study(), OpenMode::ReadWrite);
    FakeWorkers workers(study(), {.rate = 50, .seconds = 0.5});
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
    const RowId sweep = makeLoadedStudy(study(), 120, "slurm:40x1");
    StudyStore store(study(), OpenMode::ReadWrite);
    FakeWorkers workers(study(), {.rate = 10, .seconds = 1});
    FakeSlurm cluster(slurm(), workers, 40, 2);
    SlurmOptions options;
    options.pollSeconds = 1;
    SlurmExecutor executor(study(), options, "/bin/false");
    ConductorOptions conducting;
    conducting.machine.slurm = true;
    Conductor conductor(store, executor, conducting);
    store.addRequest("sweep.start", {{"sweep", sweep}});
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY_WITH_TIMEOUT(!conductor.step(), kPatience);
    const int most = static_cast<int>(timer.elapsed() / 1000) + 2; ///< of a command
    QCOMPARE(store.sweep(sweep)->state, SweepState::Done);
    QCOMPARE(runsWithLostEvents(store, workers), 0);
    for (const auto& [command, count] : cluster.calls()) {
        const QString said = QString("%1: %2 in %3 s").arg(command.c_str()).arg(count).arg(most);
        QVERIFY2(count <= most, qPrintable(said));
    }
    QVERIFY(cluster.calls()["sbatch"] >= 3);
}

void ConductorLoadTest::stopsManyTasksByAFewCommands()
{
    const RowId sweep = makeLoadedStudy(study(), 200, "slurm:200x1");
    StudyStore store(study(), OpenMode::ReadWrite);
    FakeWorkers workers(study(), {.rate = 1, .seconds = 1000});
    FakeSlurm cluster(slurm(), workers, 50, 60);
    SlurmOptions options;
    options.pollSeconds = 0.5;
    SlurmExecutor executor(study(), options, "/bin/false");
    ConductorOptions conducting;
    conducting.machine.slurm = true;
    Conductor conductor(store, executor, conducting);
    store.addRequest("sweep.start", {{"sweep", sweep}});
    QTRY_VERIFY_WITH_TIMEOUT((conductor.step(), conductor.running().size() == 200), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT((conductor.step(), workers.running() == 50), kPatience);
    store.addRequest("sweep.pause", {{"sweep", sweep}});
    QTRY_VERIFY_WITH_TIMEOUT(!conductor.step(), kPatience);
    for (const JobRow& job : store.jobs())
        QVERIFY2(job.state == JobState::Done || job.state == JobState::Paused,
                 (job.label + " " + toString(job.state)).c_str());
    QCOMPARE(runsWithLostEvents(store, workers), 0);
    QVERIFY2(cluster.calls()["scancel"] <= 20, QByteArray::number(cluster.calls()["scancel"]));
}

QTEST_GUILESS_MAIN(ConductorLoadTest)
#include "tst_conductor_load.moc"
