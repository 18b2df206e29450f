// SPDX-License-Identifier: GPL-3.0-or-later
// Damage to the files of a study that a sweep has made: found, named, mended, never a crash.
#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include <QTest>

#include "engine/store/study_store.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "tests/integration/finished_study.h"
#include "tests/support/database_pages.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

std::vector<fs::path> filesBelow(const fs::path& folder, const std::string& ending)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().string().ends_with(ending))
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// Flips one bit, or cuts the tail off.
std::string damaged(std::string content, std::mt19937& random)
{
    if (random() % 3 == 0) {
        content.resize(random() % content.size());
    } else {
        char& byte = content[random() % content.size()];
        byte = static_cast<char>(byte ^ (1 << (random() % 8)));
    }
    return content;
}

/// How many rows each table of a database has.
std::map<std::string, std::int64_t> rowsOf(const fs::path& file)
{
    SqliteDatabase database(file, SqliteDatabase::Access::ReadOnly);
    std::map<std::string, std::int64_t> rows;
    for (const std::string& table : tableNames(database))
        rows[table] = database.number("SELECT count(*) FROM " + quotedName(table));
    return rows;
}

void overwrite(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// Facts that are what they were: the end of the last line is missing, say, or 1e-05 became 1E-05.
bool saysTheSame(const std::string& bad, const std::string& sound)
{
    const nlohmann::json facts = nlohmann::json::parse(bad, nullptr, false);
    return !facts.is_discarded() && facts == nlohmann::json::parse(sound, nullptr, false);
}

} // namespace

class DamagedStudy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aSoundStudyHasNoFindings();
    void damageIsNamed_data();
    void damageIsNamed();
    void whatIsDamagedIsMadeAgain_data();
    void whatIsDamagedIsMadeAgain();
    void noDamageOfTheDatabaseIsACrash();
    void rowsComeOutOfADamagedDatabase_data();
    void rowsComeOutOfADamagedDatabase();
    void statesAndLeftoversAreMended();

private:
    FinishedStudy m_finished;
};

void DamagedStudy::initTestCase()
{
    QCOMPARE(m_finished.make(), std::string());
    QVERIFY(m_finished.results.size() >= 3);
}

void DamagedStudy::aSoundStudyHasNoFindings()
{
    const EngineResult result = studyCommand("check", m_finished.study);
    QVERIFY2(result.code == 0, (result.output + result.errors).c_str());
    QVERIFY(result.json().at("findings").empty());
}

void DamagedStudy::damageIsNamed_data()
{
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"train.de", "tokenizer.model", "tokenizer.json", ".ids",
                               "model.json", "models/*/weights.safetensors", "fisher.json",
                               "fisher.safetensors", "config.json", "events.jsonl"})
        QTest::newRow(ending) << ending;
}

/// Every bit that is flipped and every tail that is cut off is found, and named.
void DamagedStudy::damageIsNamed()
{
    QFETCH(const QString, ending);
    const fs::path study = m_finished.copy("damaged");
    std::mt19937 random(7);
    const bool ofModel = ending.startsWith("models/");
    const std::string name = ofModel ? "weights.safetensors" : ending.toStdString();
    const auto files = filesBelow(ofModel ? study / "models" : study, name);
    QVERIFY(!files.empty());
    for (int i = 0; i < accidents(8); ++i) {
        const fs::path& file = files[random() % files.size()];
        const std::string sound = readFile(file);
        const std::string bad = damaged(sound, random);
        if (bad == sound || saysTheSame(bad, sound))
            continue;
        overwrite(file, bad);
        const EngineResult result = studyCommand("check", study);
        QVERIFY2(result.code == 2, (file.string() + " " + std::to_string(i)).c_str());
        const std::string sentence = result.json().at("findings")[0].at("sentence");
        QVERIFY2(sentence.find(file.parent_path().string()) != std::string::npos, sentence.c_str());
        overwrite(file, sound);
    }
}

void DamagedStudy::whatIsDamagedIsMadeAgain_data()
{
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"fisher.safetensors", ".ids", "tokenizer.json"})
        QTest::newRow(ending) << ending;
}

