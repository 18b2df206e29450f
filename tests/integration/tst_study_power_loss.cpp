// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>

#include <QTemporaryDir>
#include <QTest>

#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "tests/integration/engine_process.h"
#include "tests/integration/study_results.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

/// The files of a study whose path below it contains this.
std::vector<fs::path> filesWith(const fs::path& study, const std::string& part)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(study)) {
        if (entry.is_regular_file() &&
            entry.path().lexically_relative(study).string().find(part) != std::string::npos)
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// What a power cut may leave of a file: nothing, its beginning, its length without its content.
std::vector<std::string> remainsOf(const std::string& whole)
{
    const std::size_t size = whole.size();
    return {"", whole.substr(0, size / 2), whole.substr(0, size - std::min<std::size_t>(size, 2)),
            std::string(size, '\0'),
            whole.substr(0, size / 2) + std::string(size - size / 2, '\0')};
}

void overwrite(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// The folders and files of one study, the database of another.
void mix(const fs::path& files, const fs::path& database, const fs::path& study)
{
    fs::remove_all(study);
    fs::copy(files, study, fs::copy_options::recursive);
    for (const char* ending : {"", "-wal", "-shm"}) {
        const std::string name = std::string("study.db") + ending;
        fs::remove(study / name);
        if (fs::exists(database / name))
            fs::copy(database / name, study / name);
    }
}

} // namespace

/// Power that fails while a whole study is at work: files that have lost their ends or their
/// content, a database that is older or newer than the files beside it.
class StudyPowerLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyCutFileIsNamed_data();
    void everyCutFileIsNamed();
    void whatIsLostIsMadeAgain_data();
    void whatIsLostIsMadeAgain();
    void databaseAndFilesOfDifferentTimes_data();
    void databaseAndFilesOfDifferentTimes();

private:
    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }
    fs::path copy(const fs::path& study) const
    {
        const fs::path copied = path("copy");
        fs::remove_all(copied);
        fs::copy(study, copied, fs::copy_options::recursive);
        return copied;
    }
    static EngineResult study(const char* what, const fs::path& study)
    {
        return runEngine(
            {"study", what, "--json", "--study", QString::fromStdString(study.string())});
    }
    /// Goes on until all is done; failed trials are tried again, as a person would.
    std::string finishSweep(const fs::path& study) const
    {
        const EngineResult result = runEngine(sweepRun(study) + QStringList{"--retry-failed"});
        return result.code == 0 ? "" : std::to_string(result.code) + ": " + result.errors;
    }

    QTemporaryDir m_folder;
    fs::path m_whole; ///< a study that was finished
    fs::path m_half;  ///< the same, whose processes all ended at a write point amid training
    std::map<std::string, std::string> m_results;
};

void StudyPowerLoss::initTestCase()
{
    m_whole = path("whole");
    m_half = path("half");
    fs::create_directories(m_whole);
    fs::create_directories(m_half);
    writeStudyWith(m_whole / "study.toml",
                   R"("baseline", "fine-tuning", { name = "ewc", lambda = 1 })", 40);
    fs::copy(m_whole / "study.toml", m_half / "study.toml");
    QCOMPARE(finishSweep(m_whole), std::string());
    m_results = resultsOf(m_whole);
    QVERIFY(m_results.size() >= 3);
    // Until a trial has left a checkpoint.
    const auto conductor = startEngine(sweepRun(m_half));
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(filesWith(m_half, "checkpoint/state.json"),
                            [](const fs::path& file) {
                                return fs::exists(file.parent_path().parent_path() / "config.json");
                            }),
        60000);
    for (const auto& run : fs::directory_iterator(m_half / "runs")) {
        if (const auto worker = workerOf(run.path()); worker > 0)
            ::kill(static_cast<pid_t>(worker), SIGKILL);
    }
    conductor->kill();
    conductor->waitForFinished();
}

void StudyPowerLoss::everyCutFileIsNamed_data()
{
    QTest::addColumn<QString>("part");
    QTest::addColumn<bool>("half");
    for (const char* part : {"corpora/", "tokenizer.model", "tokenizer.json", ".ids", "model.json",
                             "/weights.safetensors", "fisher.json", "fisher.safetensors",
                             "config.json", "events.jsonl"})
        QTest::newRow(part) << part << false;
    for (const char* part : {"checkpoint/state.json", "checkpoint/weights.safetensors",
                             "checkpoint/optimiser.safetensors"})
        QTest::newRow(part) << part << true;
}

void StudyPowerLoss::everyCutFileIsNamed()
{
    QFETCH(const QString, part);
    QFETCH(const bool, half);
    const fs::path study = copy(half ? m_half : m_whole);
    const auto files = filesWith(study, part.toStdString());
    QVERIFY(!files.empty());
    const fs::path file = files[files.size() / 2];
    const std::string whole = readFile(file);
    // A tokenizer is one thing to whoever has to make it again: its folder is named.
    const fs::path name = part == "tokenizer.model" ? file.parent_path() : file;
    const auto named = [&](const EngineResult& result) {
        const nlohmann::json findings = result.json().at("findings");
        return std::ranges::any_of(findings, [&](const nlohmann::json& finding) {
            const std::string sentence = finding.at("sentence");
            return sentence.find(name.string()) != std::string::npos;
        });
    };
    const EngineResult before = StudyPowerLoss::study("check", study);
    QVERIFY2(!named(before), before.output.c_str());
    for (const std::string& left : remainsOf(whole)) {
        overwrite(file, left);
        const EngineResult result = StudyPowerLoss::study("check", study);
        QVERIFY2(result.code == 2, (file.string() + " " + std::to_string(left.size())).c_str());
        QVERIFY2(named(result), result.output.c_str());
    }
}

void StudyPowerLoss::whatIsLostIsMadeAgain_data()
{
    QTest::addColumn<QString>("part");
    for (const char* part : {"checkpoint/weights.safetensors", "config.json", "events.jsonl",
                             "tokenizer.model", ".ids"})
        QTest::newRow(part) << part;
}

/// Of the study that was amid its training: all files of one kind are empty. Repaired and run on,
/// it comes to the same results.
void StudyPowerLoss::whatIsLostIsMadeAgain()
{
    QFETCH(const QString, part);
    const fs::path study = copy(m_half);
    const auto files = filesWith(study, part.toStdString());
    QVERIFY(!files.empty());
    for (const fs::path& file : files)
        overwrite(file, "");
    QCOMPARE(StudyPowerLoss::study("check", study).code, 2);
    const EngineResult repaired = StudyPowerLoss::study("repair", study);
    QVERIFY2(repaired.code == 0, repaired.errors.c_str());
    const std::string problem = finishSweep(study);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(resultsOf(study) == m_results);
}

void StudyPowerLoss::databaseAndFilesOfDifferentTimes_data()
{
    QTest::addColumn<bool>("olderDatabase");
    QTest::newRow("the database lost its last transactions") << true;
    QTest::newRow("the files are older than the database") << false;
}

void StudyPowerLoss::databaseAndFilesOfDifferentTimes()
{
    QFETCH(const bool, olderDatabase);
    const fs::path study = path("mixed");
    mix(olderDatabase ? m_whole : m_half, olderDatabase ? m_half : m_whole, study);
    const std::string problem = finishSweep(study);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(resultsOf(study) == m_results);
    const StudyStore store(study, OpenMode::ReadOnly);
    for (const JobRow& job : store.jobs())
        QVERIFY2(job.state == JobState::Done, job.label.c_str());
}

QTEST_GUILESS_MAIN(StudyPowerLoss)
#include "tst_study_power_loss.moc"
