// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_slurm.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <set>

#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr auto kTick = std::chrono::milliseconds(250);

constexpr const char* kSbatch = R"(
for word; do
    case $word in
        --job-name=*) name=${word#--job-name=} ;;
        --array=0-*) last=${word#--array=0-} ;;
    esac
done
exec 9>>"$here/lock"
flock 9
number=$(($(cat "$here/number") + 1))
echo $number >"$here/number"
{ echo "$name $last"; cat; } >"$here/new"
mv "$here/new" "$here/arrays/$number"
exec 9>&-
while [ -e "$here/arrays/$number" ]; do sleep 0.05; done # until squeue shows it, as with Slurm
echo $number
)";
constexpr const char* kSqueue = "cat \"$here/queue\"\n";
constexpr const char* kSacct = "cat \"$here/accounting\"\n";
constexpr const char* kScontrol =
    "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1\n";
constexpr const char* kScancel = R"(
exec 9>>"$here/lock"
flock 9
for word; do
    case $word in
        *_*) echo "$word" >>"$here/cancelled" ;;
    esac
done
)";

void writeCommand(const fs::path& folder, const std::string& name, const std::string& body)
{
    const fs::path file = folder / "bin" / name;
    std::ofstream(file) << "#!/bin/sh\nhere='" << folder.string() << "'\necho " << name
                        << " >>\"$here/calls\"\n"
                        << body;
    fs::permissions(file, fs::perms::owner_all);
}

/// The words between quotes in runs=('a' 'b' ).
std::vector<std::string> runsIn(const std::string& script)
{
    std::vector<std::string> runs;
    const std::size_t end = script.find(")\n");
    for (std::size_t at = script.find('\''); at < end; at = script.find('\'', at + 1)) {
        const std::size_t close = script.find('\'', at + 1);
        runs.push_back(script.substr(at + 1, close - at - 1));
        at = close;
    }
    return runs;
}

std::string padded(const std::string& text, std::size_t width)
{
    return text + std::string(width > text.size() ? width - text.size() : 0, ' ') + "|";
}

void replace(const fs::path& file, const std::string& content)
{
    const fs::path made(file.string() + ".made");
    std::ofstream(made) << content;
    fs::rename(made, file);
}

} // namespace

FakeSlurm::FakeSlurm(const fs::path& folder, FakeWorkers& workers, int nodes, double remembered)
    : m_folder(fs::absolute(folder)), m_workers(workers), m_nodes(nodes), m_remembered(remembered)
{
    fs::create_directories(m_folder / "bin");
    fs::create_directories(m_folder / "arrays");
    writeCommands();
    std::ofstream(m_folder / "number") << "10\n";
    for (const char* file : {"queue", "accounting", "cancelled", "calls"})
        std::ofstream{m_folder / file};
    const char* path = std::getenv("PATH");
    ::setenv("PATH", ((m_folder / "bin").string() + ":" + (path ? path : "")).c_str(), 1);
    m_thread = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

FakeSlurm::~FakeSlurm() = default;

void FakeSlurm::writeCommands() const
{
    writeCommand(m_folder, "sbatch", kSbatch);
    writeCommand(m_folder, "squeue", kSqueue);
    writeCommand(m_folder, "sacct", kSacct);
    writeCommand(m_folder, "scontrol", kScontrol);
    writeCommand(m_folder, "scancel", kScancel);
}

std::map<std::string, int> FakeSlurm::calls() const
{
    std::map<std::string, int> calls;
    std::ifstream in(m_folder / "calls");
    for (std::string name; std::getline(in, name);)
        ++calls[name];
    return calls;
}

void FakeSlurm::work(const std::stop_token& stop)
{
    std::condition_variable_any never;
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        takeArrays();
        takeCancellations();
        advanceTasks(steadySeconds());
        writeAnswers();
        for (const fs::path& array : m_taken)
            fs::remove(array);
        m_taken.clear();
        never.wait_for(lock, stop, kTick, [] { return false; });
    }
}

void FakeSlurm::takeArrays()
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(m_folder / "arrays"))
        files.push_back(entry.path());
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        std::ifstream in(file);
        std::string name;
        std::string last;
        in >> name >> last;
        const std::string script{std::istreambuf_iterator<char>(in), {}};
        int index = 0;
        for (const std::string& run : runsIn(script))
            m_tasks.push_back(
                {.array = file.filename().string(), .index = index++, .name = name, .run = run});
        m_taken.push_back(file);
    }
}

void FakeSlurm::takeCancellations()
{
    std::ifstream in(m_folder / "cancelled");
    in.seekg(m_cancellationsTaken);
    std::set<std::string> named;
    for (std::string word; std::getline(in, word) && !in.eof();) {
        m_cancellationsTaken += static_cast<std::int64_t>(word.size()) + 1;
        named.insert(word);
    }
    for (Task& task : m_tasks)
        task.stop = task.stop || named.contains(task.array + "_" + std::to_string(task.index));
}

void FakeSlurm::advanceTasks(double now)
{
    int there = 0;
    for (Task& task : m_tasks) {
        advanceTask(task, now);
        there += task.ended == 0;
    }
    m_mostAtOnce = std::max(m_mostAtOnce.load(), there);
    auto running = std::ranges::count(m_tasks, "RUNNING", &Task::state);
    for (Task& task : m_tasks) {
        if (running >= m_nodes)
            break;
        if (task.state != "PENDING")
            continue;
        begin(task);
        ++running;
    }
    std::erase_if(m_tasks, [&](const Task& task) {
        return task.ended > 0 && now - task.ended > m_remembered;
    });
}

void FakeSlurm::advanceTask(Task& task, double now)
{
    const std::string before = task.state;
    if (task.state == "RUNNING" && !m_workers.running(task.run)) {
        task.state = "COMPLETED";
    } else if (task.state == "PENDING" && task.stop) {
        task.state = "CANCELLED";
    } else if (task.state == "RUNNING" && !task.fate.empty()) {
        m_workers.lose(task.run);
        task.state = task.fate;
    } else if (task.state == "RUNNING" && task.stop) {
        m_workers.askToStop(task.run);
    }
    if (task.state == before)
        return;
    task.ended = now;
    m_accounting += task.array + "_" + std::to_string(task.index) + "|" + task.state + "|0:0\n";
}

void FakeSlurm::begin(Task& task)
{
    constexpr std::array kFates = {"NODE_FAIL", "PREEMPTED", "TIMEOUT"};
    m_workers.start(task.run);
    task.state = "RUNNING";
    const int every = m_loseOneOutOf;
    if (++m_begun; every > 0 && m_begun % every == 0)
        task.fate = kFates[static_cast<std::size_t>(m_begun / every) % kFates.size()];
}

void FakeSlurm::writeAnswers() const
{
    std::string queue;
    for (const Task& task : m_tasks)
        queue += padded(task.array, 24) + padded(std::to_string(task.index), 16) +
                 padded(task.name, 48) + padded(task.state, 24) + padded("0", 16) +
                 padded(task.state == "PENDING" ? "Resources" : "None", 64) + "\n";
    replace(m_folder / "queue", queue);
    replace(m_folder / "accounting", m_accounting);
}

} // namespace palimpsest
