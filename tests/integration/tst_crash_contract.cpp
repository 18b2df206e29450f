// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/store/study_store.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "engine/study/study_layout.h"
#include "engine/study/write_point.h"
#include "tests/integration/engine_process.h"
#include "tests/integration/study_results.h"
#include "tests/support/database_pages.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

/// How often each kind of accident happens: few in the suite; PALIMPSEST_CRASHES=200 by hand.
int accidents(int usual)
{
    const int asked = qEnvironmentVariableIntValue("PALIMPSEST_CRASHES");
    return asked > 0 ? asked : usual;
}

/// The first words of each life of a run.
std::vector<nlohmann::json> hellosOf(const fs::path& run)
{
    std::vector<nlohmann::json> hellos;
    for (nlohmann::json& event : EventReader(run).readNew()) {
        if (event.at("type") == event::kHello)
            hellos.push_back(std::move(event));
    }
    return hellos;
}

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

/// The runs that have a checkpoint, as a crash leaves them, with the lives that they had so far.
std::map<std::string, std::size_t> runsWithCheckpoint(const fs::path& study)
{
    std::map<std::string, std::size_t> lives;
    std::error_code error;
    for (const auto& run : fs::directory_iterator(study / "runs", error)) {
        const std::string name = run.path().filename().string();
        if (!name.starts_with('.') &&
            (hasCheckpoint(run.path()) || fs::exists(run.path() / "checkpoint.old" / "state.json")))
            lives[name] = hellosOf(run.path()).size();
    }
    return lives;
}

/// What is wrong where the runs that had a checkpoint did not all go on from it; empty where
/// nothing is.
std::string startedAnew(const fs::path& study, const std::map<std::string, std::size_t>& before)
{
    const StudyStore store(study, OpenMode::ReadOnly);
    std::set<std::string> latest;
    for (const JobRow& job : store.jobs()) {
        if (const auto run = store.latestRun(job.id))
            latest.insert(run->name);
    }
    for (const auto& [run, lives] : before) {
        if (!latest.contains(run))
            return run + " was left for another run";
        const auto hellos = hellosOf(study / "runs" / run);
        for (std::size_t life = lives; life < hellos.size(); ++life) {
            if (hellos[life].at("resumedFrom").is_null())
                return run + " started from zero";
        }
    }
    return {};
}

} // namespace

/// "What you can rely on" in README.md, by accidents that happen to real processes and files.
class CrashContract : public QObject
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
    void aRepairLeavesWorkersAlone();
    void anEndAtAnyWritePointLosesNothing();
    void killedAtAnyInstantLosesNothing();
    void killedWhileACheckpointIsReplacedItGoesOn();

private:
    fs::path copy(const std::string& name) const
    {
        const fs::path study = fs::path(m_folder.path().toStdString()) / name;
        fs::remove_all(study);
        fs::copy(m_study, study, fs::copy_options::recursive);
        return study;
    }
    static EngineResult study(const char* what, const fs::path& study)
    {
        return runEngine(
            {"study", what, "--json", "--study", QString::fromStdString(study.string())});
    }
    /// Goes on until all is done; a failure is the sentence.
    std::string finishSweep(const fs::path& study) const
    {
        const EngineResult result = runEngine(sweepRun(study));
        return result.code == 0 ? "" : std::to_string(result.code) + ": " + result.errors;
    }

    QTemporaryDir m_folder;
    fs::path m_study;
    std::map<std::string, std::string> m_results;
};

void CrashContract::initTestCase()
{
    m_study = fs::path(m_folder.path().toStdString()) / "sound";
    fs::create_directories(m_study);
    writeStudyWith(m_study / "study.toml",
                   R"("baseline", "fine-tuning", { name = "ewc", lambda = 1 })", 40);
    QCOMPARE(finishSweep(m_study), std::string());
    m_results = resultsOf(m_study);
    QVERIFY(m_results.size() >= 3);
}

void CrashContract::aSoundStudyHasNoFindings()
{
    const EngineResult result = study("check", m_study);
    QVERIFY2(result.code == 0, (result.output + result.errors).c_str());
    QVERIFY(result.json().at("findings").empty());
}

void CrashContract::damageIsNamed_data()
{
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"train.de", "tokenizer.model", "tokenizer.json", ".ids",
                               "model.json", "models/*/weights.safetensors", "fisher.json",
                               "fisher.safetensors", "config.json", "events.jsonl"})
        QTest::newRow(ending) << ending;
}

/// Every bit that is flipped and every tail that is cut off is found, and named.
void CrashContract::damageIsNamed()
{
    QFETCH(const QString, ending);
    const fs::path study = copy("damaged");
    std::mt19937 random(7);
    const bool ofModel = ending.startsWith("models/");
    const std::string name = ofModel ? "weights.safetensors" : ending.toStdString();
    const auto files = filesBelow(ofModel ? study / "models" : study, name);
    QVERIFY(!files.empty());
    for (int i = 0; i < accidents(8); ++i) {
        const fs::path& file = files[random() % files.size()];
        const std::string sound = readFile(file);
        const std::string bad = damaged(sound, random);
        if (bad == sound)
            continue;
        overwrite(file, bad);
        const EngineResult result = CrashContract::study("check", study);
        QVERIFY2(result.code == 2, (file.string() + " " + std::to_string(i)).c_str());
        const std::string sentence = result.json().at("findings")[0].at("sentence");
        QVERIFY2(sentence.find(file.parent_path().string()) != std::string::npos, sentence.c_str());
        overwrite(file, sound);
    }
}

