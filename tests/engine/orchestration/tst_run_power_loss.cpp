// SPDX-License-Identifier: GPL-3.0-or-later
// What a power cut may leave of a run's files: events.jsonl, config.json and other sealed JSON,
// slurm.json, the folder itself.
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/run_folder.h"
#include "engine/orchestration/slurm_executor.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"
#include "tests/support/said_by.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

void overwrite(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// What a file of this content may be after a power cut: cut anywhere, or with zeros where data
/// never reached the disk.
std::vector<std::string> remainsOf(const std::string& whole)
{
    std::vector<std::string> remains;
    for (std::size_t length = 0; length < whole.size(); ++length)
        remains.push_back(whole.substr(0, length));
    for (const std::size_t length : {std::size_t{0}, whole.size() / 3, whole.size() - 3})
        remains.push_back(whole.substr(0, length) + std::string(whole.size() - length, '\0'));
    return remains;
}

} // namespace

class RunPowerLossTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void eventsGoOnBehindTheLastWholeLine();
    void aHoleInTheEventsIsNamed();
    void eventsBehindTheDatabaseAreTakenOnce();
    void aCheckpointThatStandsAsideIsGoneOnFrom_data();
    void aCheckpointThatStandsAsideIsGoneOnFrom();
    void cutConfigurationsAreNamed();
    void aRunWithoutItsConfigurationStartsAnew_data();
    void aRunWithoutItsConfigurationStartsAnew();
    void halfMadeRunFoldersAreNobodys();
    void aCutNoteOfSlurmIsNoCrash();

private:
    fs::path path() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void RunPowerLossTest::eventsGoOnBehindTheLastWholeLine()
{
    {
        EventWriter writer(path());
        for (int i = 0; i < 6; ++i)
            writer.write(event::kMetrics, {{"step", i}, {"values", {{"loss", 4.5}}}});
    }
    const fs::path file = path() / "events.jsonl";
    const std::string whole = readFile(file);
    for (const std::string& left : remainsOf(whole)) {
        overwrite(file, left);
        const auto lines = static_cast<std::size_t>(std::ranges::count(left, '\n'));
        QCOMPARE(EventReader(path()).readNew().size(), lines);
        EventWriter(path()).write(event::kDone, {{"step", 9}});
        const auto events = EventReader(path()).readNew();
        QCOMPARE(events.size(), lines + 1);
        for (std::size_t i = 0; i <= lines; ++i)
            QCOMPARE(events[i].at("seq").get<std::size_t>(), i);
    }
}

/// Later sectors on the disk, an earlier one not.
void RunPowerLossTest::aHoleInTheEventsIsNamed()
{
    {
        EventWriter writer(path());
        for (int i = 0; i < 60; ++i)
            writer.write(event::kMetrics, {{"step", i}, {"values", {{"loss", 4.5}}}});
    }
    const fs::path file = path() / "events.jsonl";
    const std::string whole = readFile(file);
    for (std::size_t at = 0; at + 1024 < whole.size(); at += 512) {
        std::string hole = whole;
        std::fill_n(hole.begin() + static_cast<std::ptrdiff_t>(at), 512, '\0');
        overwrite(file, hole);
        const QString said = saidBy([&] { EventReader(path()).readNew(); });
        QVERIFY2(said.contains("events.jsonl, line") && said.contains("retry"), qPrintable(said));
    }
}

/// The database knows more than the file, whose tail is lost: nothing comes twice, and what the
/// resumed worker adds is read.
void RunPowerLossTest::eventsBehindTheDatabaseAreTakenOnce()
{
    ScriptedStudy study;
    study.leaveFineTuningRunning();
    const RowId sweep = study.addSweep(study.smallSweep());
    std::string run;
    {
        Conductor crashed(study.store(), study, {});
        QVERIFY(study.worksUntilFineTuning(crashed, sweep));
        run = study.started.back();
    }
    const fs::path folder = StudyLayout(study.folder()).run(run);
    const std::string whole = readFile(folder / "events.jsonl");
    overwrite(folder / "events.jsonl", whole.substr(0, whole.find('\n') + 1)); // its hello
    fs::create_directories(folder / "checkpoint" / "something");
    study.alive.clear();
    study.endings.clear();
    study.script = [&](const RunConfig& config, EventWriter& events) {
        study.workThrough(config, events);
    };
    study.conduct("study.resume", {});
    const JobRow job = study.jobOf("Fine-tuning");
    QCOMPARE(job.state, JobState::Done);
    const auto last = study.store().latestRun(job.id);
    QCOMPARE(last->name, run);                                                // it went on
    QCOMPARE(study.store().metrics(last->id, "loss").size(), std::size_t{2}); // updates 1 and 5
    QCOMPARE(study.store().eventOffset(last->id),
             static_cast<std::int64_t>(fs::file_size(folder / "events.jsonl")));
}

void RunPowerLossTest::aCheckpointThatStandsAsideIsGoneOnFrom_data()
{
    QTest::addColumn<bool>("replaced"); ///< the new checkpoint has its name already
    QTest::newRow("between the two renames") << false;
    QTest::newRow("before the old one is removed") << true;
}

