// SPDX-License-Identifier: GPL-3.0-or-later
// What 'study repair' does when it is ended at any moment, when workers go on without their
// conductor, and when a stranger made links in the study.
#include <fstream>
#include <map>

#include <QTest>

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/run_folder.h"
#include "engine/store/study_lock.h"
#include "engine/store/study_store.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"
#include "engine/study/write_point.h"
#include "tests/integration/command_folder.h"
#include "tests/support/database_pages.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr int kEvaluations = 200;
constexpr int kMessages = 30;
constexpr int kLocked = 7;

void write(const fs::path& file, const std::string& content)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// What every table of a study holds.
std::map<std::string, std::string> contentOf(const fs::path& study)
{
    SqliteDatabase database(study / "study.db", SqliteDatabase::Access::ReadOnly);
    std::map<std::string, std::string> content;
    for (const std::string& table : tableNames(database))
        content[table] = digestOf(database, table, [](StoredRow&) { return false; }).sha256;
    return content;
}

/// Everything below a folder.
std::set<std::string> treeOf(const fs::path& folder)
{
    std::set<std::string> tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        tree.insert(entry.path().lexically_relative(folder).string());
    return tree;
}

std::vector<std::string> sentencesOf(const EngineResult& checked)
{
    std::vector<std::string> sentences;
    const nlohmann::json json = checked.json();
    for (const auto& finding : json.at("findings"))
        sentences.push_back(finding.at("sentence"));
    return sentences;
}

} // namespace

class StudyRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aRepairThatIsEndedAnywhereIsFinished();
    void aRepairFinishesWhatHasNoDatabase();
    void aStaleRescueIsMadeAnew();
    void aWorkerWithoutConductorIsLeftAlone();
    void aRunThatSlurmMayHaveIsLeftAlone();
    void noConductorWorksDuringARepair();
    void nothingBehindALinkIsMoved();
    void noPlaceBehindALinkIsMovedTo();
    void namesOfOthersAreLeftAlone();
    void whatSteppedAsideComesBackOrIsKept();
    void theBestWeightsOfACheckpointAreChecked();

private:
    fs::path path(const QString& name) const { return m_commands.path(name).toStdString(); }
    fs::path copy(const char* name) const
    {
        const fs::path study = path(name);
        fs::remove_all(study);
        fs::copy(m_study, study, fs::copy_options::recursive);
        return study;
    }
    static EngineResult study(const char* what, const fs::path& study)
    {
        return runEngine(
            {"study", what, "--json", "--study", QString::fromStdString(study.string())});
    }
    /// A run of the first job, under way, with its folder.
    static RunConfig startRun(const fs::path& study)
    {
        StudyStore store(study, OpenMode::ReadWrite);
        const JobRow job = store.jobs().front();
        RunConfig config = job.config;
        createRunFolder(StudyLayout(study), config);
        addSampleRun(store, job.id, config.run);
        store.setJobState(job.id, JobState::Running);
        return config;
    }

    void makeDamage();
    fs::path damagedCopy(const char* name) const;
    static std::string problemAfterCut(const fs::path& cut,
                                       const std::map<std::string, std::string>& expected);

    CommandFolder m_commands;
    fs::path m_study;
    std::string m_database; ///< a damaged study.db
    std::string m_log;      ///< of it
};

void StudyRepairTest::initTestCase()
{
    QCOMPARE(m_commands.problem(), std::string());
    m_study = path("full");
    {
        StudyStore store(m_study, OpenMode::ReadWrite);
        const SweepSpec spec =
            store.sweeps().empty() ? hasler2021Sweep({1}) : store.sweeps()[0].spec;
        if (store.jobs().empty())
            store.addJobs(planSweep(spec, store.facts()), store.addSweep(spec));
        store.transaction([&] {
            const RunRow run = addSampleRun(store, store.jobs().back().id, "0123456789ab-1");
            for (int step = 0; step < kEvaluations; ++step) {
                store.addMetrics(run.id, step, {{"loss", 1.0}});
                store.addEvaluation(sampleEvaluation(run, step, Split::Dev, false, {1, 2, 3}),
                                    sampleDetails());
            }
        });
    }
    const EngineResult checked = study("check", m_study);
    QVERIFY2(checked.code == 0, (checked.output + checked.errors).c_str());
}

/// A page of evaluations is lost, and the newest transactions are in the log.
void StudyRepairTest::makeDamage()
{
    const fs::path damaged = copy("damaged");
    StudyStore store(damaged, OpenMode::ReadWrite);
    m_database = readFile(damaged / "study.db");
    zeroPage(m_database, leavesOf(damaged / "study.db", "evaluation").at(1));
    for (int i = 0; i < kMessages; ++i)
        store.addMessage(Severity::Info, "message " + std::to_string(i));
    m_log = readFile(damaged / "study.db-wal");
}