void CrashContract::whatIsDamagedIsMadeAgain_data()
{
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"fisher.safetensors", ".ids", "tokenizer.json"})
        QTest::newRow(ending) << ending;
}

/// Repaired, and run again with one strategy more, which needs what was damaged.
void CrashContract::whatIsDamagedIsMadeAgain()
{
    QFETCH(const QString, ending);
    const fs::path study = copy("again");
    std::mt19937 random(3);
    const fs::path file = filesBelow(study, ending.toStdString()).front();
    overwrite(file, damaged(readFile(file), random));
    const EngineResult repaired = CrashContract::study("repair", study);
    QVERIFY2(repaired.code == 0, repaired.errors.c_str());
    QVERIFY(!repaired.json().at("done").empty());
    QCOMPARE(CrashContract::study("check", study).code, 0);
    writeStudyWith(study / "study.toml",
                   R"("baseline", "fine-tuning", { name = "ewc", lambda = [1, 0.5] })", 40);
    const std::string problem = finishSweep(study);
    QVERIFY2(problem.empty(), problem.c_str());
    auto results = resultsOf(study);
    for (const auto& [trial, text] : m_results)
        QCOMPARE(results[trial], text);
    QVERIFY(results.size() > m_results.size());
}

void CrashContract::noDamageOfTheDatabaseIsACrash()
{
    const fs::path study = copy("database");
    std::mt19937 random(11);
    const fs::path file = study / "study.db";
    const std::string sound = readFile(file);
    int found = 0;
    for (int i = 0; i < accidents(25); ++i) {
        overwrite(file, damaged(sound, random));
        for (const char* what : {"check", "info"}) {
            const EngineResult result = CrashContract::study(what, study);
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

void CrashContract::rowsComeOutOfADamagedDatabase_data()
{
    QTest::addColumn<QString>("table");
    for (const char* table : {"evaluation", "metric_record", "segment_statistic"})
        QTest::newRow(table) << table;
}

/// A page of a table is zeroed, as a bad disk leaves it: the rows in it are lost and what belongs
/// to them, and no others.
void CrashContract::rowsComeOutOfADamagedDatabase()
{
    QFETCH(const QString, table);
    const std::string name = table.toStdString();
    const fs::path study = copy("rescued");
    const fs::path file = study / "study.db";
    const auto before = rowsOf(file);
    const std::uint32_t page = leavesOf(file, name).back();
    std::string content = readFile(file);
    const int lost = rowsOfLeaf(content, page);
    QVERIFY(lost > 0);
    zeroPage(content, page);
    overwrite(file, content);
    QCOMPARE(CrashContract::study("check", study).code, 2);
    const EngineResult repaired = CrashContract::study("repair", study);
    QVERIFY2(repaired.code == 0, repaired.errors.c_str());
    const EngineResult checked = CrashContract::study("check", study);
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

void CrashContract::statesAndLeftoversAreMended()
{
    const fs::path study = copy("states");
    {
        StudyStore store(study, OpenMode::ReadWrite);
        const JobRow job = store.jobs().back();
        store.setJobState(job.id, JobState::Running);
    }
    fs::create_directories(study / "models" / "0123456789ab.tmp");
    fs::create_directories(study / "runs" / "0123456789ab-1");
    QCOMPARE(CrashContract::study("check", study).json().at("findings").size(), std::size_t{3});
    QCOMPARE(CrashContract::study("repair", study).code, 0);
    QCOMPARE(CrashContract::study("check", study).code, 0);
    QCOMPARE(StudyStore(study, OpenMode::ReadOnly).jobs().back().state, JobState::Interrupted);
    QCOMPARE(finishSweep(study), std::string());
}

/// A worker goes on when its conductor is killed; it is held in the middle of its work here.
void CrashContract::aRepairLeavesWorkersAlone()
{
    const fs::path study = fs::path(m_folder.path().toStdString()) / "outlived";
    fs::create_directories(study);
    fs::copy(m_study / "study.toml", study / "study.toml");
    const auto conductor = startEngine(sweepRun(study));
    pid_t held = 0;
    const auto hold = [&] {
        std::error_code none;
        for (const auto& run : fs::directory_iterator(study / "runs", none)) {
            const auto worker = static_cast<pid_t>(LocalExecutor::workerIn(run.path()));
            if (worker > 0 && ::kill(worker, SIGSTOP) == 0 &&
                LocalExecutor::workerIn(run.path()) == worker)
                held = worker;
        }
        return held != 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hold(), 60000);
    conductor->kill();
    conductor->waitForFinished();
    const EngineResult refused = CrashContract::study("repair", study);
    const auto jobs = StudyStore(study, OpenMode::ReadOnly).jobs();
    ::kill(held, SIGCONT);
    QCOMPARE(refused.code, static_cast<int>(ExitCode::Locked));
    QVERIFY2(refused.errors.find(std::to_string(held)) != std::string::npos,
             refused.errors.c_str());
    QVERIFY(std::ranges::any_of(jobs,
                                [](const JobRow& job) { return job.state == JobState::Running; }));
    QVERIFY(!fs::exists(study / "damaged"));
    const std::string problem = finishSweep(study);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(resultsOf(study) == m_results);
}

/// Every process ends at its n-th write point, conductor and workers alike; then the sweep is run
/// on, and gives what it would have given.
void CrashContract::anEndAtAnyWritePointLosesNothing()
{
    const int most = accidents(6);
    int point = 1;
    for (int i = 0; i < most; ++i) {
        const fs::path study = fs::path(m_folder.path().toStdString()) / "points";
        fs::remove_all(study);
        fs::create_directories(study);
        fs::copy(m_study / "study.toml", study / "study.toml");
        qputenv("PALIMPSEST_DIE_AT", QByteArray::number(point));
        const EngineResult ended = runEngine(sweepRun(study));
        qunsetenv("PALIMPSEST_DIE_AT");
        QVERIFY2(ended.code != 0, std::to_string(point).c_str());
        const auto checkpoints = runsWithCheckpoint(study);
        std::string problem = finishSweep(study);
        QVERIFY2(problem.empty(), (std::to_string(point) + " " + problem).c_str());
        problem = startedAnew(study, checkpoints);
        QVERIFY2(problem.empty(), (std::to_string(point) + " " + problem).c_str());
        QVERIFY2(resultsOf(study) == m_results, std::to_string(point).c_str());
        const nlohmann::json checked = CrashContract::study("check", study).json();
        for (const auto& finding : checked.at("findings"))
            QVERIFY2(finding.at("kind") == "leftover" || finding.at("kind") == "orphan",
                     finding.dump().c_str());
        point = most > 20 ? point + 1 : point * 3 - 1; // 1, 2, 5, 14, 41, 122
    }
}

/// SIGKILL for the conductor and all of its workers, at random instants.
void CrashContract::killedAtAnyInstantLosesNothing()
{
    std::mt19937 random(13);
    for (int i = 0; i < accidents(4); ++i) {
        const fs::path study = fs::path(m_folder.path().toStdString()) / "killed";
        fs::remove_all(study);
        fs::create_directories(study);
        fs::copy(m_study / "study.toml", study / "study.toml");
        const auto conductor = startEngine(sweepRun(study));
        QTest::qWait(static_cast<int>(random() % 4000));
        conductor->kill();
        conductor->waitForFinished();
        if (fs::exists(study / "runs") && random() % 2 == 0) {
            for (const auto& run : fs::directory_iterator(study / "runs")) {
                if (const auto worker = workerOf(run.path()); worker > 0)
                    ::kill(static_cast<pid_t>(worker), SIGKILL);
            }
        }
        const auto checkpoints = runsWithCheckpoint(study);
        std::string problem = finishSweep(study);
        QVERIFY2(problem.empty(), problem.c_str());
        problem = startedAnew(study, checkpoints);
        QVERIFY2(problem.empty(), problem.c_str());
        QVERIFY2(resultsOf(study) == m_results, std::to_string(i).c_str());
        const StudyStore store(study, OpenMode::ReadOnly);
        for (const JobRow& job : store.jobs())
            QVERIFY2(job.state == JobState::Done, job.label.c_str());
    }
}

/// SIGKILL for the conductor and its worker between the two renames that put a new checkpoint in
/// the place of the old one: the worker goes on from the old one.
void CrashContract::killedWhileACheckpointIsReplacedItGoesOn()
{
    const fs::path study = fs::path(m_folder.path().toStdString()) / "replaced";
    fs::create_directories(study);
    fs::copy(m_study / "study.toml", study / "study.toml");
    const auto conductor = startEngine(sweepRun(study));
    QTRY_VERIFY_WITH_TIMEOUT(!runsWithCheckpoint(study).empty(), 60000);
    conductor->kill();
    conductor->waitForFinished();
    const auto run = runsWithCheckpoint(study).begin()->first;
    const auto worker = workerOf(study / "runs" / run);
    QVERIFY(worker > 0);
    ::kill(static_cast<pid_t>(worker), SIGKILL);
    QTRY_VERIFY(LocalExecutor(study).processId(run) == 0);
    const fs::path checkpoint = study / "runs" / run / "checkpoint";
    recoverFolder(checkpoint); // it may have been killed just there
    fs::rename(checkpoint, checkpoint.string() + ".old");

    const auto checkpoints = runsWithCheckpoint(study);
    QVERIFY(checkpoints.contains(run));
    QCOMPARE(finishSweep(study), std::string());
    QCOMPARE(startedAnew(study, checkpoints), std::string());
    QVERIFY(hellosOf(study / "runs" / run).size() > checkpoints.at(run)); // it had not been done
    QVERIFY(resultsOf(study) == m_results);
}

QTEST_GUILESS_MAIN(CrashContract)
#include "tst_crash_contract.moc"
