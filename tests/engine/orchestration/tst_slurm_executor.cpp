// SPDX-License-Identifier: GPL-3.0-or-later
// What is done when nobody knows what became of a submission or of a worker. Slurm's commands are
// scripts that answer as the test says.
#include <cstdlib>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/slurm_executor.h"
#include "engine/orchestration/slurm_note.h"
#include "engine/study/atomic_file.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

constexpr const char* kRun = "0123456789ab-1";

/// Counts its calls and keeps its words.
constexpr const char* kSbatch = R"(
cat >/dev/null
echo "$@" >>"$here/submitted"
if [ -e "$here/silent" ]; then
    rm "$here/silent"
    echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2
    exit 1
fi
echo 77
)";
constexpr const char* kSqueue = "cat \"$here/queue\"; echo >>\"$here/looks\"\n";

constexpr const char* kNoAccounting = "echo 'Slurm accounting storage is disabled' >&2; exit 1\n";
constexpr const char* kUnknownToScontrol =
    "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1\n";

int linesOf(const fs::path& file)
{
    std::ifstream in(file);
    int lines = 0;
    for (std::string line; std::getline(in, line);)
        ++lines;
    return lines;
}

} // namespace

class SlurmExecutorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { qputenv("PATH", m_path); }
    void waitsForWhatADeadConductorSubmitted();
    void givesUpWhatNeverComes();
    void findsWhatSlurmTookInLate();
    void submitsAgainUnderAnotherName();
    void asksTheControllerWithoutAccounting();
    void asksAgainWhileTheAccountingIsSilent();
    void saysWhatNobodyKnows();

private:
    fs::path path(const char* name) const { return m_folder->path().toStdString() + "/" + name; }
    fs::path runFolder() const { return path("study/runs") / kRun; }
    void writeCommand(const char* name, const char* body) const;
    /// What squeue says from now on; empty: nothing.
    void queue(const std::string& array, const char* state) const;
    std::string named() const { return readSlurmNote(runFolder()).value_or(SlurmNote()).name; }
    /// Until the queue was looked at so many times more, and judged.
    void look(SlurmExecutor& executor, int times) const;
    static RunConfig config()
    {
        RunConfig config;
        config.run = kRun;
        return config;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path;
    SlurmOptions m_options;
};

void SlurmExecutorTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    fs::create_directories(path("bin"));
    fs::create_directories(runFolder());
    writeCommand("sbatch", kSbatch);
    writeCommand("squeue", kSqueue);
    writeCommand("sacct", "");
    writeCommand("scontrol", kUnknownToScontrol);
    writeCommand("scancel", "");
    queue("", "");
    m_path = qgetenv("PATH");
    qputenv("PATH", QByteArray::fromStdString(path("bin").string()) + ":" + m_path);
    m_options.pollSeconds = 0.1;
}

void SlurmExecutorTest::writeCommand(const char* name, const char* body) const
{
    const fs::path file = path("bin") / name;
    std::ofstream(file) << "#!/bin/sh\nhere='" << m_folder->path().toStdString() << "'\n" << body;
    fs::permissions(file, fs::perms::owner_all);
}

void SlurmExecutorTest::queue(const std::string& array, const char* state) const
{
    const fs::path made = path("queue.made");
    std::ofstream(made) << (array.empty() ? "" : "77|0|" + array + "|" + state + "|0|None|\n");
    fs::rename(made, path("queue"));
}

void SlurmExecutorTest::look(SlurmExecutor& executor, int times) const
{
    const int wanted = linesOf(path("looks")) + times;
    QTRY_VERIFY_WITH_TIMEOUT((executor.status(kRun), linesOf(path("looks")) >= wanted), 60000);
    // The next one has begun, so the last one was read.
    QTRY_VERIFY_WITH_TIMEOUT((executor.status(kRun), linesOf(path("looks")) > wanted), 60000);
}

void SlurmExecutorTest::waitsForWhatADeadConductorSubmitted()
{
    writeSlurmNote(runFolder(), {"palimpsest-1-2-3", 0, ""});
    SlurmExecutor heir(path("study"), m_options, "/bin/true");
    look(heir, 1); // its sbatch still waits for the controller
    QVERIFY(heir.status(kRun).running);
    QCOMPARE(heir.status(kRun).waiting, std::string("may be on its way to Slurm"));
    queue("palimpsest-1-2-3", "RUNNING");
    look(heir, 2);
    QVERIFY(heir.status(kRun).running && heir.status(kRun).waiting.empty());
    look(heir, 4);
    QVERIFY(heir.status(kRun).running);
    QCOMPARE(linesOf(path("submitted")), 0);
    QCOMPARE(named(), std::string("palimpsest-1-2-3"));
}

