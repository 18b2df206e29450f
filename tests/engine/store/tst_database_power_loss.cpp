// SPDX-License-Identifier: GPL-3.0-or-later
// What a power cut may leave of study.db: its write-ahead log cut anywhere or with a lost sector,
// an index (-shm) of another time, a checkpoint of which only some pages came to the disk, files
// that have their names but not their content.
#include <fstream>
#include <random>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include "engine/store/database_check.h"
#include "engine/store/migrations.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr std::size_t kSector = 512;
constexpr int kTransactions = 40;

void overwrite(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// The files of one study.db at one moment.
struct Image {
    std::string database;
    std::string log;
    std::string index;
};

Image imageOf(const fs::path& study)
{
    return {readFile(study / "study.db"), readFile(study / "study.db-wal"),
            readFile(study / "study.db-shm")};
}

} // namespace

class TestPowerLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aCutLogKeepsWholeTransactions();
    void aLostSectorOfTheLogEndsIt();
    void theIndexOfAnotherTimeIsMadeAgain();
    void aTornCheckpointIsRepeated();
    void aCutDatabaseIsNamed_data();
    void aCutDatabaseIsNamed();
    void anEmptyDatabaseIsNoNewStudy();
    void theBackupBeforeAMigrationIsWhole();

private:
    /// Opens the image for writing, as the next conductor would; how many transactions are in it.
    /// Fails where one is there in part, or one is missing before another.
    int transactionsIn(const Image& image)
    {
        const fs::path study = path() / "image";
        fs::remove_all(study);
        fs::create_directories(study);
        overwrite(study / "study.db", image.database);
        overwrite(study / "study.db-wal", image.log);
        overwrite(study / "study.db-shm", image.index);
        StudyStore store(study, OpenMode::ReadWrite);
        std::set<std::string> said;
        for (const MessageRow& message : store.messages())
            said.insert(message.text);
        const auto points = store.metrics(m_run.id, "loss");
        if (said.size() != points.size() || !checkDatabase(study).empty())
            return -1;
        for (std::size_t i = 0; i < said.size(); ++i) {
            if (!said.contains(std::to_string(i)) || points[i].step != static_cast<int>(i))
                return -1;
        }
        return static_cast<int>(said.size());
    }
    fs::path path() const { return m_folder.path().toStdString(); }

    QTemporaryDir m_folder;
    RunRow m_run;
    Image m_before;       ///< any transaction
    Image m_after;        ///< all of them, in the log
    std::string m_merged; ///< the database once the log is in it
};

void TestPowerLoss::initTestCase()
{
    const fs::path study = path() / "study";
    {
        StudyStore store = makeSampleStore(study);
        m_run = addSampleRun(store, 4, "r");
        for (const DomainRow& row : store.domains()) {
            for (const Split split : {Split::Dev, Split::Test})
                store.storeReference(row.domain.name, split, "hash", {{"eins"}, {"one"}});
        }
    }
    StudyStore store(study, OpenMode::ReadWrite);
    m_before = {readFile(study / "study.db"), "", ""};
    for (int i = 0; i < kTransactions; ++i) {
        store.transaction([&] {
            store.addMessage(Severity::Info, std::to_string(i));
            store.addMetrics(m_run.id, i, {{"loss", 1.0 / (i + 1)}});
        });
    }
    m_after = imageOf(study);
    QVERIFY(m_after.database == m_before.database); // all is in the log
    SqliteDatabase database(study / "study.db", SqliteDatabase::Access::ReadWrite);
    database.execute("PRAGMA wal_checkpoint(FULL)");
    m_merged = readFile(study / "study.db");
    QVERIFY(m_merged != m_before.database);
    QCOMPARE(transactionsIn(m_after), kTransactions);
}

void TestPowerLoss::aCutLogKeepsWholeTransactions()
{
    std::set<std::size_t> lengths = {0, 1, 31, 32, 33, m_after.log.size() - 1, m_after.log.size()};
    for (std::size_t length = 0; length < m_after.log.size(); length += 1999)
        lengths.insert(length);
    int last = 0;
    for (const std::size_t length : lengths) {
        const int found = transactionsIn({m_after.database, m_after.log.substr(0, length), ""});
        QVERIFY2(found >= last, std::to_string(length).c_str()); // −1: something was there in part
        last = found;
    }
    QCOMPARE(last, kTransactions);
}

/// As where the sectors of a log reach the disk in another order than they were written in.
void TestPowerLoss::aLostSectorOfTheLogEndsIt()
{
    std::mt19937 random(5);
    for (int i = 0; i < 60; ++i) {
        std::string log = m_after.log;
        const std::size_t at = random() % (log.size() / kSector) * kSector;
        std::fill_n(log.begin() + static_cast<std::ptrdiff_t>(at), kSector, '\0');
        const int most = transactionsIn({m_after.database, m_after.log.substr(0, at), ""});
        const int found = transactionsIn({m_after.database, log, ""});
        // A sector that was all zeros before is none that was lost.
        QVERIFY2(found == (log == m_after.log ? kTransactions : most),
                 (std::to_string(at) + ": " + std::to_string(found)).c_str());
    }
}

