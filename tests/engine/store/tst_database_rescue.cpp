// SPDX-License-Identifier: GPL-3.0-or-later
// What comes out of a study.db of which a bad disk took one page.
#include <fstream>
#include <map>

#include <QTemporaryDir>
#include <QTest>

#include "engine/store/database_check.h"
#include "engine/store/database_rescue.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "tests/support/database_pages.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr int kEvaluations = 400;
constexpr int kRecords = 1000;

void overwrite(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// What every table of a database holds.
std::map<std::string, TableDigest> digestsOf(const fs::path& file)
{
    SqliteDatabase database(file, SqliteDatabase::Access::ReadOnly);
    std::map<std::string, TableDigest> digests;
    for (const std::string& table : tableNames(database))
        digests[table] = digestOf(database, table, [](StoredRow&) { return false; });
    return digests;
}

} // namespace

class TestDatabaseRescue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aSoundDatabaseComesOverWhole();
    void onlyTheRowsOfABadPageAreLost_data();
    void onlyTheRowsOfABadPageAreLost();
    void whatBelongsToLostRowsGoesWithThem_data();
    void whatBelongsToLostRowsGoesWithThem();
    void aLostSignatureLeavesItsScores();
    void aLostCounterGoesOnAboveAllRevisions();
    void aTableOfAnotherNameIsLostAlone();
    void scoresOfNobodyHideNoOthers();

private:
    fs::path path() const { return m_folder.path().toStdString(); }
    /// Zeroes a leaf of the table; how many rows were in it.
    int damage(const std::string& table, std::size_t leaf)
    {
        std::string content = m_content;
        const std::uint32_t page = leavesOf(m_file, table).at(leaf);
        const int rows = rowsOfLeaf(content, page);
        zeroPage(content, page);
        overwrite(m_damaged, content);
        return rows;
    }
    /// Rescues the damaged database into a study of its own.
    Rescue rescue()
    {
        fs::remove_all(m_rescued.parent_path());
        fs::create_directories(m_rescued.parent_path());
        return rescueDatabase(m_damaged, m_rescued);
    }

    QTemporaryDir m_folder;
    fs::path m_file;    ///< the sound database
    fs::path m_damaged; ///< a damaged copy
    fs::path m_rescued;
    std::string m_content;
    std::map<std::string, TableDigest> m_digests;
};

void TestDatabaseRescue::initTestCase()
{
    m_file = path() / "sound" / "study.db";
    m_damaged = path() / "damaged.db";
    m_rescued = path() / "rescued" / "study.db";
    {
        StudyStore store = makeSampleStore(m_file.parent_path());
        for (const DomainRow& row : store.domains()) {
            for (const Split split : {Split::Dev, Split::Test})
                store.storeReference(row.domain.name, split, "hash", {{"eins"}, {"one"}});
        }
        store.transaction([&] {
            const RunRow run = addSampleRun(store, 4, "run-4");
            for (int step = 0; step < kRecords; ++step)
                store.addMetrics(run.id, step, {{"loss", 1.0 / (step + 1)}});
            for (int step = 0; step < kEvaluations; ++step)
                store.addEvaluation(sampleEvaluation(run, step, Split::Dev, false, {1, 2, 3}),
                                    sampleDetails());
            for (int i = 0; i < kEvaluations; ++i)
                store.addMessage(Severity::Info, "message " + std::to_string(i));
        });
    }
    m_content = readFile(m_file);
    m_digests = digestsOf(m_file);
    QVERIFY(checkDatabase(m_file.parent_path()).empty());
    QCOMPARE(m_digests.at("metric_record").rows, std::int64_t{kRecords});
    QCOMPARE(m_digests.at("reference_text").rows, std::int64_t{6});
}

void TestDatabaseRescue::aSoundDatabaseComesOverWhole()
{
    overwrite(m_damaged, m_content);
    const Rescue rescued = rescue();
    QCOMPARE(rescued.lost, std::int64_t{0});
    for (const auto& [table, digest] : digestsOf(m_rescued)) {
        QVERIFY2(digest.sha256 == m_digests.at(table).sha256, table.c_str());
        QCOMPARE(rescued.rows.at(table), digest.rows);
    }
}

void TestDatabaseRescue::onlyTheRowsOfABadPageAreLost_data()
{
    QTest::addColumn<QString>("table");
    for (const char* table :
         {"metric_record", "score", "translation", "segment_statistic", "message"})
        QTest::newRow(table) << table;
}

