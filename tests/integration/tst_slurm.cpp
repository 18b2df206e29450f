// SPDX-License-Identifier: GPL-3.0-or-later
// A real sweep on a real Slurm that the test starts on this machine.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include <QTemporaryDir>
#include <QtTest>

#include "engine/orchestration/run_folder.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/study_layout.h"
#include "tests/integration/crash_traces.h"
#include "tests/integration/engine_process.h"
#include "tests/integration/slurm_cluster.h"

using namespace palimpsest;

namespace
{

constexpr int kPatience = 60000;   ///< milliseconds
constexpr int kBaseUpdates = 4000; ///< half a minute: long enough for what happens to it
constexpr const char* kSlots = "slurm:3";

} // namespace

class TestSlurm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsASweepInArrays();
    void goesOnWhateverHappens();
    void savesBeforeItsTimeRunsOut();
    void pausesAndGoesOnElsewhere();
    void saysWhatSlurmRefuses();

private:
    std::filesystem::path newStudy(const std::string& name, int baseUpdates) const;
    EngineResult engine(const QStringList& words, const std::filesystem::path& study) const
    {
        return runEngine(words + QStringList{"--study", QString::fromStdString(study.string())});
    }
    void startDetached(const std::filesystem::path& study) const;
    bool waitForMessage(const StudyStore& store, const std::string& part,
                        int patience = kPatience) const;
    /// The base model has trained on since this was called.
    bool waitForProgress(const StudyStore& store) const;
    /// The conductor gets the signal; the next one finds the worker in Slurm and submits nothing.
    void replaceConductor(const StudyStore& store, int signal) const;
    RunRow baseRun(const StudyStore& store) const;
    std::string baseTask(const std::filesystem::path& study) const;
    /// Each life of the base model's run but the first began at a later checkpoint.
    void verifyBaseNeverBeganAnew(const StudyStore& store, std::size_t lives) const;
    bool waitForDone(const StudyStore& store) const;
    void writeOptions(const std::string& text) const;

    QTemporaryDir m_temporary;
    std::unique_ptr<SlurmCluster> m_cluster;
};

void TestSlurm::initTestCase()
{
    if (const QString missing = SlurmCluster::missingProgram(); !missing.isEmpty())
        QSKIP(qPrintable("Slurm is not installed (" + missing +
                         "): install slurmctld, slurmd, slurm-client and munge to run this test."));
    m_cluster = std::make_unique<SlurmCluster>();
    qputenv("SLURM_CONF", m_cluster->configuration().toUtf8());
    qputenv("PALIMPSEST_SLURM", m_temporary.filePath("slurm.toml").toUtf8());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ready(), kPatience);
}

void TestSlurm::writeOptions(const std::string& text) const
{
    std::ofstream(m_temporary.filePath("slurm.toml").toStdString()) << text;
}

std::filesystem::path TestSlurm::newStudy(const std::string& name, int baseUpdates) const
{
    const std::filesystem::path study = m_temporary.path().toStdString() + "/" + name;
    std::filesystem::create_directories(study);
    writeStudyFile(study / "study.toml", "1", baseUpdates);
    return study;
}

void TestSlurm::startDetached(const std::filesystem::path& study) const
{
    const EngineResult result = engine({"sweep", "run", "--detach", "--devices", kSlots, "--file",
                                        QString::fromStdString((study / "study.toml").string())},
                                       study);
    QVERIFY2(result.code == 0, result.errors.c_str());
}

RunRow TestSlurm::baseRun(const StudyStore& store) const
{
    for (const JobRow& job : store.jobs()) {
        if (job.kind == RunKind::Base)
            return store.latestRun(job.id).value_or(RunRow());
    }
    return {};
}

bool TestSlurm::waitForMessage(const StudyStore& store, const std::string& part, int patience) const
{
    return QTest::qWaitFor(
        [&] {
            const std::vector<MessageRow> messages = store.messages();
            return std::ranges::any_of(messages, [&](const MessageRow& each) {
                return each.text.find(part) != std::string::npos;
            });
        },
        patience);
}

bool TestSlurm::waitForProgress(const StudyStore& store) const
{
    const double before = baseRun(store).done;
    return QTest::qWaitFor(
        [&] {
            const RunRow run = baseRun(store);
            return run.state == JobState::Running && run.done > before &&
                   hasCheckpoint(StudyLayout(store.folder()).run(run.name));
        },
        kPatience);
}

bool TestSlurm::waitForDone(const StudyStore& store) const
{
    return QTest::qWaitFor(
        [&] {
            const std::vector<SweepRow> sweeps = store.sweeps();
            return !sweeps.empty() && sweeps.front().state == SweepState::Done;
        },
        2 * kPatience);
}

