// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/conduct_session.h"
#include "app/engine/study_options.h"
#include "app/engine/study_setup.h"
#include "app/engine/sweep_report.h"
#include "app/engine/terminal_text.h"
#include "engine/orchestration/sweep_priorities.h"
#include "engine/orchestration/sweep_search.h"
#include "engine/store/study_lock.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

struct SweepOptions {
    StudyOptions common;
    std::string file;
    std::string sweep;
    std::string devices;
    bool detach = false;
    bool retryFailed = false;
    std::optional<int> minutes;
    std::optional<int> memoryMb;
    std::optional<int> retries;
    std::optional<int> priority;
};

void addFileOption(CLI::App& command, SweepOptions& options)
{
    command
        .add_option("--file", options.file,
                    "Study file (TOML or JSON): the study, its domains and its sweep")
        ->check(CLI::ExistingFile);
}

void addSweepOption(CLI::App& command, SweepOptions& options)
{
    command.add_option("--sweep", options.sweep,
                       "Name or number of the sweep (default: the newest)");
}

/// The sweep that the flags name, made from the study file where one is given.
RowId chosenSweep(const SweepOptions& options)
{
    if (!options.file.empty()) {
        const std::filesystem::path path = options.file;
        return applyStudyFile(options.common.study, readStudyFile(path), path.parent_path(),
                              sayOnTerminal);
    }
    return findSweep(openForReading(options.common.study), options.sweep).id;
}

/// The command line's limits take the place of the sweep's, from now on.
void changeLimits(const SweepOptions& options, RowId id)
{
    if (!options.minutes && !options.memoryMb && !options.retries)
        return;
    StudyStore store(options.common.study, OpenMode::ReadWrite);
    SweepSpec spec = store.sweep(id)->spec;
    spec.limits.minutes = options.minutes.value_or(spec.limits.minutes);
    spec.limits.memoryMb = options.memoryMb.value_or(spec.limits.memoryMb);
    spec.limits.retries = options.retries.value_or(spec.limits.retries);
    validate(spec.limits, "limits");
    store.updateSweep(id, spec);
}

void addLimitOptions(CLI::App& command, SweepOptions& options)
{
    command.add_option("--limit-minutes", options.minutes,
                       "Minutes that a run may take at a stretch; then it saves and waits to be "
                       "resumed (0 = no limit)");
    command.add_option("--limit-memory", options.memoryMb,
                       "MB of memory that a run may take; then it saves and waits to be resumed "
                       "(0 = no limit)");
    command.add_option("--retries", options.retries,
                       "How often in a row, without progress, a run goes on by itself whose worker "
                       "was killed or preempted, or lost its node (0 = never)");
}

void changePriority(const SweepOptions& options, RowId id)
{
    if (!options.priority)
        return;
    StudyStore store(options.common.study, OpenMode::ReadWrite);
    setSweepPriority(store, id, *options.priority);
}

void throwUnlessDone(const SweepRow& sweep)
{
    const std::string name = "Sweep \"" + sweep.spec.name + "\" ";
    switch (sweep.state) {
    case SweepState::PartlyDone:
        throw Error(ExitCode::PartlyDone,
                    name +
                        "ended, but some of its jobs failed or were not done; see 'sweep status'.");
    case SweepState::Paused:
    case SweepState::Cancelled:
        throw Error(ExitCode::Stopped, name + "was stopped; 'sweep run' goes on.");
    case SweepState::Draft:
    case SweepState::Queued:
    case SweepState::Running:
    case SweepState::Done:
        break;
    }
}

void runSweep(const SweepOptions& options)
{
    const StudyLock lock(options.common.study, StudyUse::Conducting);
    const RowId id = chosenSweep(options);
    changeLimits(options, id);
    changePriority(options, id);
    const SessionRequest request{"sweep.start",
                                 {{"sweep", id}, {"retryFailed", options.retryFailed}}};
    if (options.detach) {
        options.common.print(submitRequest(options.common.study, request, true, options.devices));
        return;
    }
    conductInForeground(options.common.study, options.devices, request);
    const StudyStore store = openForReading(options.common.study);
    if (options.common.json)
        options.common.print(sweepJson(store, id));
    else
        options.common.print(sweepTable(store, id));
    throwUnlessDone(*store.sweep(id));
}