fs::path StudyRepairTest::damagedCopy(const char* name) const
{
    const fs::path study = copy(name);
    write(study / "study.db", m_database);
    write(study / "study.db-wal", m_log);
    fs::remove(study / "study.db-shm");
    return study;
}

/// What is wrong after a repair that was ended, or after the next one; empty where nothing is.
std::string StudyRepairTest::problemAfterCut(const fs::path& cut,
                                             const std::map<std::string, std::string>& expected)
{
    if (!fs::exists(cut / "study.db"))
        return "there is no study.db";
    if (fs::exists(cut / "study.db.rescued") &&
        (study("check", cut).code != 2 || !saidBy<BadInput>([&] {
                                               const StudyStore store(cut, OpenMode::ReadWrite);
                                           }).contains("study repair")))
        return "nobody says that the repair was ended";
    const EngineResult again = study("repair", cut);
    if (again.code != 0)
        return again.errors;
    if (study("check", cut).code != 0 || contentOf(cut) != expected)
        return "the repair did not finish the one before";
    const auto tree = treeOf(cut);
    const bool kept = std::ranges::any_of(tree, [](const std::string& name) {
        return name.starts_with("damaged/") && name.ends_with("/study.db");
    });
    return kept && !tree.contains("study.db.rescued") ? "" : "the files are not where they belong";
}

void StudyRepairTest::aRepairThatIsEndedAnywhereIsFinished()
{
    makeDamage();
    const fs::path whole = damagedCopy("whole");
    QCOMPARE(study("check", whole).code, 2);
    QCOMPARE(study("repair", whole).code, 0);
    const auto expected = contentOf(whole);
    QVERIFY(expected.at("evaluation") != contentOf(m_study).at("evaluation"));
    QVERIFY(expected.at("metric_record") == contentOf(m_study).at("metric_record"));
    QCOMPARE(StudyStore(whole, OpenMode::ReadOnly).messages().size(), std::size_t{kMessages});
    int point = 1;
    int left = 0; // with the new database not in its place
    for (;; ++point) {
        const fs::path cut = damagedCopy("cut");
        qputenv("PALIMPSEST_DIE_AT", QByteArray::number(point));
        const EngineResult ended = study("repair", cut);
        qunsetenv("PALIMPSEST_DIE_AT");
        if (ended.code != kDiedAtWritePoint) {
            QVERIFY2(ended.code == 0, ended.errors.c_str());
            break;
        }
        left += fs::exists(cut / "study.db.rescued");
        const std::string problem = problemAfterCut(cut, expected);
        QVERIFY2(problem.empty(), (std::to_string(point) + ": " + problem).c_str());
    }
    QVERIFY(point > 8);
    QVERIFY(left > 3);
}

/// As an earlier version left it between its two renames.
void StudyRepairTest::aRepairFinishesWhatHasNoDatabase()
{
    const fs::path left = copy("left");
    const auto expected = contentOf(left);
    fs::rename(left / "study.db", left / "study.db.rescued");
    fs::remove(left / "study.db-wal");
    const EngineResult checked = study("check", left);
    QCOMPARE(checked.code, 2);
    QVERIFY(sentencesOf(checked).front().find("study.db.rescued") != std::string::npos);
    QCOMPARE(study("repair", left).code, 0);
    QCOMPARE(study("check", left).code, 0);
    QVERIFY(contentOf(left) == expected);
}

/// What was rescued does not replace a study.db that has gone on since.
void StudyRepairTest::aStaleRescueIsMadeAnew()
{
    const fs::path stale = copy("stale");
    fs::copy(stale / "study.db", path("earlier"), fs::copy_options::overwrite_existing);
    {
        StudyStore store(stale, OpenMode::ReadWrite);
        store.addMessage(Severity::Info, "later");
    }
    fs::copy(path("earlier"), stale / "study.db.rescued");
    fs::last_write_time(stale / "study.db.rescued",
                        fs::last_write_time(stale / "study.db") - std::chrono::seconds(5));
    QCOMPARE(study("repair", stale).code, 0);
    QCOMPARE(study("check", stale).code, 0);
    const StudyStore store(stale, OpenMode::ReadOnly);
    QCOMPARE(store.messages().size(), std::size_t{1});
}