/// "<array>_<index>" of the base model's job.
std::string TestSlurm::baseTask(const std::filesystem::path& study) const
{
    const StudyStore store(study, OpenMode::ReadOnly);
    const auto file = StudyLayout(study).run(baseRun(store).name) / "slurm.json";
    const nlohmann::json json = nlohmann::json::parse(readFile(file));
    return json["job"].get<std::string>() + "_" + std::to_string(json["index"].get<int>());
}

void TestSlurm::replaceConductor(const StudyStore& store, int signal) const
{
    const std::string task = baseTask(store.folder());
    QCOMPARE(::kill(static_cast<pid_t>(store.conductor()->pid), signal), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!store.conductor() || !store.conductor()->alive, kPatience);
    QCOMPARE(engine({"conduct", "--detach", "--devices", kSlots}, store.folder()).code, 0);
    QVERIFY(waitForProgress(store));
    QCOMPARE(baseTask(store.folder()), task);
}

void TestSlurm::verifyBaseNeverBeganAnew(const StudyStore& store, std::size_t lives) const
{
    const auto hellos = hellosOf(StudyLayout(store.folder()).run(baseRun(store).name));
    QVERIFY2(hellos.size() >= lives, qPrintable(QString::number(hellos.size()) + " lives"));
    int before = 0;
    for (std::size_t life = 1; life < hellos.size(); ++life) {
        const nlohmann::json& from = hellos[life].at("resumedFrom");
        QVERIFY2(from.is_number() && from.get<int>() > 0, from.dump().c_str());
        QVERIFY2(from.get<int>() >= before, from.dump().c_str());
        before = from.get<int>();
    }
}

void TestSlurm::runsASweepInArrays()
{
    // Time to collect what becomes ready at once, however slow the disk is.
    writeOptions("time = \"20\"\npollSeconds = 2\n");
    const std::filesystem::path study = newStudy("arrays", 40);
    const EngineResult result = engine({"sweep", "run", "--json", "--devices", kSlots, "--file",
                                        QString::fromStdString((study / "study.toml").string())},
                                       study);
    QVERIFY2(result.code == 0, result.errors.c_str());
    const StudyStore store(study, OpenMode::ReadOnly);
    QVERIFY(store.sweeps().front().state == SweepState::Done);
    std::set<std::string> arrays;
    std::size_t runs = 0;
    for (const RunRow& run : store.runs()) {
        QVERIFY(run.state == JobState::Done);
        QCOMPARE(run.device, std::string("slurm"));
        const auto file = StudyLayout(study).run(run.name) / "slurm.json";
        arrays.insert(nlohmann::json::parse(readFile(file))["job"].get<std::string>());
        ++runs;
    }
    QVERIFY2(arrays.size() < runs, "every run was an array of its own");
}

void TestSlurm::goesOnWhateverHappens()
{
    writeOptions("time = \"20\"\npollSeconds = 0.5\n");
    const std::filesystem::path study = newStudy("adversity", kBaseUpdates);
    startDetached(study);
    StudyStore store(study, OpenMode::ReadOnly);
    QVERIFY(waitForProgress(store));

    // A more urgent job takes all nodes.
    m_cluster->ask("sbatch", {"--partition=urgent", "--nodes=3", "--exclusive",
                              "--output=/dev/null", "--wrap", "sleep 1"});
    QVERIFY(waitForMessage(store, "more urgent job"));
    QVERIFY(waitForProgress(store));

    // Its node fails.
    const QString node = m_cluster
                             ->ask("squeue", {"--noheader", "--format=%N", "--jobs",
                                              QString::fromStdString(baseTask(study))})
                             .trimmed();
    m_cluster->ask("scontrol", {"update", "nodename=" + node, "state=down", "reason=test"});
    QVERIFY(waitForMessage(store, "its node failed"));
    m_cluster->ask("scontrol", {"update", "nodename=" + node, "state=resume"});
    QVERIFY(waitForProgress(store));

    // What Slurm sends before the time limit.
    m_cluster->ask("scancel",
                   {"--batch", "--signal=TERM", QString::fromStdString(baseTask(study))});
    QVERIFY(waitForMessage(store, "its time in Slurm ran out"));
    QVERIFY(waitForProgress(store));

    // Somebody kills its worker.
    const auto hellos = hellosOf(StudyLayout(study).run(baseRun(store).name));
    const auto worker = hellos.back().at("pid").get<pid_t>();
    QVERIFY(worker > 1);
    QCOMPARE(::kill(worker, SIGKILL), 0);
    QVERIFY(waitForMessage(store, "ended by signal 9"));
    QVERIFY(waitForProgress(store));

    // The login node goes down, then the conductor dies.
    replaceConductor(store, SIGTERM);
    replaceConductor(store, SIGHUP);
    replaceConductor(store, SIGKILL);
    QVERIFY(waitForMessage(store, "outlived the conductor"));

    // The controller is away for a while.
    m_cluster->stopController();
    QVERIFY(waitForMessage(store, "Slurm does not answer"));
    m_cluster->startController();
    QVERIFY(waitForDone(store));
    verifyBaseNeverBeganAnew(store, 5); // urgent job, node, signal, kill

    // All that has left no trace in the model: the same bytes as of an undisturbed run here.
    const std::filesystem::path local = newStudy("local", kBaseUpdates);
    QCOMPARE(engine({"sweep", "run", "--devices", "cpu:2x1", "--file",
                     QString::fromStdString((local / "study.toml").string())},
                    local)
                 .code,
             0);
    const std::string model = store.jobs()[1].config.baseFolder.empty()
                                  ? store.jobs().back().config.baseFolder
                                  : store.jobs()[1].config.baseFolder;
    QVERIFY(readFile(study / model / "weights.safetensors") ==
            readFile(local / model / "weights.safetensors"));
}