void TestPowerLoss::theIndexOfAnotherTimeIsMadeAgain()
{
    std::mt19937 random(6);
    std::string noise(m_after.index.size(), '\0');
    for (char& byte : noise)
        byte = static_cast<char>(random());
    for (const std::string& index :
         {std::string(), std::string(1, 'x'), std::string(m_after.index.size(), '\0'), noise,
          m_after.index.substr(0, 100), m_after.index.substr(0, m_after.index.size() / 2)})
        QCOMPARE(transactionsIn({m_after.database, m_after.log, index}), kTransactions);
    // The index of the whole log beside a log that lost its end.
    const std::string half = m_after.log.substr(0, m_after.log.size() / 2);
    const int found = transactionsIn({m_after.database, half, m_after.index});
    QCOMPARE(found, transactionsIn({m_after.database, half, ""}));
    QVERIFY(found > 0 && found < kTransactions);
}

/// The log is on the disk before the database is touched, so whatever part of the pages was
/// written, in whatever order, they are written again.
void TestPowerLoss::aTornCheckpointIsRepeated()
{
    std::mt19937 random(7);
    for (int i = 0; i < 40; ++i) {
        std::string torn = m_before.database;
        if (random() % 2 == 0)
            torn.resize(m_merged.size(), '\0');
        for (std::size_t at = 0; at < torn.size(); at += kSector) {
            if (random() % 2 == 0)
                torn.replace(at, kSector, m_merged.substr(at, kSector));
        }
        QCOMPARE(transactionsIn({torn, m_after.log, ""}), kTransactions);
    }
    QCOMPARE(transactionsIn({m_merged, "", ""}), kTransactions);
    QCOMPARE(transactionsIn({m_merged, m_after.log, ""}), kTransactions); // not yet cut
}

void TestPowerLoss::aCutDatabaseIsNamed_data()
{
    QTest::addColumn<double>("part");
    QTest::addColumn<bool>("zeros"); ///< instead of the tail
    for (const double part : {0.0, 0.0001, 0.001, 0.3, 0.5, 0.9, 0.999}) {
        QTest::addRow("cut at %g", part) << part << false;
        QTest::addRow("zeros from %g", part) << part << true;
    }
}

void TestPowerLoss::aCutDatabaseIsNamed()
{
    QFETCH(const double, part);
    QFETCH(const bool, zeros);
    const fs::path study = path() / "cut";
    fs::remove_all(study);
    fs::create_directories(study);
    std::string bytes =
        m_merged.substr(0, static_cast<std::size_t>(part * static_cast<double>(m_merged.size())));
    if (zeros)
        bytes.resize(m_merged.size(), '\0');
    overwrite(study / "study.db", bytes);
    const auto findings = checkDatabase(study);
    QVERIFY(!findings.empty());
    for (const Finding& finding : findings)
        QVERIFY2(finding.sentence.find("study.db") != std::string::npos, finding.sentence.c_str());
    QVERIFY(readFile(study / "study.db") == bytes); // looking changes nothing
    // Whoever opens it is told, or finds what is left; nothing else is thrown.
    try {
        const StudyStore store(study, OpenMode::ReadWrite);
        (void)store.jobs();
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("study.db"), error.what());
    }
}

/// The name is there, the content is not: this is no study to begin.
void TestPowerLoss::anEmptyDatabaseIsNoNewStudy()
{
    const fs::path study = path() / "empty";
    fs::create_directories(study);
    for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
        overwrite(study / "study.db", "");
        const QString said = saidBy<BadInput>([&] { StudyStore store(study, mode); });
        QVERIFY2(said.contains("study.db is empty") && said.contains("backup"), qPrintable(said));
        QCOMPARE(fs::file_size(study / "study.db"), std::uintmax_t{0});
    }
}

/// It gets its name when it is on the disk; what a cut left of an earlier attempt does no harm.
void TestPowerLoss::theBackupBeforeAMigrationIsWhole()
{
    const fs::path file = path() / "old.db";
    const auto migrations = schemaMigrations();
    {
        SqliteDatabase database(file, SqliteDatabase::Access::Create);
        applyMigrations(database, migrations.first(1));
        database.execute("INSERT INTO study VALUES (1, 'id', 'old', 'de', 'en', 'then', '0.1')");
    }
    const fs::path made(file.string() + ".v1.tmp" + std::to_string(::getpid()));
    overwrite(made, "half of a copy");
    {
        SqliteDatabase database(file, SqliteDatabase::Access::ReadWrite);
        migrate(database, migrations);
    }
    QVERIFY(!fs::exists(made));
    SqliteDatabase copy(file.string() + ".v1", SqliteDatabase::Access::ReadOnly);
    QCOMPARE(schemaVersion(copy), 1);
    QCOMPARE(copy.number("SELECT count(*) FROM study WHERE name = 'old'"), 1);
}

QTEST_APPLESS_MAIN(TestPowerLoss)
#include "tst_database_power_loss.moc"
