// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/sweep_report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>

#include "app/engine/progress_text.h"
#include "engine/orchestration/sweep_priorities.h"
#include "engine/reporting/table_formats.h"

namespace palimpsest
{
namespace
{

std::vector<JobRow> jobsOf(const StudyStore& store, RowId sweep)
{
    std::vector<JobRow> jobs = store.jobs();
    std::erase_if(jobs, [&](const JobRow& job) {
        return std::find(job.sweeps.begin(), job.sweeps.end(), sweep) == job.sweeps.end();
    });
    std::stable_sort(jobs.begin(), jobs.end(),
                     [](const JobRow& a, const JobRow& b) { return a.position < b.position; });
    return jobs;
}

int priorityOf(const StudyStore& store, RowId sweep)
{
    const auto priorities = sweepPriorities(store);
    const auto found = priorities.find(sweep);
    return found == priorities.end() ? 0 : found->second;
}

/// Columns side by side: the first flush left, the others flush right.
std::string aligned(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns(row[i]));
    }
    std::ostringstream out;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string gap(widths[i] - columns(row[i]), ' ');
            out << (i == 0 ? "" : "  ") << (i == 0 ? row[i] + gap : gap + row[i]);
        }
        out << "\n";
    }
    return out.str();
}

std::string stateText(const StudyStore& store, const JobRow& job)
{
    const auto run = store.latestRun(job.id);
    std::string text = toString(job.state);
    if (!run)
        return text;
    if (job.state == JobState::Running && !run->stage.empty()) {
        char progress[96];
        std::snprintf(progress, sizeof progress, ", %.0f of %.0f %s on %s", run->done, run->total,
                      run->unit.c_str(), run->device.c_str());
        text += ": " + run->stage + progress;
    }
    if (!run->sentence.empty() &&
        (job.state == JobState::Failed || job.state == JobState::Interrupted))
        text += ": " + run->sentence;
    return text;
}

} // namespace

std::string sweepTable(const StudyStore& store, RowId sweep)
{
    TableRecipe recipe;
    recipe.sweep = std::to_string(sweep);
    const ResultsTable table = resultsTable(store, recipe, false);
    return table.lines.empty() ? "No trial has test scores yet.\n" : textTable(table);
}

std::string statusText(const StudyStore& store, RowId sweep)
{
    const auto row = store.sweep(sweep);
    std::ostringstream out;
    out << "Sweep " << sweep << " \"" << row->spec.name << "\": " << toString(row->state);
    if (const int priority = priorityOf(store, sweep); priority != 0)
        out << ", priority " << priority;
    out << "\n";
    for (const JobRow& job : jobsOf(store, sweep))
        out << "  " << job.label << ": " << stateText(store, job) << "\n";
    return out.str();
}

nlohmann::json sweepJson(const StudyStore& store, RowId sweep)
{
    const auto row = store.sweep(sweep);
    auto jobs = nlohmann::json::array();
    std::map<RowId, nlohmann::json> scores;
    for (const EvaluationRow& evaluation : store.evaluations()) {
        if (!evaluation.selected)
            continue;
        for (const ScoreRow& score : evaluation.scores)
            scores[evaluation.job][toString(evaluation.split)][score.domain][score.metric] =
                score.value;
    }
    for (const JobRow& job : jobsOf(store, sweep)) {
        nlohmann::json entry = {{"id", job.id},
                                {"kind", toString(job.kind)},
                                {"identity", job.identity},
                                {"label", job.label},
                                {"state", toString(job.state)}};
        if (const auto run = store.latestRun(job.id)) {
            entry["run"] = run->name;
            if (!run->sentence.empty())
                entry["sentence"] = run->sentence;
        }
        if (job.kind == RunKind::Trial)
            entry["scores"] = scores.contains(job.id) ? scores[job.id] : nlohmann::json::object();
        jobs.push_back(std::move(entry));
    }
    return {{"sweep", sweep},
            {"name", row->spec.name},
            {"state", toString(row->state)},
            {"priority", priorityOf(store, sweep)},
            {"jobs", jobs}};
}

std::string planText(const StudyStore& store, const std::vector<Job>& jobs)
{
    std::vector<std::vector<std::string>> rows;
    for (const Job& job : jobs) {
        const auto known = store.jobByIdentity(job.identity);
        rows.push_back({job.label, known ? toString(known->state) : "new"});
    }
    return aligned(rows);
}

nlohmann::json planJson(const StudyStore& store, const std::vector<Job>& jobs)
{
    auto json = nlohmann::json::array();
    for (const Job& job : jobs) {
        const auto known = store.jobByIdentity(job.identity);
        json.push_back({{"kind", toString(job.kind)},
                        {"identity", job.identity},
                        {"label", job.label},
                        {"requires", job.requires_},
                        {"state", known ? toString(known->state) : "new"}});
    }
    return json;
}

} // namespace palimpsest
