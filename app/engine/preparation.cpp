// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/preparation.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "app/engine/conduct_session.h"
#include "app/engine/study_setup.h"
#include "app/engine/terminal_text.h"
#include "engine/reporting/fisher_text.h"
#include "engine/store/study_lock.h"
#include "engine/study/error.h"
#include "engine/study/planner.h"

namespace palimpsest
{
namespace
{

SweepSpec chosenSettings(const PreparationOptions& options)
{
    if (!options.file.empty()) {
        const std::filesystem::path path = options.file;
        const StudyFile file = readStudyFile(path);
        applyStudyFile(options.common.study, file, path.parent_path(), sayOnTerminal);
        return file.sweep;
    }
    const StudyStore store = openForReading(options.common.study);
    if (!options.sweep.empty() || !store.sweeps().empty())
        return findSweep(store, options.sweep).spec;
    return hasler2021Sweep({1, 0.1});
}

/// The plan up to the first job of this kind.
std::vector<Job> planUpTo(const SweepSpec& spec, const StudyFacts& facts, RunKind kind)
{
    const bool known =
        std::any_of(facts.domains.begin(), facts.domains.end(),
                    [](const Domain& domain) { return domain.role == DomainRole::New; });
    std::vector<Job> jobs =
        known || kind == RunKind::Fisher ? planSweep(spec, facts) : planBase(spec.base, facts);
    const auto found =
        std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) { return job.kind == kind; });
    if (found == jobs.end())
        throw BadInput("No strategy of the sweep needs Fisher information; add EWC to it.");
    jobs.erase(found + 1, jobs.end());
    return jobs;
}

std::string artifactFolder(const RunConfig& config)
{
    return config.kind == RunKind::Tokenizer ? config.tokenizerFolder
           : config.kind == RunKind::Base    ? config.baseFolder
                                             : config.fisherFolder;
}

void printResult(const PreparationOptions& options, const JobRow& job)
{
    if (options.common.json) {
        options.common.print(nlohmann::json{{"identity", job.identity},
                                            {"label", job.label},
                                            {"folder", artifactFolder(job.config)},
                                            {"facts", job.facts}});
        return;
    }
    std::string text = job.label + ": " + artifactFolder(job.config);
    for (const auto& [name, value] : job.facts.items()) {
        if (value.is_primitive())
            text += "\n  " + name + ": " +
                    (value.is_string() ? value.get<std::string>() : value.dump());
    }
    if (job.kind == RunKind::Fisher)
        text += "\n" + fisherText(job.facts);
    options.common.print(text);
}

} // namespace

void PreparationOptions::addTo(CLI::App& command)
{
    common.addTo(command);
    command.add_option("--file", file, "Study file (TOML or JSON) with the settings")
        ->check(CLI::ExistingFile);
    command.add_option("--sweep", sweep, "Settings of this sweep (default: the newest)");
    command.add_option("--devices", devices, "Where the worker runs: auto, cpu:1x2, cuda:0");
}

void prepare(const PreparationOptions& options, RunKind kind)
{
    const StudyLock lock(options.common.study, StudyUse::Conducting);
    const SweepSpec spec = chosenSettings(options);
    std::string identity;
    RowId job = 0;
    {
        StudyStore store(options.common.study, OpenMode::ReadWrite);
        const std::vector<Job> jobs = planUpTo(spec, store.facts(), kind);
        store.addJobs(jobs, 0);
        identity = jobs.back().identity;
        const JobRow row = *store.jobByIdentity(identity);
        job = row.state == JobState::Done ? 0 : row.id;
    }
    if (job != 0)
        conductInForeground(options.common.study, options.devices, {"job.retry", {{"job", job}}});
    const StudyStore store = openForReading(options.common.study);
    const JobRow row = *store.jobByIdentity(identity);
    if (row.state != JobState::Done) {
        const auto run = store.latestRun(row.id);
        throw Error(
            run && run->exitCode > 0 ? static_cast<ExitCode>(run->exitCode) : ExitCode::PartlyDone,
            row.label + " was not made" +
                (run && !run->sentence.empty() ? ": " + run->sentence : "; see 'sweep status'."));
    }
    printResult(options, row);
}

} // namespace palimpsest
