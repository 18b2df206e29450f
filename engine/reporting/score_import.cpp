// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/score_import.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/reporting/score_table.h"
#include "engine/scoring/metric.h"
#include "engine/scoring/score_input.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/utc_time.h"

namespace palimpsest
{

namespace
{

/// The trial of an imported system in the study, made where it is missing, with a run that stands
/// for what happened elsewhere.
RunRow runOf(StudyStore& store, const Job& job, ImportReport& report)
{
    if (const auto known = store.jobByIdentity(job.identity)) {
        // The trial says on which segments its scores rest.
        const int first = known->config.evaluation->testSentences;
        if (first != job.config.evaluation->testSentences)
            throw BadInput("\"" + known->label + "\" was imported with --first " +
                           std::to_string(first) + " before; give the same, or another name.");
        return *store.latestRun(known->id);
    }
    store.addJobs({job}, 0);
    RunRow run;
    run.job = store.jobByIdentity(job.identity)->id;
    store.setJobState(run.job, JobState::Done);
    run.name = "imported-" + shortId(job.identity);
    run.state = JobState::Done;
    run.device = "elsewhere";
    run.threads = 0;
    run.started = run.ended = utcNow();
    run.exitCode = 0;
    run.id = store.addRun(run);
    ++report.systems;
    return run;
}

bool hasEvaluation(const std::vector<EvaluationRow>& evaluations, RowId job, std::int64_t step,
                   Split split)
{
    return std::ranges::any_of(evaluations, [&](const EvaluationRow& row) {
        return row.job == job && row.step == step && row.split == split;
    });
}

std::string haveAlready(const ImportedSystem& system, Split split)
{
    return "the study has " + std::string(toString(split)) + " scores of \"" + system.name +
           "\" already; import all domains at once, or under another name.";
}

/// Scores of one checkpoint, with the line of the first.
struct TableEvaluation {
    int line = 0;
    std::optional<bool> selected;
    EvaluationRow row;
};
using TableEvaluations = std::map<std::pair<Split, std::int64_t>, TableEvaluation>;

/// In the order of the table.
std::vector<std::pair<ImportedSystem, TableEvaluations>>
bySystem(const std::vector<TableScore>& scores)
{
    std::vector<std::pair<ImportedSystem, TableEvaluations>> systems;
    std::map<ImportedSystem, std::size_t> places;
    for (const TableScore& score : scores) {
        const auto [place, fresh] = places.try_emplace(score.system, systems.size());
        if (fresh)
            systems.push_back({score.system, {}});
        TableEvaluation& evaluation = systems[place->second].second[{score.split, score.step}];
        if (evaluation.line == 0)
            evaluation.line = score.line;
        if (score.selected)
            evaluation.selected = evaluation.selected.value_or(false) || *score.selected;
        evaluation.row.split = score.split;
        evaluation.row.step = score.step;
        evaluation.row.time = score.time;
        evaluation.row.scores.push_back(score.score);
    }
    return systems;
}

/// A system keeps one checkpoint of each split: the one that the table says, else the last.
void select(const std::string& file, TableEvaluations& evaluations)
{
    std::map<Split, TableEvaluation*> kept, last;
    for (auto& [key, evaluation] : evaluations) {
        last[key.first] = &evaluation;
        if (!evaluation.selected.value_or(false))
            continue;
        if (kept[key.first] != nullptr)
            throw BadInput(
                file + ", line " + std::to_string(evaluation.line) +
                ": another checkpoint of the same system and split is selected in line " +
                std::to_string(kept[key.first]->line) + "; select one.");
        kept[key.first] = &evaluation;
    }
    for (auto& [key, evaluation] : evaluations) {
        const bool untold = kept[key.first] == nullptr && !evaluation.selected;
        evaluation.row.selected =
            kept[key.first] == &evaluation || (untold && last[key.first] == &evaluation);
    }
}

std::vector<std::string> metricsOfStudy(const StudyStore& store)
{
    std::set<std::string> metrics;
    for (const SweepRow& sweep : store.sweeps())
        metrics.insert(sweep.spec.evaluation.metrics.begin(), sweep.spec.evaluation.metrics.end());
    return metrics.empty() ? EvaluationPlan().metrics
                           : std::vector<std::string>(metrics.begin(), metrics.end());
}

/// The translations of one domain, as many as are to be scored.
std::vector<std::string> readOutput(const SystemOutputs& outputs, const std::string& domain,
                                    const std::string& file, std::size_t references)
{
    std::vector<std::string> lines = readScoreLines(file);
    const std::size_t wanted =
        outputs.firstSegments > 0
            ? std::min(references, static_cast<std::size_t>(outputs.firstSegments))
            : references;
    if (lines.size() != wanted && lines.size() != references)
        throw BadInput(file + " has " + std::to_string(lines.size()) + " lines, but the " +
                       toString(outputs.split) + " text of \"" + domain + "\" has " +
                       std::to_string(references) +
                       " segments; give one translation a line, or say with --first how many of "
                       "the first segments were translated.");
    lines.resize(wanted);
    return lines;
}

void scoreDomain(const StudyStore& store, const SystemOutputs& outputs, const std::string& name,
                 const std::string& file, const std::vector<std::string>& metrics,
                 EvaluationRow& row, std::vector<EvaluationDetail>& details)
{
    const auto domain = store.domain(name);
    if (!domain)
        throw BadInput("The study has no domain \"" + name +
                       "\"; add it first, or correct --domain.");
    std::vector<std::string> references = store.reference(name, outputs.split).references;
    EvaluationDetail detail;
    detail.domain = name;
    detail.translations = readOutput(outputs, name, file, references.size());
    references.resize(detail.translations.size());
    for (const std::string& metricName : metrics) {
        const auto metric = makeMetric(metricName);
        auto statistics = metric->statistics(detail.translations, {&references, 1});
        row.scores.push_back({name, domain->domain.role, metricName,
                              metric->score(sumStatistics(statistics)), metric->signature()});
        detail.statistics[metricName] = std::move(statistics);
    }
    details.push_back(std::move(detail));
}

} // namespace

ImportReport importScores(StudyStore& store, const std::filesystem::path& file, int firstSegments)
{
    EvaluationPlan plan;
    plan.testSentences = firstSegments;
    const std::string name = file.string();
    auto systems = bySystem(readScoreTable(file, store.domains()));
    for (auto& [system, evaluations] : systems)
        select(name, evaluations);
    ImportReport report;
    store.transaction([&] {
        const StudyFacts facts = store.facts();
        const std::vector<EvaluationRow> known = store.evaluations();
        for (auto& [system, evaluations] : systems) {
            const RunRow run = runOf(store, importedTrial(system, facts, plan), report);
            for (auto& [key, evaluation] : evaluations) {
                if (hasEvaluation(known, run.job, key.second, key.first))
                    throw BadInput(name + ", line " + std::to_string(evaluation.line) + ": " +
                                   haveAlready(system, key.first));
                evaluation.row.job = run.job;
                evaluation.row.run = run.id;
                store.addEvaluation(evaluation.row, {});
                ++report.evaluations;
                report.scores += static_cast<int>(evaluation.row.scores.size());
            }
        }
    });
    return report;
}

ImportReport importOutputs(StudyStore& store, const SystemOutputs& outputs)
{
    const std::vector<std::string> metrics =
        outputs.metrics.empty() ? metricsOfStudy(store) : outputs.metrics;
    EvaluationPlan plan;
    plan.metrics = metrics;
    plan.testSentences = outputs.firstSegments;
    const Job job = importedTrial(outputs.system, store.facts(), plan);
    const auto known = store.jobByIdentity(job.identity);
    if (known && hasEvaluation(store.evaluations(), known->id, 0, outputs.split))
        throw BadInput("Importing " + outputs.files.front().second.string() +
                       " failed: " + haveAlready(outputs.system, outputs.split));
    EvaluationRow row;
    row.split = outputs.split;
    row.selected = true;
    std::vector<EvaluationDetail> details;
    std::set<std::string> seen;
    for (const auto& [domain, file] : outputs.files) {
        if (!seen.insert(domain).second)
            throw BadInput("The domain \"" + domain + "\" is named twice; give one --file for it.");
        scoreDomain(store, outputs, domain, file.string(), metrics, row, details);
    }
    ImportReport report;
    store.transaction([&] {
        const RunRow run = runOf(store, job, report);
        row.job = run.job;
        row.run = run.id;
        store.addEvaluation(row, details);
    });
    report.evaluations = 1;
    report.scores = static_cast<int>(row.scores.size());
    return report;
}

} // namespace palimpsest
