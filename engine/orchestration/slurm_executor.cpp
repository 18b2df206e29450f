// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_executor.h"

#include <algorithm>
#include <chrono>
#include <fstream>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr double kPatience = 60;        ///< seconds that one of Slurm's commands may take
constexpr std::size_t kMostTasks = 500; ///< of one array; sites allow 1,000 and more
constexpr const char* kFile = "slurm.json";

/// Slurm's controller, or the way to it, is not there: no answer to the question.
bool unanswered(const CommandResult& result)
{
    if (result.exitCode == 0)
        return false;
    if (result.exitCode == CommandResult::kTookTooLong)
        return true;
    for (const char* sign :
         {"Unable to contact slurm controller", "Socket timed out", "Connection refused",
          "Connection timed out", "configuration source", "Zero Bytes were transmitted",
          "authentication", "Munge", "temporarily"}) {
        if (result.errors.find(sign) != std::string::npos)
            return true;
    }
    return false;
}

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

std::string silence(const CommandResult& result)
{
    return "Slurm does not answer (" + firstLine(result.errors) +
           "); workers go on, and what they wrote is read.";
}

/// Of this submission alone, wherever and whenever it is made.
std::string arrayName(int number)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    return "palimpsest-" + std::to_string(milliseconds) + "-" + std::to_string(::getpid()) + "-" +
           std::to_string(number);
}

} // namespace

SlurmExecutor::SlurmExecutor(const fs::path& studyFolder, SlurmOptions options, fs::path engine)
    : m_layout(fs::absolute(studyFolder)), m_options(std::move(options)),
      m_engine(m_options.engine.empty() ? std::move(engine) : fs::path(m_options.engine))
{
}

bool SlurmExecutor::ran(const fs::path& runFolder)
{
    std::error_code error;
    return fs::exists(runFolder / kFile, error);
}

void SlurmExecutor::forget(const fs::path& runFolder)
{
    std::error_code error;
    fs::remove(runFolder / kFile, error);
}

void SlurmExecutor::start(const RunConfig& config, const DeviceSlot& slot)
{
    if (const auto known = m_tasks.find(config.run); known != m_tasks.end() && !known->second.ended)
        throw BadInput(m_layout.run(config.run).string() + ": the run is in Slurm already.");
    m_tasks.erase(config.run);
    m_collected.push_back({config.run, slot, config.limits});
}

void SlurmExecutor::flush()
{
    while (!m_collected.empty()) {
        const Collected first = m_collected.front();
        std::vector<std::string> runs;
        for (auto each = m_collected.begin(); each != m_collected.end();) {
            if (!(each->slot == first.slot) || !(each->limits == first.limits) ||
                runs.size() == kMostTasks) {
                ++each;
                continue;
            }
            runs.push_back(each->run);
            each = m_collected.erase(each);
        }
        submit(first, runs);
    }
}

void SlurmExecutor::submit(const Collected& alike, const std::vector<std::string>& runs)
{
    Submission submission;
    submission.name = arrayName(++m_arrays);
    submission.runs = runs;
    submission.words =
        sbatchCommand(m_options, alike.slot, submission.name, runs.size(), alike.limits);
    submission.script = arrayScript(m_options, m_engine.string(), m_layout.root().string(), runs);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Task& task = m_tasks[runs[i]];
        task.name = submission.name;
        task.index = static_cast<int>(i);
        task.submitted = steadySeconds();
        remember(runs[i], task);
    }
    submission.command =
        std::make_unique<BackgroundCommand>(submission.words, submission.script, kPatience);
    m_submissions.push_back(std::move(submission));
}

void SlurmExecutor::remember(const std::string& run, const Task& task) const
{
    const nlohmann::json json{{"name", task.name}, {"index", task.index}, {"job", task.job}};
    writeFileAtomically(m_layout.run(run) / kFile, json.dump(2) + "\n");
}

SlurmExecutor::Task* SlurmExecutor::taskOf(const std::string& run)
{
    if (const auto known = m_tasks.find(run); known != m_tasks.end())
        return &known->second;
    std::ifstream in(m_layout.run(run) / kFile);
    const nlohmann::json json = nlohmann::json::parse(in, nullptr, false);
    if (!json.is_object() || !json.contains("name") || !json["name"].is_string())
        return nullptr;
    Task& task = m_tasks[run];
    task.name = json["name"].get<std::string>();
    task.index = json.value("index", 0);
    task.job = json.value("job", "");
    return &task;
}

void SlurmExecutor::advance()
{
    advanceSubmissions();
    advanceOrders();
    advanceQueue();
}

void SlurmExecutor::advanceQueue()
{
    const double now = steadySeconds();
    if (!m_query && now >= m_nextQuery) {
        m_query = std::make_unique<BackgroundCommand>(squeueCommand(), "", kPatience);
        m_queryStarted = now;
    }
    if (!m_query || !m_query->result())
        return;
    const CommandResult result = *m_query->result();
    m_query.reset();
    m_nextQuery = now + m_options.pollSeconds;
    if (result.exitCode != 0) {
        m_trouble = silence(result);
        return;
    }
    m_trouble.clear();
    m_queue = parseQueue(result.output);
    m_queueSeen = m_queryStarted;
}

void SlurmExecutor::advanceSubmissions()
{
    std::erase_if(m_submissions, [this](Submission& each) { return advanceSubmission(each); });
}

