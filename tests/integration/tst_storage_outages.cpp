// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/run_folder.h"
#include "engine/store/sqlite_database.h"
#include "engine/store/study_store.h"
#include "engine/study/exit_code.h"
#include "engine/study/study_layout.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;

namespace fs = std::filesystem;

/// So many that the base model is still being trained when an outage of three seconds is over.
constexpr int kBaseUpdates = 240;

/// What a real conductor and its real workers do while study.db cannot be written: another program
/// holds its lock for longer than they wait, or the disk is full, read-only or gone.
class StorageOutages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theSweepGoesOnWithItsWorkers();
    void whoIsAskedToLeaveLeaves();
    void aFullDiskLosesNothing();
    void aReadOnlyDiskLosesNothing();
    void aDiskThatIsGoneForAWhileLosesNothing();

private:
    void outage(const QString& begin, const QString& end, QString& said);
    void nothingIsLost();
    /// Holds the lock once a base model is being trained.
    std::unique_ptr<SqliteDatabase> lockInTraining() const;
    std::map<std::string, JobState> runs() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_study;
};

void StorageOutages::init()
{
    qputenv("PALIMPSEST_LOCK_PATIENCE", "200");
    m_folder = std::make_unique<QTemporaryDir>();
    m_study = m_folder->path().toStdString();
    writeStudyWith(m_study / "study.toml", R"("baseline", "fine-tuning")", kBaseUpdates);
}

std::unique_ptr<SqliteDatabase> StorageOutages::lockInTraining() const
{
    const auto trains = [&] {
        std::error_code error;
        for (const auto& run : fs::directory_iterator(m_study / "runs", error)) {
            if (hasCheckpoint(run.path()))
                return true;
        }
        return false;
    };
    if (!QTest::qWaitFor(trains, 60000))
        return nullptr;
    auto lock = std::make_unique<SqliteDatabase>(StudyLayout(m_study).database(),
                                                 SqliteDatabase::Access::ReadWrite);
    lock->execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
    return lock;
}

std::map<std::string, JobState> StorageOutages::runs() const
{
    std::map<std::string, JobState> states;
    for (const RunRow& run : StudyStore(m_study, OpenMode::ReadOnly).runs())
        states[run.name] = run.state;
    return states;
}

void StorageOutages::theSweepGoesOnWithItsWorkers()
{
    const auto conductor = startEngine(sweepRun(m_study));
    QVERIFY(conductor);
    auto lock = lockInTraining();
    QVERIFY(lock);
    const auto before = runs();
    QTest::qWait(3000); // the worker says more than once how far it is
    QCOMPARE(conductor->state(), QProcess::Running);
    lock->rollBack();
    const EngineResult result = finish(*conductor);
    QVERIFY2(result.code == 0, result.errors.c_str());
    const std::string said = "locked by another program";
    const auto first = result.errors.find(said);
    QVERIFY2(first != std::string::npos, result.errors.c_str());
    const auto again = result.errors.find(said, first + 1); // in the message that it is over
    QVERIFY(again != std::string::npos);
    QVERIFY2(result.errors.find(said, again + 1) == std::string::npos, result.errors.c_str());
    const auto after = runs();
    for (const auto& [run, state] : before)
        QVERIFY(after.contains(run));
    QCOMPARE(after.size(), std::size_t{4}); // tokenizer, base model, two trials: each once
    for (const auto& [run, state] : after)
        QVERIFY2(state == JobState::Done, run.c_str());
}

void StorageOutages::whoIsAskedToLeaveLeaves()
{
    const auto conductor = startEngine(sweepRun(m_study));
    QVERIFY(conductor);
    auto lock = lockInTraining();
    QVERIFY(lock);
    QTest::qWait(1500);
    ::kill(static_cast<pid_t>(conductor->processId()), SIGTERM);
    const EngineResult left = finish(*conductor);
    QCOMPARE(left.code, static_cast<int>(ExitCode::Locked));
    const auto before = runs();
    lock->rollBack();
    const EngineResult result = runEngine(sweepRun(m_study));
    QVERIFY2(result.code == 0, result.errors.c_str());
    for (const auto& [run, state] : before)
        QVERIFY(runs().at(run) == JobState::Done); // the base model saved, left and went on
    QCOMPARE(runs().size(), std::size_t{4});
}