/// A minute is the shortest time that Slurm gives.
void TestSlurm::savesBeforeItsTimeRunsOut()
{
    writeOptions("time = \"1\"\npollSeconds = 0.5\nsignalSeconds = 30\n");
    const std::filesystem::path study = newStudy("limit", 12 * kBaseUpdates);
    startDetached(study);
    StudyStore store(study, OpenMode::ReadOnly);
    QVERIFY(waitForProgress(store));
    const QString task = QString::fromStdString(baseTask(study));
    QVERIFY(waitForMessage(store, "its time in Slurm ran out", 2 * kPatience));
    QVERIFY(waitForProgress(store));
    verifyBaseNeverBeganAnew(store, 2);
    // It had saved and left: Slurm did not have to end it.
    const QString ended =
        m_cluster->ask("squeue", {"--noheader", "--states=all", "--array", "--jobs", task,
                                  "--Format=State:.20,exit_code:.10"});
    QCOMPARE(ended.simplified(), QString("FAILED 1024")); // 4 as wait() gives it
    QCOMPARE(engine({"sweep", "cancel"}, study).code, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!store.conductor() || !store.conductor()->alive, kPatience);
    QVERIFY(m_cluster->ask("squeue", {"--noheader"}).isEmpty());
}

void TestSlurm::pausesAndGoesOnElsewhere()
{
    writeOptions("time = \"20\"\npollSeconds = 0.5\n");
    const std::filesystem::path study = newStudy("pause", kBaseUpdates);
    startDetached(study);
    StudyStore store(study, OpenMode::ReadOnly);
    QVERIFY(waitForProgress(store));
    QCOMPARE(engine({"sweep", "pause"}, study).code, 0);
    QTRY_VERIFY_WITH_TIMEOUT(baseRun(store).state == JobState::Paused, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!store.conductor() || !store.conductor()->alive, kPatience);
    const std::string run = baseRun(store).name;
    QVERIFY(m_cluster->ask("squeue", {"--noheader"}).isEmpty());
    // An array turns up late that nobody waits for any more.
    const QString late =
        m_cluster
            ->ask("sbatch",
                  {"--parsable", "--array=0", "--job-name=palimpsest-late", "--output=/dev/null",
                   "--wrap",
                   QStringLiteral("exec '%1' trial --study '%2' --run '%3'")
                       .arg(QStringLiteral(PALIMPSEST_ENGINE),
                            QString::fromStdString(study.string()), QString::fromStdString(run))})
            .trimmed();
    QTRY_COMPARE_WITH_TIMEOUT(m_cluster
                                  ->ask("squeue", {"--noheader", "--states=all", "--jobs", late,
                                                   "--Format=State:.20,exit_code:.10"})
                                  .simplified(),
                              QString("FAILED 1792"), kPatience); // 7 as wait() gives it
    QVERIFY(baseRun(store).state == JobState::Paused);
    // The sweep's own devices are of this machine.
    const EngineResult result = engine({"sweep", "run"}, study);
    QVERIFY2(result.code == 0, result.errors.c_str());
    QCOMPARE(baseRun(store).name, run);
    QCOMPARE(baseRun(store).device, std::string("cpu"));
}

void TestSlurm::saysWhatSlurmRefuses()
{
    writeOptions("partition = \"nowhere\"\npollSeconds = 0.5\n");
    const std::filesystem::path study = newStudy("refused", 40);
    const EngineResult result = engine({"sweep", "run", "--devices", kSlots, "--file",
                                        QString::fromStdString((study / "study.toml").string())},
                                       study);
    QCOMPARE(result.code, static_cast<int>(ExitCode::PartlyDone));
    const StudyStore store(study, OpenMode::ReadOnly);
    QVERIFY(waitForMessage(store, "Slurm did not take the job"));
    QVERIFY(waitForMessage(store, "partition"));
}

QTEST_GUILESS_MAIN(TestSlurm)
#include "tst_slurm.moc"
