// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <set>

#include <QTest>

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/study_layout.h"
#include "engine/study/write_point.h"
#include "tests/integration/finished_study.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

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
    void aRepairLeavesWorkersAlone();
    void anEndAtAnyWritePointLosesNothing();
    void killedAtAnyInstantLosesNothing();
    void killedWhileACheckpointIsReplacedItGoesOn();

private:
    FinishedStudy m_finished;
};

void CrashContract::initTestCase()
{
    QCOMPARE(m_finished.make(), std::string());
    QVERIFY(m_finished.results.size() >= 3);
}

/// A worker goes on when its conductor is killed; it is held in the middle of its work here.
void CrashContract::aRepairLeavesWorkersAlone()
{
    const fs::path study = m_finished.unmade("outlived");
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
    const EngineResult refused = studyCommand("repair", study);
    const auto jobs = StudyStore(study, OpenMode::ReadOnly).jobs();
    ::kill(held, SIGCONT);
    QCOMPARE(refused.code, static_cast<int>(ExitCode::Locked));
    QVERIFY2(refused.errors.find(std::to_string(held)) != std::string::npos,
             refused.errors.c_str());
    QVERIFY(std::ranges::any_of(jobs,
                                [](const JobRow& job) { return job.state == JobState::Running; }));
    QVERIFY(!fs::exists(study / "damaged"));
    const std::string problem = FinishedStudy::finishSweep(study);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(resultsOf(study) == m_finished.results);
}

/// Every process ends at its n-th write point, conductor and workers alike; then the sweep is run
/// on, and gives what it would have given.
void CrashContract::anEndAtAnyWritePointLosesNothing()
{
    const int most = accidents(6);
    int point = 1;
    for (int i = 0; i < most; ++i) {
        const fs::path study = m_finished.unmade("points");
        qputenv("PALIMPSEST_DIE_AT", QByteArray::number(point));
        const EngineResult ended = runEngine(sweepRun(study));
        qunsetenv("PALIMPSEST_DIE_AT");
        QVERIFY2(ended.code != 0, std::to_string(point).c_str());
        const auto checkpoints = runsWithCheckpoint(study);
        std::string problem = FinishedStudy::finishSweep(study);
        QVERIFY2(problem.empty(), (std::to_string(point) + " " + problem).c_str());
        problem = startedAnew(study, checkpoints);
        QVERIFY2(problem.empty(), (std::to_string(point) + " " + problem).c_str());
        QVERIFY2(resultsOf(study) == m_finished.results, std::to_string(point).c_str());
        const nlohmann::json checked = studyCommand("check", study).json();
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
        const fs::path study = m_finished.unmade("killed");
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
        std::string problem = FinishedStudy::finishSweep(study);
        QVERIFY2(problem.empty(), problem.c_str());
        problem = startedAnew(study, checkpoints);
        QVERIFY2(problem.empty(), problem.c_str());
        QVERIFY2(resultsOf(study) == m_finished.results, std::to_string(i).c_str());
        const StudyStore store(study, OpenMode::ReadOnly);
        for (const JobRow& job : store.jobs())
            QVERIFY2(job.state == JobState::Done, job.label.c_str());
    }
}

/// SIGKILL for the conductor and its worker between the two renames that put a new checkpoint in
/// the place of the old one: the worker goes on from the old one.
void CrashContract::killedWhileACheckpointIsReplacedItGoesOn()
{
    const fs::path study = m_finished.unmade("replaced");
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
    QCOMPARE(FinishedStudy::finishSweep(study), std::string());
    QCOMPARE(startedAnew(study, checkpoints), std::string());
    QVERIFY(hellosOf(study / "runs" / run).size() > checkpoints.at(run)); // it had not been done
    QVERIFY(resultsOf(study) == m_finished.results);
}

QTEST_GUILESS_MAIN(CrashContract)
#include "tst_crash_contract.moc"
