// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_queue.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "engine/study/exit_code.h"
#include "engine/study/waiting_stage.h"

namespace palimpsest
{
namespace
{

std::vector<std::string> fieldsOf(const std::string& line)
{
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, '|');) {
        const auto first = field.find_first_not_of(" \t");
        const auto last = field.find_last_not_of(" \t");
        fields.push_back(first == std::string::npos ? "" : field.substr(first, last - first + 1));
    }
    return fields;
}

bool isNumber(const std::string& text)
{
    return !text.empty() && text.size() < 10 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Of "3", and of those that have not begun in one line: "4-6,8%2" (at most two at a time). Sets
/// larger than any array that is submitted here are not ours.
std::vector<int> indicesOf(const std::string& text)
{
    constexpr std::size_t kMostTasks = 10000;
    std::vector<int> indices;
    std::istringstream parts(text.substr(0, text.find('%')));
    for (std::string part; std::getline(parts, part, ',');) {
        const std::size_t dash = part.find('-');
        const std::string first = part.substr(0, dash);
        const std::string last = dash == std::string::npos ? first : part.substr(dash + 1);
        if (!isNumber(first) || !isNumber(last) ||
            std::stoi(last) - std::stoi(first) > static_cast<int>(kMostTasks) ||
            indices.size() > kMostTasks)
            return {};
        for (int index = std::stoi(first); index <= std::stoi(last); ++index)
            indices.push_back(index);
    }
    return indices;
}

/// "<exit code>:<signal>"; false where it is something else.
bool readExit(const std::string& text, SlurmTask& task)
{
    const auto colon = text.find(':');
    if (colon == std::string::npos || !isNumber(text.substr(0, colon)) ||
        !isNumber(text.substr(colon + 1)))
        return false;
    task.exitCode = std::stoi(text.substr(0, colon));
    task.signal = std::stoi(text.substr(colon + 1));
    return true;
}

/// The text in single quotes, as a shell reads it.
std::string shellQuoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

/// The minutes of "90", "90:30", "4:00:00", "2-0", "2-0:30": sbatch's time limits, rounded up.
int minutesOf(const std::string& time)
{
    const std::size_t dash = time.find('-');
    std::istringstream in(dash == std::string::npos ? time : time.substr(dash + 1));
    std::vector<int> numbers;
    for (std::string number; std::getline(in, number, ':');)
        numbers.push_back(std::stoi(number));
    const bool withHours = dash != std::string::npos || numbers.size() == 3;
    numbers.resize(3);
    const int days = dash == std::string::npos ? 0 : std::stoi(time.substr(0, dash));
    const int hours = withHours ? numbers[0] : 0;
    const int minutes = withHours ? numbers[1] : numbers[0];
    const int seconds = withHours ? numbers[2] : numbers[1];
    return (days * 24 + hours) * 60 + minutes + (seconds > 0);
}

/// The run's own limit and the time to save in, unless the site wants jobs to be shorter. The
/// conductor asks the worker to save at its limit; Slurm ends what does not.
std::string timeOf(const SlurmOptions& options, const RunLimits& limits)
{
    const int wanted = limits.minutes + options.signalSeconds / 60 + 2;
    if (limits.minutes == 0 || (!options.time.empty() && minutesOf(options.time) <= wanted))
        return options.time;
    return std::to_string(wanted);
}

bool isAny(const std::string& state, std::initializer_list<const char*> states)
{
    return std::ranges::any_of(states, [&](const char* each) { return state.rfind(each, 0) == 0; });
}

} // namespace

std::vector<std::string> squeueCommand()
{
    return {"squeue",
            "--me",
            "--array",
            "--noheader",
            "--states=all",
            "--Format=ArrayJobID:24|,ArrayTaskID:16|,Name:48|,State:24|,exit_code:16|,Reason:64|"};
}