void StudyRepairTest::aWorkerWithoutConductorIsLeftAlone()
{
    const fs::path worked = copy("worked");
    const RunConfig config = startRun(worked);
    const fs::path made = worked / "models" / "0123456789ab.tmp";
    fs::create_directories(made);
    const fs::path program = path("worker.sh");
    write(program, "#!/bin/sh\nexec sleep 300\n");
    fs::permissions(program, fs::perms::owner_all);
    LocalExecutor executor(worked, program);
    executor.start(config, {});
    const std::string process = std::to_string(executor.processId(config.run));

    const EngineResult checked = study("check", worked);
    QVERIFY2(checked.code == 0, (checked.output + checked.errors).c_str());
    const EngineResult refused = study("repair", worked);
    QCOMPARE(refused.code, kLocked);
    QVERIFY2(refused.errors.find("process " + process) != std::string::npos &&
                 refused.errors.find(config.run) != std::string::npos,
             refused.errors.c_str());
    QVERIFY(fs::exists(made));
    QCOMPARE(StudyStore(worked, OpenMode::ReadOnly).jobs().front().state, JobState::Running);

    executor.kill(config.run);
    QTRY_VERIFY(!executor.status(config.run).running);
    QCOMPARE(sentencesOf(study("check", worked)).size(), std::size_t{2});
    QCOMPARE(study("repair", worked).code, 0);
    QCOMPARE(study("check", worked).code, 0);
    QVERIFY(!fs::exists(made));
    QCOMPARE(StudyStore(worked, OpenMode::ReadOnly).jobs().front().state, JobState::Interrupted);
}

void StudyRepairTest::aRunThatSlurmMayHaveIsLeftAlone()
{
    const fs::path worked = copy("slurm");
    const RunConfig config = startRun(worked);
    const fs::path file = worked / "runs" / config.run / "slurm.json";
    write(file, R"({"name": "palimpsest-1-2-3", "index": 0, "job": "17"})");
    QCOMPARE(study("check", worked).code, 0);
    const EngineResult refused = study("repair", worked);
    QCOMPARE(refused.code, kLocked);
    QVERIFY2(refused.errors.find("Slurm") != std::string::npos &&
                 refused.errors.find(file.string()) != std::string::npos,
             refused.errors.c_str());
    fs::remove(file);
    QCOMPARE(study("repair", worked).code, 0);
    QCOMPARE(StudyStore(worked, OpenMode::ReadOnly).jobs().front().state, JobState::Interrupted);
}

/// Nor does a repair begin while one works, whatever a damaged study.db says of it.
void StudyRepairTest::noConductorWorksDuringARepair()
{
    const fs::path shared = copy("shared");
    const QString folder = QString::fromStdString(shared.string());
    {
        const StudyLock repair(shared, StudyUse::Repairing);
        for (const QStringList& words : {QStringList{"conduct", "--study", folder},
                                         {"conduct", "--detach", "--study", folder},
                                         {"resume", "--study", folder},
                                         {"sweep", "pause", "--study", folder},
                                         {"sweep", "run", "--detach", "--study", folder}}) {
            const EngineResult refused = runEngine(words);
            QVERIFY2(refused.code == kLocked, refused.errors.c_str());
            QVERIFY2(refused.errors.find("is being repaired") != std::string::npos,
                     refused.errors.c_str());
        }
        QCOMPARE(study("repair", shared).code, kLocked); // nor another repair
    }
    {
        const StudyLock conductor(shared, StudyUse::Conducting);
        const StudyLock other(shared, StudyUse::Conducting); // study.db has them take turns
        const EngineResult refused = study("repair", shared);
        QCOMPARE(refused.code, kLocked);
        QVERIFY2(refused.errors.find("a conductor works") != std::string::npos,
                 refused.errors.c_str());
    }
    QCOMPARE(study("repair", shared).code, 0);
}

void StudyRepairTest::nothingBehindALinkIsMoved()
{
    const fs::path linked = copy("linked");
    const fs::path outside = path("outside");
    for (const char* name :
         {".ssh/key", "project/a", "project.old/a", "0123456789ab/a", "0123456789ab.old/a",
          "0123456789ab.tmp/a", "0123456789ab-7/a", ".0123456789ab-1.42/a"})
        write(outside / name, "dear to somebody");
    const auto before = treeOf(outside);
    for (const char* folder : {"models", "fisher", "runs"}) {
        fs::remove_all(linked / folder);
        fs::create_directory_symlink(outside, linked / folder);
    }
    const EngineResult checked = study("check", linked);
    QCOMPARE(checked.code, 2);
    const auto sentences = sentencesOf(checked);
    QCOMPARE(sentences.size(), std::size_t{2 + 2 + 2});
    for (const std::string& sentence : sentences)
        QVERIFY2(sentence.find("0123456789ab") != std::string::npos, sentence.c_str());
    const EngineResult repaired = study("repair", linked);
    QVERIFY2(repaired.code == 0, repaired.errors.c_str());
    const auto done = repaired.json().at("done").get<std::vector<std::string>>();
    QCOMPARE(done.size(), sentences.size());
    for (const std::string& sentence : done)
        QVERIFY2(sentence.starts_with("Not mended") &&
                     sentence.find("symbolic link") != std::string::npos,
                 sentence.c_str());
    QVERIFY(treeOf(outside) == before);
    QVERIFY(!fs::exists(linked / "damaged"));
}

