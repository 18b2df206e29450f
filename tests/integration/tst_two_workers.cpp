// SPDX-License-Identifier: GPL-3.0-or-later
// Two real workers that are started on the same run, which no executor here would do: the second
// by Slurm, or by hand.
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/orchestration/slurm_note.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/study_layout.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr int kPatience = 120000;  ///< milliseconds
constexpr int kBaseUpdates = 1200; ///< long enough for a second worker to come

std::map<std::string, std::string> contentOf(const fs::path& folder)
{
    std::map<std::string, std::string> content;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            content[entry.path().string()] = readFile(entry.path());
    }
    return content;
}

} // namespace

class TestTwoWorkers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aWorkerOpensNoDatabase();
    void theSecondLeavesTheFirstAlone();
    void aLateArrayTouchesNothing();

private:
    QStringList trialOf(const RunConfig& config) const
    {
        return {"trial", "--study", QString::fromStdString(m_study.string()), "--run",
                QString::fromStdString(config.run)};
    }
    QStringList trial() const { return trialOf(m_config); }
    fs::path runFolder() const { return StudyLayout(m_study).run(m_config.run); }
    fs::path weights() const { return m_study / m_config.baseFolder / "weights.safetensors"; }

    QTemporaryDir m_folder;
    fs::path m_study;
    RunConfig m_config; ///< of the base model
    RunConfig m_trial;
};

void TestTwoWorkers::initTestCase()
{
    m_study = fs::path(m_folder.path().toStdString()) / "study";
    fs::create_directories(m_study);
    writeStudyWith(m_study / "study.toml", R"("baseline")", kBaseUpdates);
    const EngineResult result = runEngine(sweepRun(m_study));
    QVERIFY2(result.code == 0, result.errors.c_str());
    const StudyStore store(m_study, OpenMode::ReadOnly);
    for (const JobRow& job : store.jobs()) {
        if (job.kind == RunKind::Base || job.kind == RunKind::Trial)
            (job.kind == RunKind::Base ? m_config : m_trial) =
                readRunConfig(StudyLayout(m_study).run(store.latestRun(job.id)->name));
    }
    QVERIFY(fs::exists(weights()));
    // On another node nothing but files may be needed: nobody can open this as a database.
    for (const char* file : {"study.db", "study.db-wal", "study.db-shm"})
        fs::remove(m_study / file);
    fs::create_directory(m_study / "study.db");
}

/// A trial of a Slurm array: SQLite's log would not work across machines.
void TestTwoWorkers::aWorkerOpensNoDatabase()
{
    const fs::path folder = StudyLayout(m_study).run(m_trial.run);
    const auto events = [&] {
        std::vector<nlohmann::json> scored;
        EventReader reader(folder, 0);
        for (nlohmann::json& event : reader.readNew()) {
            if (event["type"] == event::kEvaluation)
                scored.push_back(event["domains"]);
        }
        return scored;
    };
    const auto undisturbed = events();
    QVERIFY(!undisturbed.empty());
    fs::remove(folder / "events.jsonl");
    const EngineResult result = runEngine(trialOf(m_trial));
    QVERIFY2(result.code == 0, result.errors.c_str());
    QVERIFY(events() == undisturbed);
    QVERIFY(fs::is_empty(m_study / "study.db"));
}

void TestTwoWorkers::theSecondLeavesTheFirstAlone()
{
    const std::string undisturbed = readFile(weights());
    fs::remove_all(weights().parent_path());
    fs::remove_all(runFolder() / "checkpoint");
    fs::remove(runFolder() / "events.jsonl");

    const auto first = startEngine(trial());
    QVERIFY(first);
    QTRY_VERIFY_WITH_TIMEOUT(endOfEvents(runFolder()) > 0, kPatience);
    const EngineResult second = runEngine(trial());
    QVERIFY2(first->state() == QProcess::Running, "the first was too quick to be disturbed");
    QCOMPARE(second.code, 7);
    QVERIFY2(second.errors.find("another worker is at work in this run") != std::string::npos,
             second.errors.c_str());

    const EngineResult result = finish(*first);
    QVERIFY2(result.code == 0, result.errors.c_str());
    QVERIFY(readFile(weights()) == undisturbed);
    int greetings = 0;
    std::string last;
    EventReader reader(runFolder(), 0);
    for (const nlohmann::json& event : reader.readNew()) {
        last = event["type"].get<std::string>();
        greetings += last == event::kHello;
    }
    QCOMPARE(greetings, 1);
    QCOMPARE(last, std::string(event::kDone));
}

void TestTwoWorkers::aLateArrayTouchesNothing()
{
    writeSlurmNote(runFolder(), {"palimpsest-2", 0, ""});
    const auto before = contentOf(m_study);
    qputenv("SLURM_JOB_NAME", "palimpsest-1");
    qputenv("SLURM_ARRAY_JOB_ID", "11");
    qputenv("SLURM_ARRAY_TASK_ID", "0");
    const EngineResult late = runEngine(trial());
    QCOMPARE(late.code, 7);
    QVERIFY2(late.errors.find("handed to another job") != std::string::npos, late.errors.c_str());
    QVERIFY(contentOf(m_study) == before);
    qputenv("SLURM_JOB_NAME", "palimpsest-2");
    QCOMPARE(runEngine(trial()).code, 0);
    QVERIFY(contentOf(m_study) != before); // that one worked
}

QTEST_GUILESS_MAIN(TestTwoWorkers)
#include "tst_two_workers.moc"