/// Returns true once it is over, one way or another.
bool SlurmExecutor::advanceSubmission(Submission& submission)
{
    if (submission.command) {
        const auto& result = submission.command->result();
        if (!result)
            return false;
        if (result->exitCode == 0) {
            // "123" or "123;cluster"; anything else, and the array is found by its name.
            accept(submission,
                   result->output.substr(0, result->output.find_first_not_of("0123456789")));
            return true;
        }
        if (!unanswered(*result)) {
            refuse(submission, *result);
            return true;
        }
        m_trouble = silence(*result);
        submission.command.reset();
        submission.askedAt = steadySeconds();
        return false;
    }
    if (m_queueSeen <= submission.askedAt)
        return false;
    // Slurm answers again: did it take the array in before it fell silent?
    for (const SlurmTask& task : m_queue) {
        if (task.name == submission.name) {
            accept(submission, task.job);
            return true;
        }
    }
    submission.command =
        std::make_unique<BackgroundCommand>(submission.words, submission.script, kPatience);
    return false;
}

void SlurmExecutor::accept(const Submission& submission, const std::string& job)
{
    for (const std::string& run : submission.runs) {
        Task& task = m_tasks[run];
        task.submitted = steadySeconds();
        learnJob(task, job);
        remember(run, task);
    }
    m_nextQuery = std::min(m_nextQuery, steadySeconds() + std::min(1.0, m_options.pollSeconds));
}

/// A stop that was asked for before can be ordered now.
void SlurmExecutor::learnJob(Task& task, const std::string& job)
{
    if (!task.job.empty() || job.empty())
        return;
    task.job = job;
    if (task.stopAsked)
        orderStop(task);
}

void SlurmExecutor::refuse(const Submission& submission, const CommandResult& result)
{
    for (const std::string& run : submission.runs) {
        Task& task = m_tasks[run];
        task.ended = true;
        task.last = {.exitCode = static_cast<int>(ExitCode::BadInput),
                     .sentence = "Slurm did not take the job: " + firstLine(result.errors)};
    }
}

bool SlurmExecutor::beingSubmitted(const Task& task) const
{
    return std::ranges::any_of(m_submissions,
                               [&](const Submission& each) { return each.name == task.name; });
}

const SlurmTask* SlurmExecutor::inQueue(const Task& task) const
{
    const auto found = std::ranges::find_if(m_queue, [&](const SlurmTask& each) {
        return each.index == task.index &&
               (task.job.empty() ? each.name == task.name : each.job == task.job);
    });
    return found == m_queue.end() ? nullptr : &*found;
}

WorkerStatus SlurmExecutor::status(const std::string& run)
{
    advance();
    if (std::ranges::any_of(m_collected, [&](const auto& each) { return each.run == run; }))
        return {.running = true, .waiting = "is being handed to Slurm"};
    Task* task = taskOf(run);
    if (task == nullptr)
        return {};
    if (!task->ended) {
        task->last = look(*task);
        task->ended = !task->last.running;
    }
    return task->last;
}

WorkerStatus SlurmExecutor::look(Task& task)
{
    if (beingSubmitted(task))
        return {.running = true, .waiting = "is being handed to Slurm"};
    if (task.accounting)
        return lookUpEnd(task);
    // Asked some times a second, but the queue is new every few seconds only.
    if (m_queueSeen < task.submitted || m_queueSeen == task.judged)
        return task.last;
    task.judged = m_queueSeen;
    if (const SlurmTask* found = inQueue(task)) {
        learnJob(task, found->job);
        return workerStatus(*found);
    }
    if (task.job.empty())
        return {.restart = "its conductor ended before it was handed to Slurm"};
    return lookUpEnd(task);
}

/// The queue has forgotten the task: asks the accounting database, where there is one.
WorkerStatus SlurmExecutor::lookUpEnd(Task& task)
{
    if (!task.accounting)
        task.accounting =
            std::make_unique<BackgroundCommand>(sacctCommand(task.job, task.index), "", kPatience);
    const auto& result = task.accounting->result();
    if (!result)
        return task.last;
    const auto found = result->exitCode == 0 ? parseAccounting(result->output) : std::nullopt;
    task.accounting.reset();
    if (!found)
        return {.sentence = "Slurm no longer knows the job; resume it to go on from its last "
                            "checkpoint."};
    return workerStatus(*found);
}

void SlurmExecutor::order(std::vector<std::string> words)
{
    auto command = std::make_unique<BackgroundCommand>(words, "", kPatience);
    m_orders.push_back({std::move(words), std::move(command), 0});
}

void SlurmExecutor::advanceOrders()
{
    const double now = steadySeconds();
    std::erase_if(m_orders, [&](Order& each) {
        if (!each.command) {
            if (now >= each.retryAt)
                each.command = std::make_unique<BackgroundCommand>(each.words, "", kPatience);
            return false;
        }
        if (!each.command->result())
            return false;
        if (!unanswered(*each.command->result()))
            return true; // done, or there was nothing left to do
        each.command.reset();
        each.retryAt = now + m_options.pollSeconds;
        return false;
    });
}

void SlurmExecutor::requestStop(const std::string& run)
{
    Task* task = taskOf(run);
    if (task == nullptr || task->ended)
        return;
    task->stopAsked = true;
    if (!task->job.empty())
        orderStop(*task);
}

/// What has not begun goes at once; what runs is asked to save: the batch script has become the
/// worker.
void SlurmExecutor::orderStop(const Task& task)
{
    const std::string id = task.job + "_" + std::to_string(task.index);
    order({"scancel", "--state=PENDING", id});
    order({"scancel", "--state=RUNNING", "--batch", "--signal=TERM", id});
}

void SlurmExecutor::kill(const std::string& run)
{
    const Task* task = taskOf(run);
    if (task != nullptr && !task->ended && !task->job.empty())
        order({"scancel", task->job + "_" + std::to_string(task->index)});
}

} // namespace palimpsest