void StudyRepairTest::noPlaceBehindALinkIsMovedTo()
{
    const fs::path linked = copy("aside");
    const fs::path outside = path("empty");
    fs::create_directories(outside);
    fs::create_directories(linked / "models" / "0123456789ab.tmp");
    fs::create_directory_symlink(outside, linked / "damaged");
    const EngineResult refused = study("repair", linked);
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.errors.find("damaged is a symbolic link") != std::string::npos,
             refused.errors.c_str());
    QVERIFY(fs::is_empty(outside));
    QVERIFY(fs::exists(linked / "models" / "0123456789ab.tmp"));
}

void StudyRepairTest::namesOfOthersAreLeftAlone()
{
    const fs::path study = copy("others");
    for (const char* name : {"models/mine.tmp", "models/.hidden", "models/0123456789AB.tmp",
                             "runs/notes", "runs/0123456789ab-1.bak", "fisher/x.old"})
        fs::create_directories(study / name);
    const EngineResult checked = StudyRepairTest::study("check", study);
    QVERIFY2(checked.code == 0, checked.output.c_str());
}

void StudyRepairTest::whatSteppedAsideComesBackOrIsKept()
{
    const fs::path study = copy("old");
    write(study / "models" / "0123456789ab.old" / "a", "whole");
    write(study / "models" / "0123456789ab.tmp" / "a", "half");
    write(study / "models" / "ba9876543210.old" / "a", "older");
    write(study / "models" / "ba9876543210" / "a", "newer");
    QCOMPARE(StudyRepairTest::study("repair", study).code, 0);
    QCOMPARE(readFile(study / "models" / "0123456789ab" / "a"), std::string("whole"));
    QCOMPARE(readFile(study / "models" / "ba9876543210" / "a"), std::string("newer"));
    std::set<std::string> kept;
    for (const auto& entry : fs::recursive_directory_iterator(study / "damaged")) {
        if (entry.is_regular_file())
            kept.insert(readFile(entry.path()));
    }
    QCOMPARE(kept, (std::set<std::string>{"half", "older"}));
    QCOMPARE(StudyRepairTest::study("check", study).code, 0);
}

void StudyRepairTest::theBestWeightsOfACheckpointAreChecked()
{
    const fs::path study = copy("best");
    const RunConfig config = startRun(study);
    StudyStore(study, OpenMode::ReadWrite).setJobState(1, JobState::Paused);
    const fs::path run = study / "runs" / config.run;
    for (const char* name : {"weights", "optimiser"})
        write(run / "checkpoint" / (std::string(name) + ".safetensors"), name);
    write(run / "best" / "20.safetensors", "best");
    writeSealedJson(run / "checkpoint" / "state.json",
                    {{"hashes",
                      {{"weights.safetensors", sha256("weights")},
                       {"optimiser.safetensors", sha256("optimiser")}}},
                     {"best", {{{"update", 20}, {"score", 1.5}, {"hash", sha256("best")}}}}});
    const EngineResult sound = StudyRepairTest::study("check", study);
    QVERIFY2(sound.code == 0, (sound.output + sound.errors).c_str());
    for (const std::string left : {"bets", ""}) {
        write(run / "best" / "20.safetensors", left);
        const auto sentences = sentencesOf(StudyRepairTest::study("check", study));
        QCOMPARE(sentences.size(), std::size_t{1});
        QVERIFY2(sentences.front().find("best/20.safetensors") != std::string::npos,
                 sentences.front().c_str());
    }
    QCOMPARE(StudyRepairTest::study("repair", study).code, 0);
    QVERIFY(!fs::exists(run / "checkpoint"));
    QCOMPARE(StudyRepairTest::study("check", study).code, 0);
}

QTEST_GUILESS_MAIN(StudyRepairTest)
#include "tst_study_repair.moc"
