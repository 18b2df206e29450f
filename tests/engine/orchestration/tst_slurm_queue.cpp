// SPDX-License-Identifier: GPL-3.0-or-later
// What Slurm says and is told, without a Slurm: answers as Slurm 22.05 gave them, scripts run by
// the real shell.
#include <fstream>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "engine/orchestration/background_command.h"
#include "engine/orchestration/slurm_queue.h"
#include "engine/study/error.h"

using namespace palimpsest;

namespace
{

/// squeue's answer to squeueCommand(), padded as it pads.
constexpr const char* kQueue = "11                      |0               |palimpsest-1-2-1    "
                               "|RUNNING     |0     |None      |\n"
                               "11                      |1               |palimpsest-1-2-1    "
                               "|PENDING     |0     |Priority  |\n"
                               "11                      |2               |palimpsest-1-2-1    "
                               "|FAILED      |1024  |NonZeroExitCode|\n"
                               "12                      |0               |palimpsest-1-2-2    "
                               "|OUT_OF_MEMORY|137  |OutOfMemory|\n"
                               "13                      |N/A             |somebody else       "
                               "|RUNNING     |0     |None      |\n";

/// scontrol's answer to scontrolCommand("11"), shortened at its end.
constexpr const char* kJobs =
    "JobId=11 ArrayJobId=11 ArrayTaskId=5-6,9%2 JobName=palimpsest-1-2-1 UserId=root(0) "
    "Nice=0 Account=(null) QOS=(null) JobState=PENDING Reason=Resources Dependency=(null) "
    "Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0 RunTime=00:00:00 Power= \n"
    "JobId=15 ArrayJobId=11 ArrayTaskId=3 JobName=palimpsest-1-2-1 UserId=root(0) "
    "Nice=0 Account=(null) QOS=(null) JobState=NODE_FAIL Reason=NodeDown Dependency=(null) "
    "Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=1:0 RunTime=00:00:07 Power= \n"
    "JobId=12 ArrayJobId=11 ArrayTaskId=0 JobName=palimpsest-1-2-1 UserId=root(0) "
    "Nice=0 Account=(null) QOS=(null) JobState=FAILED Reason=NonZeroExitCode Dependency=(null) "
    "Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=2:0 RunTime=00:00:00 Power= \n"
    "JobId=16 JobName=wrap UserId=root(0) JobState=RUNNING ExitCode=0:0 \n";

CommandResult waitFor(BackgroundCommand& command)
{
    if (!QTest::qWaitFor([&] { return command.result().has_value(); }, 20000))
        return {-1, "", "no end"};
    return *command.result();
}

} // namespace

class TestSlurmQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheQueue()
    {
        const std::vector<SlurmTask> tasks = parseQueue(kQueue);
        QCOMPARE(tasks.size(), std::size_t{4}); // what is no array is not ours
        QCOMPARE(tasks[1].job, std::string("11"));
        QCOMPARE(tasks[1].index, 1);
        QCOMPARE(tasks[1].name, std::string("palimpsest-1-2-1"));
        QCOMPARE(tasks[2].exitCode, 4);
        QCOMPARE(tasks[3].signal, 9);
        QVERIFY(parseQueue("slurm_load_jobs error: Unable to contact slurm controller\n").empty());
        QVERIFY(parseQueue("").empty());
    }

    void readsTheAccounting()
    {
        const auto tasks = parseAccounting("11_3|CANCELLED by 1000|0:15\n11|RUNNING|0:0\n"
                                           "11_4|COMPLETED|0:0\n");
        QCOMPARE(tasks.size(), std::size_t{2}); // what is no task is not ours
        QCOMPARE(tasks[0].job, std::string("11"));
        QCOMPARE(tasks[0].index, 3);
        QCOMPARE(tasks[0].state, std::string("CANCELLED"));
        QCOMPARE(tasks[0].signal, 15);
        QCOMPARE(tasks[1].index, 4);
        QVERIFY(parseAccounting("").empty());
        QVERIFY(parseAccounting("Slurm accounting storage is disabled\n").empty());
        const auto words = sacctCommand({"11_3", "12_0"});
        QVERIFY(std::ranges::find(words, "11_3,12_0") != words.end());
    }

    void readsTheController()
    {
        const auto tasks = parseJobs(kJobs);
        QCOMPARE(tasks.size(), std::size_t{5}); // what is no array is not ours
        QCOMPARE(tasks[0].index, 5);
        QCOMPARE(tasks[1].index, 6);
        QCOMPARE(tasks[2].index, 9);
        QCOMPARE(tasks[2].state, std::string("PENDING"));
        QCOMPARE(tasks[2].reason, std::string("Resources"));
        QCOMPARE(tasks[3].job, std::string("11"));
        QCOMPARE(tasks[3].index, 3);
        QCOMPARE(tasks[3].name, std::string("palimpsest-1-2-1"));
        QCOMPARE(tasks[3].state, std::string("NODE_FAIL"));
        QCOMPARE(tasks[4].exitCode, 2);
        QVERIFY(parseJobs("slurm_load_jobs error: Invalid job id specified\n").empty());
        for (const char* wrong : {"", "3-", "-3", "6-5", "0-999999999", "1,x"})
            QVERIFY(
                parseJobs(std::string("ArrayJobId=11 ExitCode=0:0 ArrayTaskId=") + wrong).empty());
    }

    void statesMeanWhatBecomesOfTheWorker_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<bool>("running");
        QTest::addColumn<bool>("restarts");
        QTest::addColumn<bool>("explained");
        const auto row = [](const char* state, int exit, bool running, bool restarts,
                            bool explained) {
            QTest::addRow("%s %d", state, exit)
                << QString(state) << exit << running << restarts << explained;
        };
        row("PENDING", 0, true, false, false);
        row("RUNNING", 0, true, false, false);
        row("COMPLETING", 0, true, false, false);
        row("COMPLETED", 0, false, false, false);
        row("FAILED", 4, false, true, false); // saved before its time ran out
        row("FAILED", 7, false, true, false); // another worker had the folder
        row("FAILED", 2, false, false, false);
        row("TIMEOUT", 0, false, true, false);
        row("PREEMPTED", 0, false, true, false);
        row("NODE_FAIL", 0, false, true, false);
        row("OUT_OF_MEMORY", 0, false, false, true);
        row("CANCELLED", 0, false, false, true);
    }
    void statesMeanWhatBecomesOfTheWorker()
    {
        QFETCH(QString, state);
        QFETCH(int, exitCode);
        SlurmTask task;
        task.state = state.toStdString();
        task.exitCode = exitCode;
        const WorkerStatus status = workerStatus(task);
        QTEST(status.running, "running");
        QTEST(!status.restart.empty(), "restarts");
        QTEST(!status.sentence.empty(), "explained");
    }

    void reasonsAreWords()
    {
        QCOMPARE(waitingText("Priority"),
                 std::string("waits in Slurm's queue: other jobs come first (Priority)"));
        QCOMPARE(waitingText("None"), std::string("waits in Slurm's queue"));
        QVERIFY(waitingText("QOSMaxJobsPerUserLimit").find("limit") != std::string::npos);
        QVERIFY(waitingText("ReqNodeNotAvail, UnavailableNodes:node1").find("not available") !=
                std::string::npos);
        QVERIFY(waitingText("SomethingNew").find("SomethingNew") != std::string::npos);
    }

    /// Names that a shell would act on reach the worker as they are.
    void scriptsQuoteEveryName()
    {
        QTemporaryDir temporary;
        const std::string study = temporary.path().toStdString() + "/it's $(touch gone) \"so\"";
        const std::string run = "a'b; touch gone";
        std::filesystem::create_directories(study + "/runs/" + run);
        const std::string engine = temporary.path().toStdString() + "/the engine";
        std::ofstream(engine) << "#!/bin/bash\nprintf '%s\\n' \"$@\" \"$MODULE\"\n";
        std::filesystem::permissions(engine, std::filesystem::perms::owner_all);
        SlurmOptions options;
        options.setup = {"export MODULE=loaded"};
        QProcess shell;
        shell.setWorkingDirectory(temporary.path());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("SLURM_ARRAY_TASK_ID", "1");
        shell.setProcessEnvironment(environment);
        const std::string script = temporary.path().toStdString() + "/script";
        std::ofstream(script) << arrayScript(options, engine, study, {"other", run});
        shell.start("bash", {QString::fromStdString(script)});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.exitCode(), 0);
        QFile log(QString::fromStdString(study + "/runs/" + run + "/worker.log"));
        QVERIFY(log.open(QIODevice::ReadOnly));
        QCOMPARE(log.readAll(), QByteArray::fromStdString("trial\n--study\n" + study + "\n--run\n" +
                                                          run + "\nloaded\n"));
        QVERIFY(!QFile::exists(temporary.filePath("gone")));
    }

    void submitsWithTheSitesOptions()
    {
        SlurmOptions options;
        options.partition = "long";
        options.time = "4:00:00";
        options.memoryMb = 4000;
        options.gpus = "a100:1";
        options.arguments = {"--exclude=node7"};
        const auto has = [&](const DeviceSlot& slot, const char* word) {
            const std::vector<std::string> words = sbatchCommand(options, slot, "name", 3);
            return std::ranges::find(words, word) != words.end();
        };
        for (const char* word :
             {"--partition=long", "--time=4:00:00", "--mem=4000M", "--exclude=node7", "--array=0-2",
              "--cpus-per-task=2", "--signal=B:TERM@120", "--no-requeue"})
            QVERIFY2(has({"slurm", 2}, word), word);
        QVERIFY(!has({"slurm", 2}, "--gres=gpu:a100:1"));
        QVERIFY(has({"slurm-gpu", 2}, "--gres=gpu:a100:1"));
    }

    /// Given the run's own limit of 60 minutes: the shorter of both times, with room for saving.
    void limitsOfRunsAreAskedFor_data()
    {
        QTest::addColumn<QString>("site");
        QTest::addColumn<QString>("asked");
        QTest::newRow("none") << "" << "64";
        for (const char* shorter : {"30", "64", "63:30", "1:03:00", "0-1"})
            QTest::newRow(shorter) << shorter << shorter;
        for (const char* longer : {"90", "64:30", "4:00:00", "2-0", "1-0:30", "0-1:30:00"})
            QTest::newRow(longer) << longer << "64";
    }
    void limitsOfRunsAreAskedFor()
    {
        QFETCH(const QString, site);
        QFETCH(const QString, asked);
        SlurmOptions options;
        options.time = site.toStdString();
        options.memoryMb = 4000;
        const auto words =
            sbatchCommand(options, {"slurm", 2}, "name", 3, {.minutes = 60, .memoryMb = 1500});
        const auto has = [&](const std::string& word) {
            return std::ranges::find(words, word) != words.end();
        };
        QVERIFY2(has("--time=" + asked.toStdString()), qPrintable(site));
        QVERIFY(has("--mem=1500M"));
    }

    void wrongOptionsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char* line, const char* field) {
            QTest::addRow("%s", line) << QByteArray(line) << QByteArray(field);
        };
        row("partition = \"a b\"", "partition");
        row("partition = \"--wrap=touch gone\"", "partition");
        row("time = \"soon\"", "time");
        row("memoryMb = -1", "memoryMb");
        row("gpus = \"two\"", "gpus");
        row("arguments = [\"--array=0-9\"]", "arguments");
        row("arguments = [\"touch gone\"]", "arguments");
        row("pollSeconds = 0", "pollSeconds");
        row("partitions = \"main\"", "partitions");
    }
    void wrongOptionsAreNamed()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, field);
        QTemporaryDir temporary;
        const std::filesystem::path file = temporary.filePath("slurm.toml").toStdString();
        std::ofstream(file) << "# the site\n" << line.toStdString() << '\n';
        try {
            readSlurmOptions(file);
            QFAIL("accepted");
        } catch (const BadInput& error) {
            const QByteArray sentence = error.what();
            QVERIFY2(sentence.contains("slurm.toml"), sentence);
            QVERIFY2(sentence.contains("\"" + field), sentence);
        }
    }

    void noFileMeansDefaults()
    {
        QVERIFY(readSlurmOptions("/nowhere/slurm.toml") == SlurmOptions());
    }

    void commandsRunBeside()
    {
        BackgroundCommand echo({"sh", "-c", "cat; echo trouble >&2; exit 3"}, "text", 30);
        const CommandResult result = waitFor(echo);
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(result.output, std::string("text"));
        QCOMPARE(result.errors, std::string("trouble\n"));
        BackgroundCommand absent({"palimpsest-no-such-program"}, "", 30);
        QCOMPARE(waitFor(absent).exitCode, 127);
        BackgroundCommand hangs({"sleep", "1000"}, "", 0.2);
        QCOMPARE(waitFor(hangs).exitCode, 124);
        // More than a pipe holds.
        BackgroundCommand much({"head", "-c", "3000000", "/dev/zero"}, "", 30);
        QCOMPARE(waitFor(much).output.size(), std::size_t{3000000});
    }
};

QTEST_GUILESS_MAIN(TestSlurmQueue)
#include "tst_slurm_queue.moc"
