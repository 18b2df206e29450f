// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <csignal>
#include <iterator>
#include <map>
#include <random>

#include <QElapsedTimer>
#include <QTest>

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/run_events.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "tests/integration/crash_traces.h"
#include "tests/integration/finished_study.h"

using namespace palimpsest;

namespace fs = std::filesystem;

namespace
{

enum Victims { Conductor = 1, Worker = 2, Both = Conductor | Worker };

/// The workers that live, by the name of their run.
std::map<std::string, pid_t> workersIn(const fs::path& study)
{
    std::map<std::string, pid_t> workers;
    std::error_code none;
    for (const auto& run : fs::directory_iterator(study / "runs", none)) {
        if (const auto process = LocalExecutor::workerIn(run.path()); process > 0)
            workers[run.path().filename().string()] = static_cast<pid_t>(process);
    }
    return workers;
}

/// Whether a worker that is gone had not said itself how it ended.
bool endedWithoutAWord(const fs::path& run, pid_t worker)
{
    bool its = false;
    for (const nlohmann::json& event : EventReader(run).readNew()) {
        const auto& type = event.at("type");
        if (type == event::kHello)
            its = event.at("pid") == worker;
        else if (its && (type == event::kDone || type == event::kStopped || type == event::kFailed))
            return false;
    }
    return true;
}

/// SIGKILL for these workers; how many of them it ended before they were done.
int killWorkers(const fs::path& study, const std::map<std::string, pid_t>& workers)
{
    for (const auto& [run, worker] : workers)
        ::kill(worker, SIGKILL);
    int hits = 0;
    for (const auto& [run, worker] : workers) {
        const fs::path folder = study / "runs" / run;
        if (QTest::qWaitFor([&] { return LocalExecutor::workerIn(folder) != worker; }, 60000))
            hits += endedWithoutAWord(folder, worker);
    }
    return hits;
}

} // namespace

/// "What you can rely on" in README.md, by accidents that happen to real processes and files.
class CrashContract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aRepairLeavesWorkersAlone();
    void killedAtAnyInstantLosesNothing_data();
    void killedAtAnyInstantLosesNothing();
    void killedWhileACheckpointIsReplacedItGoesOn();
    void stoppedForAWhileItGoesOn();

private:
    std::string problemAfterKill(int victims, int instant, unsigned chance, bool& hit);

    FinishedStudy m_finished;
    int m_milliseconds = 0; ///< that an undisturbed sweep takes
};

void CrashContract::initTestCase()
{
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_finished.make(), std::string());
    m_milliseconds = static_cast<int>(timer.elapsed());
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

void CrashContract::killedAtAnyInstantLosesNothing_data()
{
    QTest::addColumn<int>("victims");
    QTest::newRow("the conductor alone") << static_cast<int>(Conductor);
    QTest::newRow("a worker alone") << static_cast<int>(Worker);
    QTest::newRow("the conductor and its workers") << static_cast<int>(Both);
}

/// SIGKILL at random instants of a sweep, as often as it shall hit; sometimes nothing is there to
/// be hit.
void CrashContract::killedAtAnyInstantLosesNothing()
{
    QFETCH(int, victims);
    std::mt19937 random(static_cast<unsigned>(13 + victims));
    const int wanted = accidents(2);
    int hits = 0;
    int rounds = 0;
    for (; hits < wanted && rounds < 2 * wanted + 2; ++rounds) {
        const int part = m_milliseconds / wanted; // one kill in each
        const int instant =
            part * (rounds % wanted) + static_cast<int>(random() % static_cast<unsigned>(part));
        bool hit = false;
        const std::string problem = problemAfterKill(victims, instant, random(), hit);
        QVERIFY2(problem.empty(), (std::to_string(instant) + " ms: " + problem).c_str());
        hits += hit;
    }
    qInfo("%d kills hit in %d rounds within %d ms", hits, rounds, m_milliseconds);
    QCOMPARE(hits, wanted);
}

/// What is wrong after a kill and the end of the sweep, empty where nothing is. A conductor that
/// lives has to reach that end by itself.
std::string CrashContract::problemAfterKill(int victims, int instant, unsigned chance, bool& hit)
{
    const fs::path study = m_finished.unmade("killed");
    const auto conductor = startEngine(sweepRun(study));
    QTest::qWait(instant);
    auto checkpoints = runsWithCheckpoint(study);
    const auto shown = shownAsDone(study);
    auto workers = workersIn(study);
    if (victims == Worker && workers.size() > 1)
        workers = {*std::next(workers.begin(), chance % workers.size())};
    hit = true;
    if ((victims & Conductor) != 0) {
        conductor->kill();
        conductor->waitForFinished();
        hit = conductor->exitStatus() == QProcess::CrashExit;
    }
    if ((victims & Worker) != 0)
        hit = killWorkers(study, workers) > 0 && hit;
    if (const std::string lost = noLongerShown(study, shown); !lost.empty())
        return lost;
    const auto done = shownAsDone(study);
    checkpoints.merge(runsWithCheckpoint(study)); // lives as they were before, where they had any
    if ((victims & Conductor) == 0) {
        if (const EngineResult result = finish(*conductor); result.code != 0)
            return std::to_string(result.code) + ": " + result.errors;
    } else if (std::string problem = FinishedStudy::finishSweep(study); !problem.empty()) {
        return problem;
    }
    for (const std::string& problem :
         {startedAnew(study, checkpoints), noLongerShown(study, done), notDoneOnce(study)}) {
        if (!problem.empty())
            return problem;
    }
    return resultsOf(study) == m_finished.results ? "" : "the results are others";
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

/// All processes stand still for a while, as where the lid of a laptop is closed: nobody takes them
/// for dead afterwards. That such a time is no work for [limits] is in tst_run_limits.
void CrashContract::stoppedForAWhileItGoesOn()
{
    const fs::path study = m_finished.unmade("stopped");
    const auto conductor = startEngine(sweepRun(study));
    std::map<std::string, pid_t> workers;
    const auto trains = [&] {
        workers = workersIn(study);
        return !workers.empty() && !runsWithCheckpoint(study).empty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(trains(), 60000);
    const auto toAll = [&](int signal) {
        for (const auto& [run, worker] : workers)
            ::kill(worker, signal);
        ::kill(static_cast<pid_t>(conductor->processId()), signal);
    };
    toAll(SIGSTOP);
    QTest::qWait(4000);
    toAll(SIGCONT);
    const EngineResult result = finish(*conductor);
    QVERIFY2(result.code == 0, result.errors.c_str());
    QCOMPARE(notDoneOnce(study), std::string());
    for (const auto& run : fs::directory_iterator(study / "runs"))
        QCOMPARE(hellosOf(run.path()).size(), std::size_t{1});
    QVERIFY(resultsOf(study) == m_finished.results);
}

QTEST_GUILESS_MAIN(CrashContract)
#include "tst_crash_contract.moc"
