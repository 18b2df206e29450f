// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <fstream>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/store/migrations.h"
#include "engine/store/sqlite_database.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

namespace
{

/// Runs `work` in a process of its own. Its result is the exit code, or minus the signal that ended
/// it.
int inProcess(const std::function<int()>& work)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(work());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

ConductorRow me()
{
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    ConductorRow row;
    row.host = host.data();
    row.pid = getpid();
    std::getline(file, row.bootId);
    return row;
}

} // namespace

/// Several processes on one study, and processes that die.
class TestStoreProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_study = m_folder->filePath("study").toStdString();
        makeSampleStore(m_study);
    }

    void killedWriterLeavesNoHalfEvaluation()
    {
        int run = 0;
        {
            StudyStore store(m_study, OpenMode::ReadWrite);
            run = static_cast<int>(addSampleRun(store, 4, "r").id);
        }
        RunRow row;
        row.id = run;
        row.job = 4;
        const int ended = inProcess([&] {
            StudyStore store(m_study, OpenMode::ReadWrite);
            store.addEvaluation(sampleEvaluation(row, 10, Split::Dev, false, {1, 2, 3}),
                                sampleDetails());
            store.transaction([&] {
                store.addEvaluation(sampleEvaluation(row, 20, Split::Dev, false, {4, 5, 6}),
                                    sampleDetails());
                store.setEventOffset(row.id, 999);
                kill(getpid(), SIGKILL);
            });
            return 0;
        });
        QCOMPARE(ended, -SIGKILL);
        StudyStore store(m_study, OpenMode::ReadWrite);
        const auto evaluations = store.evaluations();
        QCOMPARE(evaluations.size(), std::size_t{1});
        QCOMPARE(evaluations[0].step, 10);
        QCOMPARE(evaluations[0].scores.size(), std::size_t{3});
        QCOMPARE(store.evaluationDetail(evaluations[0].id, "news").translations.size(),
                 std::size_t{2});
        QCOMPARE(store.eventOffset(row.id), 0);
        SqliteDatabase database(m_study / "study.db", SqliteDatabase::Access::ReadWrite);
        QCOMPARE(database.number(
                     "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                 0);
        QCOMPARE(database.number("SELECT count(*) FROM translation"), 3);
        QCOMPARE(database.number("SELECT count(*) FROM segment_statistic"), 3);
        // The dead writer's lock is gone with it.
        store.addEvaluation(sampleEvaluation(row, 20, Split::Dev, false, {4, 5, 6}),
                            sampleDetails());
        QCOMPARE(store.evaluations().size(), std::size_t{2});
    }

    /// Each copy beside it is of before the migration, whoever came first.
    void severalMigrateAtOnce()
    {
        const auto migrations = schemaMigrations();
        for (int round = 0; round < 10; ++round) {
            const std::filesystem::path folder =
                m_folder->filePath("round" + QString::number(round)).toStdString();
            std::filesystem::create_directories(folder);
            const std::filesystem::path file = folder / "old.db";
            {
                SqliteDatabase database(file, SqliteDatabase::Access::Create);
                applyMigrations(database, migrations.first(1));
            }
            std::vector<pid_t> children;
            for (int i = 0; i < 4; ++i) {
                children.push_back(fork());
                if (children.back() == 0) {
                    try {
                        SqliteDatabase database(file, SqliteDatabase::Access::ReadWrite);
                        migrate(database, migrations);
                        _exit(0);
                    } catch (const std::exception& error) {
                        std::fputs(error.what(), stderr);
                        _exit(1);
                    }
                }
            }
            for (const pid_t child : children) {
                int status = 0;
                waitpid(child, &status, 0);
                QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            }
            QVERIFY(std::filesystem::exists(file.string() + ".v1"));
            for (const auto& entry : std::filesystem::directory_iterator(folder)) {
                SqliteDatabase database(entry.path(), SqliteDatabase::Access::Untrusted);
                QCOMPARE(schemaVersion(database),
                         entry.path() == file ? StudyStore::kSchemaVersion : 1);
                QVERIFY2(entry.path().string().find(".tmp") == std::string::npos,
                         entry.path().c_str());
            }
        }
    }

    void writersTakeTurns()
    {
        constexpr int kEach = 60;
        const auto write = [&](int writer) {
            StudyStore store(m_study, OpenMode::ReadWrite);
            for (int i = 0; i < kEach; ++i) {
                store.addMessage(Severity::Info, "same for all");
                store.addMessage(Severity::Info, std::to_string(writer) + "/" + std::to_string(i));
            }
            return 0;
        };
        std::vector<pid_t> children;
        for (int writer = 0; writer < 3; ++writer) {
            const pid_t child = fork();
            if (child == 0)
                _exit(write(writer));
            children.push_back(child);
        }
        // A reader beside them always sees whole transactions: revisions without gaps.
        StudyStore reader(m_study, OpenMode::ReadOnly);
        Revision last = reader.revision();
        for (int i = 0; i < 50; ++i) {
            for (const MessageRow& row : reader.messages(last))
                last = std::max(last, row.revision);
            QVERIFY(last <= reader.revision());
        }
        for (const pid_t child : children) {
            int status = 0;
            waitpid(child, &status, 0);
            QVERIFY(WIFEXITED(status));
            QCOMPARE(WEXITSTATUS(status), 0);
        }
        const auto messages = reader.messages();
        QCOMPARE(messages.size(), std::size_t{1 + 3 * kEach});
        int total = 0;
        for (const MessageRow& row : messages)
            total += row.count;
        QCOMPARE(total, 2 * 3 * kEach);
    }

    void oneConductorAtATime()
    {
        StudyStore store(m_study, OpenMode::ReadWrite);
        QVERIFY(!store.conductor());
        QVERIFY(store.takeConductorLock(me()));
        QVERIFY(store.takeConductorLock(me())); // renewing
        QVERIFY(store.conductor()->alive);
        const int refused = inProcess([&] {
            StudyStore other(m_study, OpenMode::ReadWrite);
            return other.takeConductorLock(me()) ? 1 : 0;
        });
        QCOMPARE(refused, 0);
        ConductorRow stranger = me();
        stranger.pid = 1;
        store.releaseConductorLock(stranger); // not theirs to release
        QVERIFY(store.conductor());
        store.releaseConductorLock(me());
        QVERIFY(!store.conductor());
    }

    void deadConductorsAreReplaced()
    {
        inProcess([&] {
            StudyStore other(m_study, OpenMode::ReadWrite);
            return other.takeConductorLock(me()) ? 0 : 1;
        });
        StudyStore store(m_study, OpenMode::ReadWrite);
        QVERIFY(store.conductor());
        QVERIFY(!store.conductor()->alive); // its heartbeat is fresh, but the process is gone
        QVERIFY(store.takeConductorLock(me()));
        store.releaseConductorLock(me());

        ConductorRow before = me(); // the same machine before it was restarted
        before.bootId = "another-boot";
        QVERIFY(store.takeConductorLock(before));
        QVERIFY(!store.conductor()->alive);
        QVERIFY(store.takeConductorLock(me()));
    }

    void reusedProcessNumbersDoNotCount()
    {
        StudyStore store(m_study, OpenMode::ReadWrite);
        QVERIFY(store.takeConductorLock(me()));
        SqliteDatabase database(m_study / "study.db", SqliteDatabase::Access::ReadWrite);
        database.execute(
            "UPDATE conductor SET process_start = '1'"); // of a process that had this number
        QVERIFY(!store.conductor()->alive);
    }

    void otherHostsLiveByTheirHeartbeat()
    {
        StudyStore store(m_study, OpenMode::ReadWrite);
        ConductorRow far = me();
        far.host = "elsewhere";
        QVERIFY(store.takeConductorLock(far));
        QVERIFY(store.conductor()->alive);
        QVERIFY(!store.takeConductorLock(me()));
        SqliteDatabase database(m_study / "study.db", SqliteDatabase::Access::ReadWrite);
        for (const char* heartbeat : {"2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"}) {
            database.change("UPDATE conductor SET heartbeat = ?", heartbeat);
            QVERIFY2(!store.conductor()->alive, heartbeat); // by a clock that was set back, too
        }
        QVERIFY(store.takeConductorLock(me()));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_study;
};

QTEST_APPLESS_MAIN(TestStoreProcesses)
#include "tst_store_processes.moc"
