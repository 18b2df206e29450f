// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstring>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include "engine/store/sqlite_database.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;
namespace fs = std::filesystem;

namespace
{

/// Somebody who may read the study but not write to its folder, in a process of their own. The
/// parent takes turns with them: next() lets them go on until they wait again or end.
class Viewer
{
public:
    explicit Viewer(const std::function<int(Viewer&)>& work)
    {
        if (::pipe(m_toViewer.data()) != 0 || ::pipe(m_toParent.data()) != 0)
            qFatal("no pipe");
        m_process = ::fork();
        if (m_process != 0) {
            ::close(m_toViewer[0]);
            ::close(m_toParent[1]);
            return;
        }
        ::close(m_toViewer[1]);
        // Root may write anywhere.
        if (::getuid() == 0 && ::setuid(65534) != 0)
            ::_exit(100);
        try {
            ::_exit(work(*this));
        } catch (const std::exception& error) {
            (void)!::write(2, error.what(), std::strlen(error.what()));
            ::_exit(101);
        }
    }
    /// In the viewer: the parent's turn.
    void wait()
    {
        char turn = 'w';
        if (::write(m_toParent[1], &turn, 1) != 1 || ::read(m_toViewer[0], &turn, 1) != 1)
            ::_exit(102);
    }
    /// In the parent: until the viewer waits; false once it has ended.
    bool waits()
    {
        char turn = 0;
        return ::read(m_toParent[0], &turn, 1) == 1;
    }
    bool next()
    {
        const char turn = 'n';
        return ::write(m_toViewer[1], &turn, 1) == 1 && waits();
    }
    int exitCode()
    {
        int status = 0;
        ::waitpid(m_process, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t m_process = 0;
    std::array<int, 2> m_toViewer{};
    std::array<int, 2> m_toParent{};
};

} // namespace

/// Those who only look at a study, beside those who write it.
class TestStoreViewers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const fs::path folder = m_folder->path().toStdString();
        m_study = folder / "study";
        makeSampleStore(m_study);
        fs::permissions(folder, fs::perms(0755));
    }
    void cleanup() { fs::permissions(m_study, fs::perms(0755)); }

    void aFolderThatMayNotBeWrittenIsFollowed()
    {
        fs::permissions(m_study, fs::perms(0555));
        Viewer viewer([&](Viewer& self) {
            const StudyStore store(m_study, OpenMode::ReadOnly);
            const std::size_t before = store.messages().size();
            std::int64_t counter = store.changeCounter();
            if (store.readOnlyReason().find("cannot be written") == std::string::npos)
                return 1;
            for (std::size_t round = 1; round <= 3; ++round) {
                self.wait(); // the owner writes
                if (store.changeCounter() == counter)
                    return 10 + int(round);
                counter = store.changeCounter();
                if (store.messages().size() != before + round)
                    return 20 + int(round);
            }
            return 0;
        });
        QVERIFY(viewer.waits());
        fs::permissions(m_study, fs::perms(0755)); // of the owner; the viewer is another user
        {
            StudyStore owner(m_study, OpenMode::ReadWrite);
            owner.addMessage(Severity::Info, "first");
            QVERIFY(fs::file_size(m_study / "study.db-wal") > 0);
            QVERIFY(viewer.next());
            owner.addMessage(Severity::Info, "second");
            QVERIFY(viewer.next());
        }
        {
            StudyStore later(m_study, OpenMode::ReadWrite);
            later.addMessage(Severity::Info, "third");
        }
        QVERIFY(!viewer.next());
        QCOMPARE(viewer.exitCode(), 0);
    }

    /// Between two looks the owner came, wrote and went: nothing but study.db is another.
    void aVisitOfTheOwnerIsSeen()
    {
        fs::permissions(m_study, fs::perms(0555));
        Viewer viewer([&](Viewer& self) {
            const StudyStore store(m_study, OpenMode::ReadOnly);
            const std::size_t before = store.messages().size();
            self.wait();
            return store.messages().size() == before + 200 ? 0 : 1;
        });
        QVERIFY(viewer.waits());
        fs::permissions(m_study, fs::perms(0755));
        {
            StudyStore owner(m_study, OpenMode::ReadWrite);
            for (int i = 0; i < 200; ++i)
                owner.addMessage(Severity::Info, std::to_string(i));
        }
        QVERIFY(!fs::exists(m_study / "study.db-wal"));
        fs::permissions(m_study, fs::perms(0555));
        QVERIFY(!viewer.next());
        QCOMPARE(viewer.exitCode(), 0);
    }

