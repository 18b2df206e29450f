// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_executor.h"

#include <algorithm>
#include <chrono>

#include <unistd.h>

#include "engine/orchestration/slurm_note.h"
#include "engine/study/steady_time.h"
#include "engine/study/storage_error.h"
#include "engine/study/waiting_stage.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr double kPause = 0.02;         ///< seconds between two looks at commands under way
constexpr std::size_t kMostTasks = 500; ///< of one array; sites allow 1,000 and more
/// An array that so many looks at the queue in a row did not show was never taken in. sbatch may
/// live on when its conductor dies, and Slurm may take in what it did not confirm; an array that
/// comes later still is no harm, as its workers see that slurm.json names another one.
constexpr int kMissesToBelieve = 3;
constexpr const char* kGivenUp = "none"; ///< name of an array that there is not

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
    return kArrayNameStart + std::to_string(milliseconds) + "-" + std::to_string(::getpid()) + "-" +
           std::to_string(number);
}

} // namespace

SlurmExecutor::SlurmExecutor(const fs::path& studyFolder, SlurmOptions options, fs::path engine)
    : m_layout(fs::absolute(studyFolder)), m_options(std::move(options)),
      m_engine(m_options.engine.empty() ? std::move(engine) : fs::path(m_options.engine)),
      m_orders(m_options.pollSeconds), m_accounting(m_options.pollSeconds)
{
}

bool SlurmExecutor::ran(const fs::path& runFolder)
{
    return hasSlurmNote(runFolder);
}

void SlurmExecutor::forget(const fs::path& runFolder)
{
    removeSlurmNote(runFolder);
}

void SlurmExecutor::start(const RunConfig& config, const DeviceSlot& slot)
{
    if (const auto known = m_tasks.find(config.run); known != m_tasks.end() && !known->second.ended)
        throw FolderInUse(m_layout.run(config.run).string() + ": the run is in Slurm already.");
    Collected& group = groupFor(slot, config.limits);
    Task task;
    task.name = group.name;
    task.index = static_cast<int>(group.runs.size());
    task.handedOver = false;
    task.last.waiting = kHandedToSlurm;
    remember(config.run, task); // may find the disk full: nothing has been done yet then
    m_tasks[config.run] = task;
    group.runs.push_back(config.run);
}

SlurmExecutor::Collected& SlurmExecutor::groupFor(const DeviceSlot& slot, const RunLimits& limits)
{
    const auto found = std::ranges::find_if(m_collected, [&](const Collected& each) {
        return each.slot == slot && each.limits == limits && each.runs.size() < kMostTasks;
    });
    return found != m_collected.end()
               ? *found
               : m_collected.emplace_back(Collected{arrayName(++m_arrays), slot, limits, {}});
}

/// Out of the array to be; false where it is in none. The last run gets its index.
bool SlurmExecutor::takeBack(const std::string& run)
{
    for (auto group = m_collected.begin(); group != m_collected.end(); ++group) {
        const auto found = std::ranges::find(group->runs, run);
        if (found == group->runs.end())
            continue;
        const std::string last = group->runs.back();
        *found = last;
        group->runs.pop_back();
        if (last != run) {
            m_tasks[last].index = m_tasks[run].index;
            remember(last, m_tasks[last]);
        } else if (group->runs.empty()) {
            m_collected.erase(group);
        }
        return true;
    }
    return false;
}

void SlurmExecutor::flush()
{
    const double now = steadySeconds();
    if (m_collected.empty() || now < m_nextSubmission)
        return;
    m_nextSubmission = now + m_options.pollSeconds;
    std::erase_if(m_collected, [](const Collected& group) { return group.runs.empty(); });
    for (const Collected& group : m_collected)
        submit(group);
    m_collected.clear();
}

void SlurmExecutor::submit(const Collected& group)
{
    Submission submission;
    submission.name = group.name;
    submission.runs = group.runs;
    submission.words =
        sbatchCommand(m_options, group.slot, group.name, group.runs.size(), group.limits);
    submission.script =
        arrayScript(m_options, m_engine.string(), m_layout.root().string(), group.runs);
    for (const std::string& run : group.runs)
        m_tasks[run].submitted = steadySeconds();
    submission.command =
        std::make_unique<BackgroundCommand>(submission.words, submission.script, kSlurmPatience);
    m_submissions.push_back(std::move(submission));
}

void SlurmExecutor::remember(const std::string& run, const Task& task) const
{
    writeSlurmNote(m_layout.run(run), {task.name, task.index, task.job});
}

SlurmExecutor::Task* SlurmExecutor::taskOf(const std::string& run)
{
    if (const auto known = m_tasks.find(run); known != m_tasks.end())
        return &known->second;
    const auto note = readSlurmNote(m_layout.run(run));
    if (!note)
        return nullptr; // damaged: nobody can say what became of the worker
    Task& task = m_tasks[run];
    task.name = note->name;
    task.index = note->index;
    task.job = note->job;
    return &task;
}