std::vector<SlurmTask> parseQueue(const std::string& text)
{
    std::vector<SlurmTask> tasks;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::vector<std::string> fields = fieldsOf(line);
        if (fields.size() < 6 || !isNumber(fields[0]) || !isNumber(fields[1]) ||
            !isNumber(fields[4]))
            continue;
        // The exit code comes as wait() gives it: signal in the low byte, code above.
        const int status = std::stoi(fields[4]);
        tasks.push_back({fields[0], std::stoi(fields[1]), fields[2], fields[3], status >> 8,
                         status & 0x7f, fields[5]});
    }
    return tasks;
}

std::string taskName(const std::string& job, int index)
{
    return job + "_" + std::to_string(index);
}

std::vector<std::string> sacctCommand(const std::vector<std::string>& tasks)
{
    std::string names;
    for (const std::string& task : tasks)
        names += (names.empty() ? "" : ",") + task;
    return {"sacct",  "--allocations", "--noheader", "--parsable2",
            "--jobs", names,           "--format",   "JobID,State,ExitCode"};
}

std::vector<SlurmTask> parseAccounting(const std::string& text)
{
    std::vector<SlurmTask> tasks;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::vector<std::string> fields = fieldsOf(line);
        if (fields.size() < 3 || fields[1].empty())
            continue;
        const auto under = fields[0].find('_');
        if (under == std::string::npos || !isNumber(fields[0].substr(under + 1)))
            continue;
        SlurmTask task;
        task.job = fields[0].substr(0, under);
        task.index = std::stoi(fields[0].substr(under + 1));
        task.state = fields[1].substr(0, fields[1].find(' ')); // "CANCELLED by 1000"
        if (readExit(fields[2], task))
            tasks.push_back(std::move(task));
    }
    return tasks;
}

std::vector<std::string> scontrolCommand(const std::string& array)
{
    return {"scontrol", "--oneliner", "show", "job", array};
}

std::vector<SlurmTask> parseJobs(const std::string& text)
{
    std::vector<SlurmTask> tasks;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::map<std::string, std::string> fields;
        std::istringstream words(line);
        for (std::string word; words >> word;) {
            const std::size_t equals = word.find('=');
            if (equals != std::string::npos)
                fields.try_emplace(word.substr(0, equals), word.substr(equals + 1));
        }
        SlurmTask task;
        task.job = fields["ArrayJobId"];
        task.name = fields["JobName"];
        task.state = fields["JobState"];
        task.reason = fields["Reason"];
        if (!isNumber(task.job) || !readExit(fields["ExitCode"], task))
            continue;
        for (const int index : indicesOf(fields["ArrayTaskId"])) {
            task.index = index;
            tasks.push_back(task);
        }
    }
    return tasks;
}

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

WorkerStatus workerStatus(const SlurmTask& task)
{
    WorkerStatus status;
    if (isAny(task.state, {"PENDING", "CONFIGURING", "REQUEUE", "RESV_DEL_HOLD", "SPECIAL_EXIT"})) {
        status.running = true;
        status.waiting = waitingText(task.reason);
        return status;
    }
    if (isAny(task.state, {"RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING",
                           "STAGE_OUT", "RESIZING"})) {
        status.running = true;
        return status;
    }
    if (isAny(task.state, {"PREEMPTED", "NODE_FAIL", "BOOT_FAIL", "REVOKED"})) {
        status.restart = task.state.rfind("PREEMPTED", 0) == 0
                             ? "Slurm gave its place to a more urgent job"
                             : "its node failed";
        return status;
    }
    const bool saved = task.exitCode == static_cast<int>(ExitCode::Stopped);
    if (isAny(task.state, {"TIMEOUT", "DEADLINE"}) || saved) {
        status.restart = "its time in Slurm ran out";
        return status;
    }
    if (task.exitCode == static_cast<int>(ExitCode::Locked)) {
        status.restart = "another worker was still at work in its folder";
        return status;
    }
    if (isAny(task.state, {"OUT_OF_MEMORY"})) {
        status.sentence = "Slurm ended the worker because it took more memory than its job may: "
                          "raise memoryMb in the Slurm configuration, or take smaller batches.";
        status.exitCode = static_cast<int>(ExitCode::OutOfMemory);
        return status;
    }
    if (isAny(task.state, {"CANCELLED"})) {
        status.sentence = "The job was cancelled in Slurm; resume it to go on from its last "
                          "checkpoint.";
        return status;
    }
    if (task.signal != 0)
        status.signal = task.signal;
    else
        status.exitCode = task.exitCode;
    return status;
}