/// Its worker was killed while it put a new checkpoint in the place of the old one.
void RunPowerLossTest::aCheckpointThatStandsAsideIsGoneOnFrom()
{
    QFETCH(const bool, replaced);
    ScriptedStudy study;
    study.leaveFineTuningRunning();
    const RowId sweep = study.addSweep(study.smallSweep());
    {
        Conductor crashed(study.store(), study, {});
        QVERIFY(study.worksUntilFineTuning(crashed, sweep));
    }
    const std::string run = study.started.back();
    const fs::path folder = StudyLayout(study.folder()).run(run);
    fs::create_directories(folder / "checkpoint.old" / "of update 5");
    fs::create_directories(folder / (replaced ? "checkpoint" : "checkpoint.tmp") / "of update 10");
    study.alive.clear();
    study.endings.clear();
    study.script = [&](const RunConfig& config, EventWriter& events) {
        study.workThrough(config, events);
    };
    study.conduct("study.resume", {});
    const JobRow job = study.jobOf("Fine-tuning");
    QCOMPARE(job.state, JobState::Done);
    QCOMPARE(study.store().latestRun(job.id)->name, run);
    QVERIFY(fs::exists(folder / "checkpoint" / (replaced ? "of update 10" : "of update 5")));
    QVERIFY(!fs::exists(folder / "checkpoint.old"));
}

void RunPowerLossTest::cutConfigurationsAreNamed()
{
    const StudyLayout layout(path());
    RunConfig config;
    config.identity = "0123456789abcdef0123";
    const fs::path folder = layout.run(createRunFolder(layout, config));
    const std::string whole = readFile(folder / "config.json");
    for (const std::string& left : remainsOf(whole)) {
        overwrite(folder / "config.json", left);
        if (left == whole.substr(0, whole.size() - 1)) { // all but the last line feed
            QCOMPARE(readRunConfig(folder).identity, config.identity);
            continue;
        }
        const QString said = saidBy([&] { readRunConfig(folder); });
        QVERIFY2(said.contains("config.json is damaged") && said.contains("retry"),
                 qPrintable(said));
    }
}

void RunPowerLossTest::aRunWithoutItsConfigurationStartsAnew_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("zeros") << QByteArray(900, '\0');
    QTest::newRow("missing") << QByteArray("missing");
}

/// One damaged run does not keep the others from going on.
void RunPowerLossTest::aRunWithoutItsConfigurationStartsAnew()
{
    QFETCH(const QByteArray, left);
    ScriptedStudy study;
    study.leaveFineTuningRunning();
    const RowId sweep = study.addSweep(study.smallSweep());
    {
        Conductor crashed(study.store(), study, {});
        QVERIFY(study.worksUntilFineTuning(crashed, sweep));
    }
    const std::string run = study.started.back();
    const fs::path folder = StudyLayout(study.folder()).run(run);
    fs::create_directories(folder / "checkpoint" / "something");
    if (left == "missing")
        fs::remove(folder / "config.json");
    else
        overwrite(folder / "config.json", left.toStdString());
    study.alive.clear();
    study.endings.clear();
    study.script = [&](const RunConfig& config, EventWriter& events) {
        study.workThrough(config, events);
    };
    study.conduct("study.resume", {});
    QCOMPARE(study.stateOf(sweep), SweepState::Done);
    const JobRow job = study.jobOf("Fine-tuning");
    QVERIFY(study.store().latestRun(job.id)->name != run);
    const auto messages = study.store().messages();
    QVERIFY(std::ranges::any_of(messages, [&](const MessageRow& message) {
        return message.job == job.id && message.text.find("starts anew") != std::string::npos &&
               message.text.find("config.json") != std::string::npos;
    }));
}

void RunPowerLossTest::halfMadeRunFoldersAreNobodys()
{
    const StudyLayout layout(path());
    RunConfig config;
    config.identity = "0123456789abcdef0123";
    // Before the rename; and its name without any content.
    fs::create_directories(path() / "runs" / ".0123456789ab-1.4711");
    fs::create_directories(path() / "runs" / "0123456789ab-1");
    QCOMPARE(createRunFolder(layout, config), std::string("0123456789ab-2"));
    QCOMPARE(readRunConfig(layout.run("0123456789ab-2")).identity, config.identity);
    // The database knows of a third whose folder is lost.
    QCOMPARE(createRunFolder(layout, config, "0123456789ab-3"), std::string("0123456789ab-4"));
    const QString said = saidBy([&] { readRunConfig(layout.run("0123456789ab-1")); });
    QVERIFY2(said.contains("there is no such run"), qPrintable(said));
    QVERIFY(!hasCheckpoint(layout.run("0123456789ab-1")));
}

/// Whatever is left of it, the worker counts as lost, or is looked for by the name that stands
/// there.
void RunPowerLossTest::aCutNoteOfSlurmIsNoCrash()
{
    const fs::path folder = StudyLayout(path()).run("r-1");
    fs::create_directories(folder);
    const std::string whole = R"({"index": 3, "job": "12", "name": "palimpsest-1-2-3"})";
    auto remains = remainsOf(whole);
    remains.insert(remains.end(), {R"({"index": "3", "job": "12", "name": "n"})",
                                   R"({"index": 3, "job": 12, "name": "n"})",
                                   R"({"index": -3, "job": "12", "name": "n"})", "[]", "null"});
    for (const std::string& left : remains) {
        overwrite(folder / "slurm.json", left);
        SlurmExecutor executor(path(), {}, "/bin/true");
        const WorkerStatus status = executor.status("r-1");
        QVERIFY2(!status.running && status.sentence.empty(), left.c_str());
        executor.requestStop("r-1");
        executor.kill("r-1");
    }
}

QTEST_GUILESS_MAIN(RunPowerLossTest)
#include "tst_run_power_loss.moc"
