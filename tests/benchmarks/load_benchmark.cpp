// SPDX-License-Identifier: GPL-3.0-or-later
// The conductor under load: load_benchmark FOLDER [--slurm] [--trials 10000] [--workers 60]
// [--rate 20] [--seconds 20] [--minutes 60]. Workers write real events and train nothing; with
// --slurm they are tasks of a cluster with so many nodes whose commands are scripts. Prints a line
// every half minute, then what was lost, which must be nothing.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

#include <sys/resource.h>

#include "engine/orchestration/conductor.h"
#include "engine/orchestration/slurm_executor.h"
#include "engine/study/steady_time.h"
#include "tests/support/fake_slurm.h"
#include "tests/support/process_memory.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

struct Options {
    fs::path folder;
    bool slurm = false;
    int trials = 10000;
    int workers = 60;
    double rate = 20;
    double seconds = 20;
    double minutes = 60;
};

Options optionsOf(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const double value = i + 1 < argc ? std::atof(argv[i + 1]) : 0;
        if (word == "--slurm")
            options.slurm = true;
        else if (!word.starts_with("--"))
            options.folder = word;
        else if (++i; word == "--trials")
            options.trials = static_cast<int>(value);
        else if (word == "--workers")
            options.workers = static_cast<int>(value);
        else if (word == "--rate")
            options.rate = value;
        else if (word == "--seconds")
            options.seconds = value;
        else if (word == "--minutes")
            options.minutes = value;
        else
            throw std::runtime_error("load_benchmark does not know " + word);
    }
    if (options.folder.empty() || fs::exists(options.folder))
        throw std::runtime_error("load_benchmark FOLDER: names a folder that is not there yet.");
    return options;
}

double residentMegabytes()
{
    return static_cast<double>(processMemory("VmRSS")) * 1024 / 1e6;
}

double databaseMegabytes(const fs::path& study)
{
    double bytes = 0;
    for (const char* name : {"study.db", "study.db-wal"}) {
        std::error_code error;
        const auto size = fs::file_size(study / name, error);
        bytes += error ? 0 : static_cast<double>(size);
    }
    return bytes / 1e6;
}

/// One line about the time since the last.
class Report
{
public:
    explicit Report(const fs::path& study) : m_study(study)
    {
        std::printf("%8s %8s %10s %10s %9s %9s %9s %9s  %s\n", "seconds", "done", "written",
                    "behind", "MB", "db MB", "step ms", "longest", "calls");
    }

    void stepTook(double seconds)
    {
        ++m_steps;
        m_stepSeconds += seconds;
        m_longest = std::max(m_longest, seconds);
    }

    void print(const StudyStore& store, const FakeWorkers& workers, const FakeSlurm* cluster)
    {
        std::int64_t done = 0;
        for (const JobRow& job : store.jobs())
            done += job.kind == RunKind::Trial && job.state == JobState::Done;
        // The newest record's number is how many there are: none is replaced here.
        const std::int64_t written = workers.writtenInAll();
        const std::int64_t behind = written - store.latestMetricRecord();
        std::string calls;
        if (cluster != nullptr) {
            for (const auto& [command, count] : cluster->calls())
                calls += command + " " + std::to_string(count) + "  ";
        }
        std::printf("%8.0f %8lld %10lld %10lld %9.1f %9.1f %9.1f %9.0f  %s\n",
                    steadySeconds() - m_start, static_cast<long long>(done),
                    static_cast<long long>(written), static_cast<long long>(behind),
                    residentMegabytes(), databaseMegabytes(m_study),
                    1000 * m_stepSeconds / std::max(1, m_steps), 1000 * m_longest, calls.c_str());
        std::fflush(stdout);
        m_steps = 0;
        m_stepSeconds = 0;
        m_longest = 0;
    }

private:
    fs::path m_study;
    double m_start = steadySeconds();
    double m_stepSeconds = 0;
    double m_longest = 0;
    int m_steps = 0;
};

/// Returns how many runs lost events.
int measure(const Options& options)
{
    const fs::path study = options.folder / "study";
    const std::string devices =
        (options.slurm ? "slurm:" : "cpu:") + std::to_string(options.workers) + "x1";
    const RowId sweep = makeLoadedStudy(study, options.trials, devices);
    StudyStore store(study, OpenMode::ReadWrite);
    FakeWorkers workers(study, {.rate = options.rate, .seconds = options.seconds});
    std::unique_ptr<FakeSlurm> cluster;
    std::unique_ptr<Executor> executor = std::make_unique<FakeExecutor>(workers);
    ConductorOptions conducting;
    if (options.slurm) {
        cluster = std::make_unique<FakeSlurm>(options.folder / "slurm", workers, options.workers,
                                              300); // as Slurm's MinJobAge
        executor = std::make_unique<SlurmExecutor>(study, SlurmOptions{}, "/bin/false");
        conducting.machine.slurm = true;
    }
    Conductor conductor(store, *executor, conducting);
    store.addRequest("sweep.start", {{"sweep", sweep}});
    Report report(study);
    const double end = steadySeconds() + 60 * options.minutes;
    double next = 0;
    for (;;) {
        const double before = steadySeconds();
        if (!conductor.step())
            break;
        report.stepTook(steadySeconds() - before);
        if (before > next) {
            report.print(store, workers, cluster.get());
            next = before + 30;
        }
        if (before > end)
            conductor.pauseAll();
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // as conductors do
    }
    report.print(store, workers, cluster.get());
    const int lost = runsWithLostEvents(store, workers);
    std::printf("runs with lost events: %d of %zu\n", lost, store.runs().size());
    return lost;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        rlimit files{};
        ::getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max; // every worker has its file open
        ::setrlimit(RLIMIT_NOFILE, &files);
        return measure(optionsOf(argc, argv)) == 0 ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
