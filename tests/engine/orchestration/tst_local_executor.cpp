// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/run_folder.h"
#include "engine/study/error.h"

using namespace palimpsest;

namespace
{
/// Stands for the engine: says how it was called, then does what the run's name asks for.
constexpr const char* kScript = R"(#!/bin/sh
echo "$@"
case "$5" in
    quick*) exit 9 ;;
    patient*) trap 'echo stopping; exit 4' TERM; echo ready; while :; do sleep 0.05; done ;;
    stubborn*) trap '' TERM; echo ready; while :; do sleep 0.05; done ;;
esac
)";
} // namespace

class LocalExecutorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void collectsTheExitCode();
    void asksAndCollects();
    void refusesASecondWorker();
    void findsTheWorkerOfADeadConductor();
    void reportsTheKillingSignal();
    void knowsNothingOfOtherFolders();

private:
    RunConfig makeRun(const std::string& name);
    std::string log(const std::string& run) { return logTail(m_folder / "runs" / run); }

    std::unique_ptr<QTemporaryDir> m_temporary;
    std::filesystem::path m_folder;
    std::filesystem::path m_engine;
};

void LocalExecutorTest::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = m_temporary->path().toStdString();
    m_engine = m_folder / "engine.sh";
    std::ofstream(m_engine) << kScript;
    std::filesystem::permissions(m_engine, std::filesystem::perms::owner_all);
}

RunConfig LocalExecutorTest::makeRun(const std::string& name)
{
    std::filesystem::create_directories(m_folder / "runs" / name);
    RunConfig config;
    config.run = name;
    return config;
}

void LocalExecutorTest::collectsTheExitCode()
{
    LocalExecutor executor(m_folder, m_engine);
    executor.start(makeRun("quick"), {"cpu", 1});
    QTRY_VERIFY(!executor.status("quick").running);
    QCOMPARE(executor.status("quick").exitCode.value_or(-1), 9); // asked twice, said twice
    QCOMPARE(log("quick"), "trial --study " + m_folder.string() + " --run quick");
}

void LocalExecutorTest::asksAndCollects()
{
    LocalExecutor executor(m_folder, m_engine);
    executor.start(makeRun("patient"), {"cpu", 1});
    QVERIFY(executor.status("patient").running);
    QTRY_VERIFY(log("patient").find("ready") != std::string::npos);
    executor.requestStop("patient");
    QTRY_VERIFY(!executor.status("patient").running);
    QCOMPARE(executor.status("patient").exitCode.value_or(-1), 4);
    QVERIFY(log("patient").find("stopping") != std::string::npos);
}

void LocalExecutorTest::refusesASecondWorker()
{
    LocalExecutor executor(m_folder, m_engine);
    const RunConfig run = makeRun("patient");
    executor.start(run, {"cpu", 1});
    LocalExecutor other(m_folder, m_engine);
    QVERIFY_THROWS_EXCEPTION(FolderInUse, other.start(run, {"cpu", 1}));
    executor.kill("patient");
    QTRY_VERIFY(!executor.status("patient").running);
    other.start(run, {"cpu", 1}); // the folder is free again
    QVERIFY(other.status("patient").running);
    other.kill("patient");
    QTRY_VERIFY(!other.status("patient").running);
}

void LocalExecutorTest::findsTheWorkerOfADeadConductor()
{
    auto dead = std::make_unique<LocalExecutor>(m_folder, m_engine);
    dead->start(makeRun("patient"), {"cpu", 1});
    const std::int64_t process = dead->processId("patient");
    QTRY_VERIFY(log("patient").find("ready") != std::string::npos);

    LocalExecutor heir(m_folder, m_engine);
    QVERIFY(heir.status("patient").running);
    QCOMPARE(heir.processId("patient"), process);
    heir.requestStop("patient");
    QTRY_VERIFY(!heir.status("patient").running);
    QVERIFY(!heir.status("patient").exitCode.has_value()); // not its child
    QTRY_VERIFY(!dead->status("patient").running);
}

void LocalExecutorTest::reportsTheKillingSignal()
{
    LocalExecutor executor(m_folder, m_engine);
    executor.start(makeRun("stubborn"), {"cpu", 1});
    QTRY_VERIFY(log("stubborn").find("ready") != std::string::npos);
    executor.requestStop("stubborn");
    QTest::qWait(200);
    QVERIFY(executor.status("stubborn").running);
    executor.kill("stubborn");
    QTRY_VERIFY(!executor.status("stubborn").running);
    QCOMPARE(executor.status("stubborn").signal.value_or(0), SIGKILL);
}

void LocalExecutorTest::knowsNothingOfOtherFolders()
{
    LocalExecutor executor(m_folder, m_engine);
    QVERIFY(!executor.status("never").running);
    executor.requestStop("never");
    QCOMPARE(executor.processId("never"), std::int64_t(0));
    QVERIFY_THROWS_EXCEPTION(BadInput, executor.start(
                                           [] {
                                               RunConfig config;
                                               config.run = "never";
                                               return config;
                                           }(),
                                           {"cpu", 1}));
}

QTEST_GUILESS_MAIN(LocalExecutorTest)
#include "tst_local_executor.moc"