    /// What keeps it from opening the file once more may pass.
    void aViewerThatCouldNotReopenTriesAgain()
    {
        fs::permissions(m_study, fs::perms(0555));
        Viewer viewer([&](Viewer& self) {
            const StudyStore store(m_study, OpenMode::ReadOnly);
            const std::size_t before = store.messages().size();
            self.wait();
            if (saidBy<Error>([&] { (void)store.messages(); }) == "nothing")
                return 1;
            self.wait();
            return store.messages().size() == before + 1 ? 0 : 2;
        });
        QVERIFY(viewer.waits());
        fs::permissions(m_study, fs::perms(0755));
        StudyStore(m_study, OpenMode::ReadWrite).addMessage(Severity::Info, "unseen");
        fs::permissions(m_study / "study.db", fs::perms(0600));
        fs::permissions(m_study, fs::perms(0555));
        QVERIFY(viewer.next());
        fs::permissions(m_study / "study.db", fs::perms(0644));
        QVERIFY(!viewer.next());
        QCOMPARE(viewer.exitCode(), 0);
    }

    /// Commits that lie in the -wal alone are never left out.
    void aCopyOfHalfAStudyIsRefused()
    {
        const fs::path copy = m_study.parent_path() / "copy";
        fs::create_directory(copy);
        {
            StudyStore owner(m_study, OpenMode::ReadWrite);
            owner.addMessage(Severity::Info, "in the -wal");
            for (const char* name : {"study.db", "study.db-wal"})
                fs::copy_file(m_study / name, copy / name);
        }
        fs::permissions(copy, fs::perms(0555));
        Viewer viewer([&](Viewer&) {
            const QString said = saidBy([&] { StudyStore(copy, OpenMode::ReadOnly); });
            return said.contains("study.db-wal") && said.contains("let its owner open") ? 0 : 1;
        });
        QVERIFY(!viewer.waits());
        fs::permissions(copy, fs::perms(0755));
        QCOMPARE(viewer.exitCode(), 0);
        // Whoever may write there has all of it.
        QCOMPARE(StudyStore(copy, OpenMode::ReadOnly).messages().size(), std::size_t{1});
    }

    void aLockIsNoReasonToReadWithoutLocks()
    {
        SqliteDatabase shell(m_study / "study.db", SqliteDatabase::Access::ReadWrite);
        shell.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; UPDATE study SET name = "
                      "'in the -wal'; COMMIT");
        const QString said = saidBy<Error>([&] { StudyStore(m_study, OpenMode::ReadOnly); });
        QVERIFY2(said.contains("study.db has been locked by another program"), qPrintable(said));
    }

    /// A viewer that reads for long keeps the -wal from being used anew, but nothing else.
    void aLongReadHoldsNobodyUp()
    {
        const auto walSize = [&] { return fs::file_size(m_study / "study.db-wal"); };
        StudyStore conductor(m_study, OpenMode::ReadWrite);
        const auto write = [&](int messages) {
            for (int i = 0; i < messages; ++i)
                conductor.addMessage(Severity::Info, std::string(2000, 'x') + std::to_string(i));
        };
        const std::size_t before = conductor.messages().size();
        std::uintmax_t grown = 0;
        {
            SqliteDatabase viewer(m_study / "study.db", SqliteDatabase::Access::ReadOnly);
            viewer.execute("BEGIN");
            QCOMPARE(viewer.number("SELECT count(*) FROM message"), std::int64_t(before));
            write(1500);
            QCOMPARE(viewer.number("SELECT count(*) FROM message"), std::int64_t(before));
            grown = walSize();
            QVERIFY(grown > 1500 * 2000);
            viewer.execute("COMMIT");
            QCOMPARE(viewer.number("SELECT count(*) FROM message"), std::int64_t(before + 1500));
        }
        QCOMPARE(conductor.messages().size(), before + 1500);
        // Now its frames go into study.db and are written over.
        write(1500);
        QVERIFY2(walSize() < grown + grown / 4, qPrintable(QString::number(walSize())));
        SqliteDatabase database(m_study / "study.db", SqliteDatabase::Access::ReadOnly);
        QCOMPARE(database.number(
                     "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                 0);
        QCOMPARE(database.number("SELECT sum(count) FROM message"), std::int64_t(before + 3000));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_study;
};

QTEST_GUILESS_MAIN(TestStoreViewers)
#include "tst_store_viewers.moc"