void SlurmExecutor::advance()
{
    const double now = steadySeconds();
    if (now - m_advanced < kPause) // asked for every worker in turn
        return;
    m_advanced = now;
    advanceSubmissions();
    m_orders.advance();
    advanceQueue();
}

void SlurmExecutor::advanceQueue()
{
    const double now = steadySeconds();
    if (!m_query && now >= m_nextQuery) {
        m_query = std::make_unique<BackgroundCommand>(squeueCommand(), "", kSlurmPatience);
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
    m_places.clear();
    for (std::size_t i = 0; i < m_queue.size(); ++i) {
        m_places[taskName(m_queue[i].job, m_queue[i].index)] = i;
        m_places[taskName(m_queue[i].name, m_queue[i].index)] = i;
    }
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
        submission.misses = 0;
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
    submission.askedAt = m_queueSeen; // the next look counts anew
    if (++submission.misses >= kMissesToBelieve)
        submitAgain(submission);
    return false;
}

/// Under another name, so that workers of the first one leave if it is taken in after all.
void SlurmExecutor::submitAgain(Submission& submission)
{
    const std::string name = arrayName(++m_arrays);
    std::ranges::replace(submission.words, "--job-name=" + submission.name, "--job-name=" + name);
    submission.name = name;
    for (const std::string& run : submission.runs) {
        Task& task = m_tasks[run];
        task.name = name;
        remember(run, task);
    }
    submission.command =
        std::make_unique<BackgroundCommand>(submission.words, submission.script, kSlurmPatience);
}

void SlurmExecutor::accept(const Submission& submission, const std::string& job)
{
    for (const std::string& run : submission.runs) {
        Task& task = m_tasks[run];
        task.submitted = steadySeconds();
        task.handedOver = true;
        learnJob(task, job);
        try {
            remember(run, task);
        } catch (const StorageError&) {
            // The disk is full, say. What was remembered before, the array's name, finds it as
            // well.
        }
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
        m_orders.stop(taskName(task.job, task.index));
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

const SlurmTask* SlurmExecutor::inQueue(const Task& task) const
{
    const auto found = m_places.find(taskName(task.job.empty() ? task.name : task.job, task.index));
    return found == m_places.end() ? nullptr : &m_queue[found->second];
}

WorkerStatus SlurmExecutor::status(const std::string& run)
{
    advance();
    Task* task = taskOf(run);
    if (task == nullptr)
        return {};
    if (!task->ended) {
        task->last = look(run, *task);
        task->ended = !task->last.running;
    }
    return task->last;
}

WorkerStatus SlurmExecutor::look(const std::string& run, Task& task)
{
    if (!task.handedOver)
        return {.running = true, .waiting = std::string(kHandedToSlurm)};
    if (task.lookedUp)
        return lookUpEnd(task);
    // Asked some times a second, but the queue is new every few seconds only.
    if (m_queueSeen < task.submitted || m_queueSeen == task.judged)
        return task.last;
    task.judged = m_queueSeen;
    if (const SlurmTask* found = inQueue(task)) {
        learnJob(task, found->job);
        return workerStatus(*found);
    }
    if (!task.job.empty())
        return lookUpEnd(task);
    if (++task.misses < kMissesToBelieve)
        return {.running = true, .waiting = std::string(kOnItsWayToSlurm)};
    task.name = kGivenUp;
    remember(run, task);
    return {.restart = "its conductor ended before it was handed to Slurm"};
}

/// The queue has forgotten the task: asks who may know of it.
WorkerStatus SlurmExecutor::lookUpEnd(Task& task)
{
    task.lookedUp = true;
    const auto answer = m_accounting.lookUp(taskName(task.job, task.index));
    if (!answer)
        return task.last;
    if (!answer->task)
        return {.sentence = "Slurm no longer knows the job; resume it to go on from its last "
                            "checkpoint."};
    return workerStatus(*answer->task);
}

/// What is on its way counts: whether Slurm took it in, the next conductor finds out by its name.
bool SlurmExecutor::outlivesThisMachine(const std::string& run)
{
    const Task* task = taskOf(run);
    return task != nullptr && !task->ended &&
           std::ranges::none_of(m_collected, [&run](const Collected& group) {
               return std::ranges::find(group.runs, run) != group.runs.end();
           });
}

void SlurmExecutor::requestStop(const std::string& run)
{
    Task* task = taskOf(run);
    if (task == nullptr || task->ended)
        return;
    task->stopAsked = true;
    if (takeBack(run)) {
        task->ended = true;
        task->last = {.sentence = "It was stopped before it was handed to Slurm."};
    } else if (!task->job.empty()) {
        m_orders.stop(taskName(task->job, task->index));
    }
}

void SlurmExecutor::kill(const std::string& run)
{
    const Task* task = taskOf(run);
    if (task != nullptr && !task->ended && !task->job.empty())
        m_orders.kill(taskName(task->job, task->index));
}

} // namespace palimpsest