/// The first leaf, one between others, the last one: all rows but those in it come over, and all
/// other tables as they are.
void TestDatabaseRescue::onlyTheRowsOfABadPageAreLost()
{
    QFETCH(const QString, table);
    const std::string name = table.toStdString();
    const std::size_t leaves = leavesOf(m_file, name).size();
    QVERIFY(leaves > 2);
    for (const std::size_t leaf : {std::size_t{0}, leaves / 2, leaves - 1}) {
        const int lost = damage(name, leaf);
        QVERIFY(lost > 0);
        const Rescue rescued = rescue();
        const auto digests = digestsOf(m_rescued);
        QCOMPARE(digests.at(name).rows, m_digests.at(name).rows - lost);
        QCOMPARE(rescued.rows.at(name), digests.at(name).rows);
        for (const auto& [other, digest] : digests)
            QVERIFY2(other == name || digest.sha256 == m_digests.at(other).sha256, other.c_str());
        const auto findings = checkDatabase(m_rescued.parent_path());
        QVERIFY2(findings.empty(), findings.empty() ? "" : findings.front().sentence.c_str());
    }
}

void TestDatabaseRescue::whatBelongsToLostRowsGoesWithThem_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("first evaluations") << 0;
    QTest::newRow("evaluations between others") << 1;
}

void TestDatabaseRescue::whatBelongsToLostRowsGoesWithThem()
{
    QFETCH(const int, which);
    QVERIFY(leavesOf(m_file, "evaluation").size() > 2);
    const int lost = damage("evaluation", static_cast<std::size_t>(which));
    const Rescue rescued = rescue();
    const auto digests = digestsOf(m_rescued);
    QCOMPARE(digests.at("evaluation").rows, std::int64_t{kEvaluations - lost});
    for (const char* child : {"score", "translation", "segment_statistic"})
        QCOMPARE(digests.at(child).rows, std::int64_t{3 * (kEvaluations - lost)});
    QVERIFY(rescued.lost >= 3 * 3 * lost);
    QCOMPARE(digests.at("metric_record").sha256, m_digests.at("metric_record").sha256);
    QCOMPARE(digests.at("reference_text").sha256, m_digests.at("reference_text").sha256);
    QVERIFY(checkDatabase(m_rescued.parent_path()).empty());
    const StudyStore store(m_rescued.parent_path(), OpenMode::ReadOnly);
    for (const EvaluationRow& evaluation : store.evaluations())
        QCOMPARE(evaluation.scores.size(), std::size_t{3});
}

void TestDatabaseRescue::aLostSignatureLeavesItsScores()
{
    QCOMPARE(damage("signature", 0), 1);
    rescue();
    QCOMPARE(digestsOf(m_rescued).at("score").rows, m_digests.at("score").rows);
    QVERIFY(checkDatabase(m_rescued.parent_path()).empty());
    const StudyStore store(m_rescued.parent_path(), OpenMode::ReadOnly);
    QCOMPARE(store.evaluations().front().scores.front().signature, std::string());
}

void TestDatabaseRescue::aLostCounterGoesOnAboveAllRevisions()
{
    QCOMPARE(damage("counter", 0), 1);
    rescue();
    StudyStore store(m_rescued.parent_path(), OpenMode::ReadWrite);
    Revision before = 0;
    for (const JobRow& job : store.jobs())
        before = std::max(before, job.revision);
    store.setJobState(4, JobState::Done);
    QVERIFY(store.job(4)->revision > before);
}

/// One bit of the schema's text.
void TestDatabaseRescue::aTableOfAnotherNameIsLostAlone()
{
    overwrite(m_damaged, m_content);
    {
        SqliteDatabase database(m_damaged, SqliteDatabase::Access::ReadWrite);
        database.execute("ALTER TABLE metric_record RENAME COLUMN \"values\" TO \"valuer\"; "
                         "PRAGMA wal_checkpoint(TRUNCATE)");
    }
    rescue();
    const auto digests = digestsOf(m_rescued);
    QCOMPARE(digests.at("metric_record").rows, std::int64_t{0});
    QCOMPARE(digests.at("score").sha256, m_digests.at("score").sha256);
}

void TestDatabaseRescue::scoresOfNobodyHideNoOthers()
{
    const fs::path study = path() / "nobody";
    fs::create_directories(study);
    overwrite(study / "study.db", m_content);
    {
        SqliteDatabase database(study / "study.db", SqliteDatabase::Access::ReadWrite);
        database.execute("PRAGMA foreign_keys = OFF; DELETE FROM evaluation WHERE id IN (1, 7)");
    }
    const StudyStore store(study, OpenMode::ReadOnly);
    const auto evaluations = store.evaluations();
    QCOMPARE(evaluations.size(), std::size_t{kEvaluations - 2});
    for (const EvaluationRow& evaluation : evaluations)
        QCOMPARE(evaluation.scores.size(), std::size_t{3});
}

QTEST_APPLESS_MAIN(TestDatabaseRescue)
#include "tst_database_rescue.moc"