const std::map<std::string, const char*>& waitingReasons()
{
    static const std::map<std::string, const char*> words{
        {"Priority", "other jobs come first"},
        {"Resources", "no node is free"},
        {"Dependency", "it depends on another job"},
        {"BeginTime", "its start time has not come"},
        {"JobHeldUser", "it is held by its user"},
        {"JobHeldAdmin", "it is held by an administrator"},
        {"JobArrayTaskLimit", "enough tasks of its array run"},
        {"Reservation", "it waits for a reservation"},
        {"ReqNodeNotAvail", "the nodes that it asks for are not available"},
        {"PartitionDown", "the partition is down"},
        {"PartitionInactive", "the partition is inactive"},
        {"PartitionTimeLimit", "it asks for more time than the partition gives"},
        {"PartitionNodeLimit", "it asks for more nodes than the partition has"},
        {"BadConstraints", "no node has what it asks for"},
        {"NodeDown", "a node that it needs is down"},
        {"InvalidAccount", "the account is not valid"},
        {"InvalidQOS", "the quality of service is not valid"},
        {"Licenses", "it waits for a licence"},
    };
    return words;
}

std::string waitingText(const std::string& reason)
{
    const std::string inQueue(kInSlurmsQueue);
    if (reason.empty() || reason == "None")
        return inQueue;
    // "ReqNodeNotAvail, UnavailableNodes:node1", "QOSMaxJobsPerUserLimit", "AssocGrpCpuLimit"
    const std::string name = reason.substr(0, reason.find_first_of(", :("));
    const auto found = waitingReasons().find(name);
    std::string why;
    if (found != waitingReasons().end())
        why = std::string(found->second) + " (" + reason + ")";
    else if (name.rfind("QOS", 0) == 0 || name.rfind("Assoc", 0) == 0)
        why = "a limit of the account or quality of service is reached (" + reason + ")";
    else
        why = reason;
    return inQueue + ": " + why;
}

std::vector<std::string> sbatchCommand(const SlurmOptions& options, const DeviceSlot& slot,
                                       const std::string& name, std::size_t tasks,
                                       const RunLimits& limits)
{
    std::vector<std::string> words{"sbatch",
                                   "--parsable",
                                   "--no-requeue",
                                   "--job-name=" + name,
                                   "--array=0-" + std::to_string(tasks - 1),
                                   "--ntasks=1",
                                   "--cpus-per-task=" + std::to_string(slot.threads),
                                   "--signal=B:TERM@" + std::to_string(options.signalSeconds),
                                   "--output=/dev/null"};
    const auto add = [&](const char* option, const std::string& value) {
        if (!value.empty())
            words.push_back(option + value);
    };
    add("--partition=", options.partition);
    add("--account=", options.account);
    add("--qos=", options.qos);
    add("--time=", timeOf(options, limits));
    if (const int memoryMb = limits.memoryMb > 0 ? limits.memoryMb : options.memoryMb; memoryMb > 0)
        add("--mem=", std::to_string(memoryMb) + "M");
    if (workerDevice(slot) != "cpu")
        add("--gres=gpu:", options.gpus);
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    return words;
}

std::string arrayScript(const SlurmOptions& options, const std::string& engine,
                        const std::string& study, const std::vector<std::string>& runs)
{
    std::string script = "#!/bin/bash\nruns=(";
    for (const std::string& run : runs)
        script += shellQuoted(run) + " ";
    script += ")\nrun=${runs[$SLURM_ARRAY_TASK_ID]}\nstudy=" + shellQuoted(study) +
              "\nexec >>\"$study/runs/$run/worker.log\" 2>&1 </dev/null || exit 1\n";
    for (const std::string& line : options.setup)
        script += line + "\n";
    // exec: the signal before the time limit reaches the worker itself.
    return script + "exec " + shellQuoted(engine) + " trial --study \"$study\" --run \"$run\"\n";
}

} // namespace palimpsest