void SlurmExecutorTest::givesUpWhatNeverComes()
{
    writeSlurmNote(runFolder(), {"palimpsest-1-2-3", 0, ""});
    SlurmExecutor heir(path("study"), m_options, "/bin/true");
    QTRY_VERIFY_WITH_TIMEOUT(!heir.status(kRun).running, 60000);
    QVERIFY(linesOf(path("looks")) >= 3);
    QVERIFY(!heir.status(kRun).restart.empty());
    // Should it come after all, its workers see that they are not wanted.
    QVERIFY(named() != "palimpsest-1-2-3");
    QVERIFY(SlurmExecutor::ran(runFolder()));
}

void SlurmExecutorTest::findsWhatSlurmTookInLate()
{
    std::ofstream{path("silent")};
    SlurmExecutor executor(path("study"), m_options, "/bin/true");
    executor.start(config(), {"slurm", 1});
    const std::string name = named();
    executor.flush();
    look(executor, 2);
    QVERIFY(executor.status(kRun).running);
    queue(name, "RUNNING");
    look(executor, 4);
    QVERIFY(executor.status(kRun).running && executor.status(kRun).waiting.empty());
    QCOMPARE(linesOf(path("submitted")), 1);
    QCOMPARE(named(), name);
    QCOMPARE(readSlurmNote(runFolder())->job, std::string("77"));
}

void SlurmExecutorTest::submitsAgainUnderAnotherName()
{
    std::ofstream{path("silent")};
    SlurmExecutor executor(path("study"), m_options, "/bin/true");
    executor.start(config(), {"slurm", 1});
    const std::string first = named();
    executor.flush();
    QTRY_COMPARE_WITH_TIMEOUT((executor.status(kRun), linesOf(path("submitted"))), 2, 60000);
    QVERIFY(linesOf(path("looks")) >= 3);
    const std::string second = named();
    QVERIFY(second != first);
    std::ifstream in(path("submitted"));
    std::string words;
    std::getline(in, words);
    QVERIFY(words.find("--job-name=" + first + " ") != std::string::npos);
    std::getline(in, words);
    QVERIFY(words.find("--job-name=" + second + " ") != std::string::npos);
    queue(second, "RUNNING");
    QTRY_VERIFY_WITH_TIMEOUT(executor.status(kRun).waiting.empty(), 60000);
    QVERIFY(executor.status(kRun).running);
    QCOMPARE(linesOf(path("submitted")), 2);
}

void SlurmExecutorTest::asksTheControllerWithoutAccounting()
{
    writeSlurmNote(runFolder(), {"palimpsest-1-2-3", 4, "77"});
    writeCommand("sacct", kNoAccounting);
    writeCommand("scontrol",
                 "echo \"$@\" >>\"$here/asked\"\n"
                 "echo JobId=80 ArrayJobId=77 ArrayTaskId=3 JobState=COMPLETED ExitCode=0:0\n"
                 "echo JobId=81 ArrayJobId=77 ArrayTaskId=4 JobState=NODE_FAIL ExitCode=1:0\n");
    SlurmExecutor executor(path("study"), m_options, "/bin/true");
    QTRY_VERIFY_WITH_TIMEOUT(!executor.status(kRun).running, 60000);
    QCOMPARE(executor.status(kRun).restart, std::string("its node failed"));
    QCOMPARE(QString::fromStdString(readFile(path("asked"))), QString("--oneliner show job 77\n"));
}

/// The database is away: what is given up now would be lost, and it may be back soon.
void SlurmExecutorTest::asksAgainWhileTheAccountingIsSilent()
{
    writeSlurmNote(runFolder(), {"palimpsest-1-2-3", 4, "77"});
    writeCommand("sacct", R"(
echo >>"$here/asked"
[ $(wc -l <"$here/asked") -gt 3 ] && echo '77_4|TIMEOUT|0:0' && exit
echo 'sacct: error: Sending PersistInit msg: Connection refused' >&2
exit 1
)");
    SlurmExecutor executor(path("study"), m_options, "/bin/true");
    QTRY_VERIFY_WITH_TIMEOUT(!executor.status(kRun).running, 60000);
    QCOMPARE(executor.status(kRun).restart, std::string("its time in Slurm ran out"));
    QCOMPARE(linesOf(path("asked")), 4);
}

void SlurmExecutorTest::saysWhatNobodyKnows()
{
    writeSlurmNote(runFolder(), {"palimpsest-1-2-3", 4, "77"});
    writeCommand("sacct", kNoAccounting);
    SlurmExecutor executor(path("study"), m_options, "/bin/true");
    QTRY_VERIFY_WITH_TIMEOUT(!executor.status(kRun).running, 60000);
    QVERIFY(executor.status(kRun).restart.empty());
    QVERIFY(executor.status(kRun).sentence.find("no longer knows the job") != std::string::npos);
}

QTEST_GUILESS_MAIN(SlurmExecutorTest)
#include "tst_slurm_executor.moc"
