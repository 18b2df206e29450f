// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/slurm_note.h"
#include "engine/orchestration/worker_lock.h"
#include "engine/study/atomic_file.h"
#include "tests/support/said_by.h"

using namespace palimpsest;
namespace fs = std::filesystem;

namespace
{

constexpr WorkerLockPatience kShort{.here = 0.2, .inSlurm = 0.2, .handedElsewhere = 0.2};

/// Whether another process could work in the folder now. Descriptors of this one, whose lock it
/// would inherit, are closed in it.
bool freeForOthers(const fs::path& folder)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::close_range(3, ~0U, 0);
        ::_exit(saidBy<Error>([&] { const WorkerLock lock(folder, kShort); }) == "nothing" ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

/// Who may work in a run folder.
class WorkerLockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_run = fs::path(m_temporary->path().toStdString()) / "runs" / "r";
        fs::create_directories(m_run);
    }
    void cleanup()
    {
        for (const char* name : {"SLURM_JOB_NAME", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_JOB_ID"})
            qunsetenv(name);
    }

    void oneAtATime()
    {
        {
            const WorkerLock lock(m_run, kShort);
            QVERIFY(!freeForOthers(m_run));
        }
        QVERIFY(freeForOthers(m_run));
    }

    void theSecondSaysWhy()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const int own = ::open((m_run / "worker.lock").c_str(), O_RDWR | O_CREAT, 0644);
            ::_exit(::flock(own, LOCK_EX) == 0 ? ::pause() : 1);
        }
        QTRY_VERIFY(!freeForOthers(m_run));
        const QString said = saidBy<Error>([&] { const WorkerLock lock(m_run, kShort); });
        QVERIFY2(said.contains("runs/r: another worker is at work"), qPrintable(said));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(freeForOthers(m_run));
    }

    void aWorkerThatIsEndingIsWaitedFor()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const int own = ::open((m_run / "worker.lock").c_str(), O_RDWR | O_CREAT, 0644);
            ::flock(own, LOCK_EX);
            std::ofstream{m_run / "held"};
            ::usleep(700000);
            ::_exit(0);
        }
        QTRY_VERIFY(fs::exists(m_run / "held"));
        const WorkerLock lock(m_run, {.here = 60, .inSlurm = 60, .handedElsewhere = 60});
        ::waitpid(child, nullptr, 0);
        QVERIFY(!freeForOthers(m_run));
    }

    void theExecutorsLockIsTakenOver()
    {
        const int inherited = ::open((m_run / "worker.lock").c_str(), O_RDWR | O_CREAT, 0644);
        QCOMPARE(::flock(inherited, LOCK_EX | LOCK_NB), 0);
        {
            const WorkerLock lock(m_run, kShort);
            QVERIFY(!freeForOthers(m_run));
        }
        ::close(inherited);
        QVERIFY(freeForOthers(m_run));
    }

    /// A number of another machine would be that of a stranger, which would get the signals.
    void aProcessNumberOfTheLastWorkerIsGone()
    {
        std::ofstream(m_run / "worker.lock") << ::getppid() << "\n";
        const WorkerLock lock(m_run, kShort);
        LocalExecutor executor(m_temporary->path().toStdString(), "/bin/true");
        QCOMPARE(executor.processId("r"), std::int64_t(0));
        RunConfig config;
        config.run = "r";
        QVERIFY(saidBy([&] {
                    executor.start(config, {"cpu", 1});
                }).contains("at work in this folder already"));
    }

    void tasksOfOtherArraysLeave_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("index");
        QTest::addColumn<QByteArray>("job");
        QTest::addColumn<QByteArray>("noted"); ///< job of the note; "-": there is no note
        QTest::addColumn<bool>("wanted");
        const auto row = [](const char* title, const char* name, const char* index, const char* job,
                            const char* noted, bool wanted) {
            QTest::newRow(title) << QByteArray(name) << QByteArray(index) << QByteArray(job)
                                 << QByteArray(noted) << wanted;
        };
        row("the one", "palimpsest-1", "3", "12", "12", true);
        row("before Slurm said its job", "palimpsest-1", "3", "12", "", true);
        row("another name", "palimpsest-0", "3", "12", "", false);
        row("another task", "palimpsest-1", "2", "12", "", false);
        row("another job", "palimpsest-1", "3", "11", "12", false);
        row("started here since", "palimpsest-1", "3", "12", "-", false);
        row("in somebody's own array", "mine", "3", "12", "12", true);
        row("in somebody's own job", "palimpsest-0", "", "", "12", true);
    }
    void tasksOfOtherArraysLeave()
    {
        QFETCH(const QByteArray, noted);
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, job);
        QFETCH(const QByteArray, index);
        QFETCH(const bool, wanted);
        if (noted != "-")
            writeSlurmNote(m_run, {"palimpsest-1", 3, noted.toStdString()});
        writeFileAtomically(m_run / "worker.lock", "4711\n");
        qputenv("SLURM_JOB_NAME", name);
        if (!index.isEmpty())
            qputenv("SLURM_ARRAY_TASK_ID", index);
        qputenv("SLURM_ARRAY_JOB_ID", job);
        const QString said = saidBy<Error>([&] { const WorkerLock lock(m_run, kShort); });
        QVERIFY2(wanted ? said == "nothing" : said.contains("handed to another job"),
                 qPrintable(said));
        QCOMPARE(readFile(m_run / "worker.lock"), std::string(wanted ? "" : "4711\n"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_run;
};

QTEST_GUILESS_MAIN(WorkerLockTest)
#include "tst_worker_lock.moc"