/// Repaired, and run again with one strategy more, which needs what was damaged.
void DamagedStudy::whatIsDamagedIsMadeAgain()
{
    QFETCH(const QString, ending);
    const fs::path study = m_finished.copy("again");
    std::mt19937 random(3);
    const fs::path file = filesBelow(study, ending.toStdString()).front();
    overwrite(file, damaged(readFile(file), random));
    const EngineResult repaired = studyCommand("repair", study);
    QVERIFY2(repaired.code == 0, repaired.errors.c_str());
    QVERIFY(!repaired.json().at("done").empty());
    QCOMPARE(studyCommand("check", study).code, 0);
    writeStudyWith(study / "study.toml",
                   R"("baseline", "fine-tuning", { name = "ewc", lambda = [1, 0.5] })", 40);
    const std::string problem = FinishedStudy::finishSweep(study);
    QVERIFY2(problem.empty(), problem.c_str());
    auto results = resultsOf(study);
    for (const auto& [trial, text] : m_finished.results)
        QCOMPARE(results[trial], text);
    QVERIFY(results.size() > m_finished.results.size());
}

void DamagedStudy::noDamageOfTheDatabaseIsACrash()
{
    const fs::path study = m_finished.copy("database");
    std::mt19937 random(11);
    const fs::path file = study / "study.db";
    const std::string sound = readFile(file);
    int found = 0;
    for (int i = 0; i < accidents(25); ++i) {
        overwrite(file, damaged(sound, random));
        for (const char* what : {"check", "info"}) {
            const EngineResult result = studyCommand(what, study);
            QVERIFY2(result.code >= 0, (std::to_string(i) + what).c_str());
            QVERIFY2(result.code == 0 || result.errors.starts_with("palimpsest-engine: "),
                     result.errors.c_str());
            found += result.code != 0;
        }
        fs::remove(study / "study.db-wal");
        fs::remove(study / "study.db-shm");
    }
    QVERIFY(found > 0);
}

void DamagedStudy::rowsComeOutOfADamagedDatabase_data()
{
    QTest::addColumn<QString>("table");
    for (const char* table : {"evaluation", "metric_record", "segment_statistic"})
        QTest::newRow(table) << table;
}

/// A page of a table is zeroed, as a bad disk leaves it: the rows in it are lost and what belongs
/// to them, and no others.
void DamagedStudy::rowsComeOutOfADamagedDatabase()
{
    QFETCH(const QString, table);
    const std::string name = table.toStdString();
    const fs::path study = m_finished.copy("rescued");
    const fs::path file = study / "study.db";
    const auto before = rowsOf(file);
    const std::uint32_t page = leavesOf(file, name).back();
    std::string content = readFile(file);
    const int lost = rowsOfLeaf(content, page);
    QVERIFY(lost > 0);
    zeroPage(content, page);
    overwrite(file, content);
    QCOMPARE(studyCommand("check", study).code, 2);
    const EngineResult repaired = studyCommand("repair", study);
    QVERIFY2(repaired.code == 0, repaired.errors.c_str());
    const EngineResult checked = studyCommand("check", study);
    QVERIFY2(checked.code == 0, (checked.output + checked.errors).c_str());
    for (const auto& [other, rows] : rowsOf(file)) {
        const bool belongs = name == "evaluation" && (other == "score" || other == "translation" ||
                                                      other == "segment_statistic");
        QVERIFY2(belongs ? rows < before.at(other)
                         : rows == before.at(other) - (other == name ? lost : 0),
                 (other + ": " + std::to_string(rows)).c_str());
    }
    QVERIFY(!filesBelow(study / "damaged", "study.db").empty());
}

void DamagedStudy::statesAndLeftoversAreMended()
{
    const fs::path study = m_finished.copy("states");
    {
        StudyStore store(study, OpenMode::ReadWrite);
        const JobRow job = store.jobs().back();
        store.setJobState(job.id, JobState::Running);
    }
    fs::create_directories(study / "models" / "0123456789ab.tmp");
    fs::create_directories(study / "runs" / "0123456789ab-1");
    QCOMPARE(studyCommand("check", study).json().at("findings").size(), std::size_t{3});
    QCOMPARE(studyCommand("repair", study).code, 0);
    QCOMPARE(studyCommand("check", study).code, 0);
    QCOMPARE(StudyStore(study, OpenMode::ReadOnly).jobs().back().state, JobState::Interrupted);
    QCOMPARE(FinishedStudy::finishSweep(study), std::string());
}

QTEST_GUILESS_MAIN(DamagedStudy)
#include "tst_damaged_study.moc"