/// A disk that takes nothing more while the base model is trained, and is well again three seconds
/// later. Whether the worker or the conductor meets that first is chance: the one keeps its
/// checkpoint, the other waits. `said` becomes what the two runs of the sweep say;
/// it stays empty where the test is over.
void StorageOutages::outage(const QString& begin, const QString& end, QString& said)
{
    const QString folder = QString::fromStdString(m_study.string());
    QVERIFY(QDir(folder).mkpath("disk"));
    QVERIFY(QDir(folder).mkpath("store"));
    QProcess shell;
    shell.setWorkingDirectory(folder);
    const QString script =
        "run() { " PALIMPSEST_ENGINE " sweep run --study disk --file study.toml; }\n"
        "mount -t tmpfs -o size=64m tmpfs store && mount --bind store disk || exit 77\n"
        "run & conductor=$!\n"
        "until ls disk/runs/*/checkpoint; do kill -0 $conductor || exit 1; sleep 0.1; done\n" +
        begin + "\nsleep 3\n" + end +
        "\nwait $conductor; first=$?\n"
        "[ $first = 0 ] || [ $first = 9 ] || exit $first\n"
        "run; second=$?; cp -r disk after; exit $second";
    shell.start("unshare", {"--map-root-user", "--mount", "sh", "-c", script});
    QVERIFY(shell.waitForFinished(240000));
    const QString text = QString::fromUtf8(shell.readAllStandardError());
    if (shell.exitCode() == 77 || text.contains("unshare"))
        QSKIP("This system does not let a user mount a small disk.");
    QVERIFY2(shell.exitCode() == 0, qPrintable(text));
    said = text;
}

/// Every run is done, once, and the base model went on from the checkpoint that it had.
void StorageOutages::nothingIsLost()
{
    m_study /= "after";
    for (const auto& [run, state] : runs())
        QVERIFY2(state == JobState::Done, run.c_str());
    const StudyStore store(m_study, OpenMode::ReadOnly);
    QCOMPARE(store.jobs().size(), std::size_t{4});
    for (const MessageRow& message : store.messages())
        QVERIFY2(message.severity != Severity::Error, message.text.c_str());
    for (const JobRow& job : store.jobs()) {
        QVERIFY(job.state == JobState::Done);
        if (job.kind == RunKind::Base)
            QVERIFY(store.latestRun(job.id)->name.ends_with("-1"));
    }
    const EngineResult checked =
        runEngine({"study", "check", "--study", QString::fromStdString(m_study.string())});
    QVERIFY2(checked.code == 0, (checked.output + checked.errors).c_str());
}

void StorageOutages::aFullDiskLosesNothing()
{
    QString said;
    outage("head -c 64m /dev/zero >disk/fill", "rm disk/fill", said);
    if (said.isEmpty())
        return;
    QVERIFY2(said.contains("space") || said.contains("room"), qPrintable(said));
    nothingIsLost();
}

/// For all that is opened by name: what is open for writing keeps a disk from becoming read-only.
void StorageOutages::aReadOnlyDiskLosesNothing()
{
    QString said;
    outage("mount --bind store disk; mount -o remount,bind,ro disk", "umount -l disk", said);
    if (said.isEmpty())
        return;
    QVERIFY2(said.contains("Read-only") || said.contains("read-only"), qPrintable(said));
    nothingIsLost();
}

/// What the worker makes meanwhile lies under the mount point, where nobody finds it again.
void StorageOutages::aDiskThatIsGoneForAWhileLosesNothing()
{
    QString said;
    outage("umount -l disk", "mount --bind store disk", said);
    if (said.isEmpty())
        return;
    QVERIFY2(said.contains("is not there any more"), qPrintable(said));
    nothingIsLost();
}

QTEST_GUILESS_MAIN(StorageOutages)
#include "tst_storage_outages.moc"
