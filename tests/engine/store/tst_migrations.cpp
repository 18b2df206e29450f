// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/store/migrations.h"
#include "engine/store/study_store.h"
#include "engine/study/error.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

namespace
{

constexpr Migration kFirst = {
    1, "PRAGMA application_id = 1346456649; CREATE TABLE t (x); INSERT INTO t VALUES (7);"
       "PRAGMA user_version = 1;"};
constexpr Migration kSecond = {2, "ALTER TABLE t ADD COLUMN y DEFAULT 8; PRAGMA user_version = 2;"};
constexpr Migration kBroken = {
    3, "ALTER TABLE t ADD COLUMN z DEFAULT 9; DROP TABLE absent; PRAGMA user_version = 3;"};

} // namespace

class TestMigrations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void filesAreNumberedAndCompiledIn()
    {
        const auto migrations = schemaMigrations();
        QCOMPARE(migrations.size(), std::size_t{StudyStore::kSchemaVersion});
        for (std::size_t i = 0; i < migrations.size(); ++i) {
            QCOMPARE(migrations[i].number, static_cast<int>(i) + 1);
            QVERIFY(QString(migrations[i].sql)
                        .contains(QString("PRAGMA user_version = %1;").arg(i + 1)));
        }
    }

    void oldSchemaIsCopiedThenBroughtUpToDate()
    {
        {
            SqliteDatabase database(file(), SqliteDatabase::Access::Create);
            migrate(database, std::span(&kFirst, 1));
        }
        QVERIFY(!std::filesystem::exists(file().string() + ".v0"));
        const Migration both[] = {kFirst, kSecond};
        {
            SqliteDatabase database(file(), SqliteDatabase::Access::ReadWrite);
            migrate(database, both);
            QCOMPARE(database.number("SELECT x * 10 + y FROM t"), 78);
            QCOMPARE(schemaVersion(database), 2);
        }
        SqliteDatabase copy(file().string() + ".v1", SqliteDatabase::Access::ReadOnly);
        QCOMPARE(schemaVersion(copy), 1);
        QCOMPARE(copy.number("SELECT x FROM t"), 7);
    }

    /// The copy of an earlier attempt may hold another state.
    void anEarlierCopyIsNotReplaced()
    {
        {
            SqliteDatabase database(file(), SqliteDatabase::Access::Create);
            migrate(database, std::span(&kFirst, 1));
            database.copyTo(file().string() + ".v1");
            database.execute("UPDATE t SET x = 70");
        }
        const Migration both[] = {kFirst, kSecond};
        {
            SqliteDatabase database(file(), SqliteDatabase::Access::ReadWrite);
            migrate(database, both);
        }
        const auto stored = [&](const char* copy) {
            SqliteDatabase database(file().string() + copy, SqliteDatabase::Access::ReadOnly);
            return schemaVersion(database) == 1 ? database.number("SELECT x FROM t") : -1;
        };
        QCOMPARE(stored(".v1"), 7);
        QCOMPARE(stored(".v1-2"), 70);
    }

    /// A study that a program of schema 1 wrote is brought up to date with all that is in it.
    void studyOfSchemaOneIsMigrated()
    {
        const std::filesystem::path folder = m_folder->filePath("study").toStdString();
        std::filesystem::create_directories(folder);
        QFile sql(PALIMPSEST_TEST_DATA "/schema/study-v1.sql");
        QVERIFY(sql.open(QIODevice::ReadOnly));
        {
            SqliteDatabase database(folder / "study.db", SqliteDatabase::Access::Create);
            database.execute(sql.readAll().constData());
            QCOMPARE(schemaVersion(database), 1);
        }
        QVERIFY(
            saidBy<Error>([&] { StudyStore store(folder, OpenMode::ReadOnly); }).contains("older"));
        StudyStore store(folder, OpenMode::ReadWrite);
        QCOMPARE(store.study().name, std::string("News & captions_100%"));
        const std::vector<JobRow> jobs = store.jobs();
        QCOMPARE(jobs.size(), std::size_t{6});
        QCOMPARE(jobs[5].label, std::string("EWC λ=0.1, seed 1"));
        QCOMPARE(jobs[5].state, JobState::Done);
        for (const JobRow& job : jobs)
            QVERIFY(job.note.empty() && job.tags.empty() && job.binned.empty());
        QCOMPARE(store.sweeps().front().note, std::string());
        QCOMPARE(store.runs().size(), std::size_t{3});
        QCOMPARE(store.evaluations().size(), std::size_t{3});
        QCOMPARE(store.evaluationDetail(1, "news").translations.front(),
                 std::string("erste Zeile news"));
        store.setJobTags(6, {"kept"});
        QCOMPARE(store.job(6)->tags, std::vector<std::string>{"kept"});
        SqliteDatabase copy(folder / "study.db.v1", SqliteDatabase::Access::ReadOnly);
        QCOMPARE(schemaVersion(copy), 1);
        QCOMPARE(copy.number("SELECT count(*) FROM job"), 6);
    }

    void failedMigrationLeavesTheOldSchema()
    {
        const Migration three[] = {kFirst, kSecond, kBroken};
        SqliteDatabase database(file(), SqliteDatabase::Access::Create);
        QVERIFY(saidBy<Error>([&] { migrate(database, three); }).contains("absent"));
        QCOMPARE(schemaVersion(database), 2);
        QCOMPARE(database.number("SELECT count(*) FROM pragma_table_info('t')"), 2);
    }

    void newerSchemaIsRefusedForWritingAndReadOtherwise()
    {
        const std::filesystem::path folder = m_folder->filePath("study").toStdString();
        makeSampleStore(folder);
        {
            SqliteDatabase database(folder / "study.db", SqliteDatabase::Access::ReadWrite);
            database.execute("PRAGMA user_version = 99; ALTER TABLE study ADD COLUMN colour TEXT");
        }
        const QString said = saidBy<Error>([&] { StudyStore store(folder, OpenMode::ReadWrite); });
        QVERIFY2(said.contains("newer version") && said.contains("study.db"), qPrintable(said));
        const StudyStore store(folder, OpenMode::ReadOnly);
        QVERIFY(store.readOnly());
        QVERIFY(QString::fromStdString(store.readOnlyReason()).contains("newer version"));
        QCOMPARE(store.study().name, std::string("News & captions_100%"));
        QVERIFY(!store.jobs().empty());
    }

    void otherDatabasesAreRefused()
    {
        const std::filesystem::path folder = m_folder->path().toStdString();
        {
            SqliteDatabase database(folder / "study.db", SqliteDatabase::Access::Create);
            database.execute("CREATE TABLE music (title)");
        }
        QVERIFY(saidBy<Error>([&] {
                    StudyStore store(folder, OpenMode::ReadWrite);
                }).contains("not a study"));
        QVERIFY(saidBy<Error>([&] {
                    StudyStore store(folder, OpenMode::ReadOnly);
                }).contains("not a study"));
    }

    void damagedFilesAreNamed()
    {
        const std::filesystem::path folder = m_folder->path().toStdString();
        QFile text(QString::fromStdString((folder / "study.db").string()));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(QByteArray(4096, 'x'));
        text.close();
        const QString said = saidBy<Error>([&] { StudyStore store(folder, OpenMode::ReadWrite); });
        QVERIFY2(said.contains("damaged") && said.contains("study.db"), qPrintable(said));
    }

    /// What SQLite itself does not call damage: a schema format that it does not know, another
    /// schema than the version says.
    void anotherSchemaIsDamage()
    {
        constexpr qint64 kSchemaFormat = 47; ///< place of its last byte
        const std::filesystem::path folder = m_folder->path().toStdString();
        makeSampleStore(folder);
        QFile database(QString::fromStdString((folder / "study.db").string()));
        QVERIFY(database.open(QIODevice::ReadWrite));
        QByteArray bytes = database.readAll();
        QVERIFY(bytes.contains("severity"));
        bytes.replace("severity", "severitx");
        const auto said = [&](const QByteArray& content) {
            database.seek(0);
            database.write(content);
            database.flush();
            return saidBy([&] { (void)StudyStore(folder, OpenMode::ReadOnly).messages(); });
        };
        QVERIFY2(said(bytes).contains("damaged or not a study (no such column: severity)"),
                 qPrintable(said(bytes)));
        bytes[kSchemaFormat] = 'H';
        QVERIFY2(said(bytes).contains("damaged or not a study (unsupported file format)"),
                 qPrintable(said(bytes)));
    }

private:
    std::filesystem::path file() const { return m_folder->filePath("t.db").toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