void planOnly(const SweepOptions& options)
{
    const RowId id = chosenSweep(options);
    const StudyStore store = openForReading(options.common.study);
    const SweepSpec spec = store.sweep(id)->spec;
    const std::vector<JobRow> known = store.jobs();
    std::vector<const JobRow*> own;
    for (const JobRow& job : known) {
        if (std::ranges::find(job.sweeps, id) != job.sweeps.end())
            own.push_back(&job);
    }
    const std::vector<Job> jobs = plannedJobs(spec, store.facts(), own);
    if (options.common.json) {
        options.common.print(planJson(store, jobs));
        return;
    }
    options.common.print(planText(store, jobs));
    if (searches(spec))
        options.common.print("The search chooses the others while the sweep runs, " +
                             std::to_string(spec.search.configurations) +
                             " configurations in all.");
}

void addRun(CLI::App& sweep)
{
    auto options = std::make_shared<SweepOptions>();
    CLI::App* command = sweep.add_subcommand(
        "run", "Run a sweep, or go on with it; what is done already is not done again");
    options->common.addTo(*command);
    addFileOption(*command, *options);
    addSweepOption(*command, *options);
    command->add_option(
        "--devices", options->devices,
        "Where workers run, instead of what the sweep says: auto, cpu:2x1, cuda:0, slurm:20x2");
    command->add_flag("--detach", options->detach,
                      "Return at once; the work goes on without this terminal");
    command->add_flag("--retry-failed", options->retryFailed, "Try failed trials again, too");
    addLimitOptions(*command, *options);
    command->add_option("--priority", options->priority,
                        "Trials of the sweep with the higher number start first (default 0)");
    command->callback([options] { runSweep(*options); });
}

void addPlan(CLI::App& sweep)
{
    auto options = std::make_shared<SweepOptions>();
    CLI::App* command = sweep.add_subcommand(
        "plan", "Show the jobs of a sweep and which of them are done, without running");
    options->common.addTo(*command);
    addFileOption(*command, *options);
    addSweepOption(*command, *options);
    command->callback([options] { planOnly(*options); });
}

void addStatus(CLI::App& sweep)
{
    auto options = std::make_shared<SweepOptions>();
    CLI::App* command = sweep.add_subcommand("status", "Show how far a sweep is");
    options->common.addTo(*command);
    addSweepOption(*command, *options);
    command->callback([options] {
        const StudyStore store = openForReading(options->common.study);
        const RowId id = findSweep(store, options->sweep).id;
        if (options->common.json)
            options->common.print(sweepJson(store, id));
        else
            options->common.print(statusText(store, id) + "\n" + sweepTable(store, id));
    });
}

void addPriority(CLI::App& sweep)
{
    auto options = std::make_shared<SweepOptions>();
    CLI::App* command = sweep.add_subcommand(
        "priority", "Say whose trials start first; a conductor at work follows at once");
    options->common.addTo(*command);
    addSweepOption(*command, *options);
    command
        ->add_option("priority", options->priority,
                     "Trials of the sweep with the higher number start first; 0 is usual")
        ->required();
    command->callback([options] {
        const SweepRow row = findSweep(openForReading(options->common.study), options->sweep);
        changePriority(*options, row.id);
        if (options->common.json)
            options->common.print(
                nlohmann::json{{"sweep", row.id}, {"priority", *options->priority}});
        else
            options->common.print("Sweep \"" + row.spec.name + "\" has priority " +
                                  std::to_string(*options->priority) + ".");
    });
}

/// pause, resume and cancel differ in the request and in whether they start a conductor.
void addRequestCommand(CLI::App& sweep, const std::string& name, const std::string& help,
                       bool wakes)
{
    auto options = std::make_shared<SweepOptions>();
    CLI::App* command = sweep.add_subcommand(name, help);
    options->common.addTo(*command);
    addSweepOption(*command, *options);
    command->callback([options, name, wakes] {
        const RowId id = findSweep(openForReading(options->common.study), options->sweep).id;
        const std::string answer =
            submitRequest(options->common.study, {"sweep." + name, {{"sweep", id}}}, wakes, "");
        if (options->common.json)
            options->common.print(nlohmann::json{{"sweep", id}, {"answer", answer}});
        else
            options->common.print(answer);
    });
}

} // namespace

void addSweepCommand(CLI::App& app)
{
    CLI::App* sweep = app.add_subcommand("sweep", "Plan, run and steer the sweeps of a study");
    sweep->require_subcommand(1);
    addPlan(*sweep);
    addRun(*sweep);
    addStatus(*sweep);
    addPriority(*sweep);
    addRequestCommand(*sweep, "pause", "Let the workers of a sweep save and leave", false);
    addRequestCommand(*sweep, "resume", "Go on with a sweep in the background", true);
    addRequestCommand(*sweep, "cancel", "Give a sweep up; what is done stays", false);
}

} // namespace palimpsest
