// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/table_cells.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/reporting/claims.h"
#include "engine/reporting/tradeoff.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

std::string listed(const std::set<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "\"" : ", \"") + name + "\"";
    return text;
}

bool hasSeed(const EvaluatedTrial& trial, const TableRecipe& recipe)
{
    return recipe.seeds.empty() || !trial.job->config.strategy.adapts ||
           std::ranges::find(recipe.seeds, trial.job->config.training.seed) != recipe.seeds.end();
}

/// Mean over new domains of a job's selected checkpoint on dev; the better the larger.
std::optional<double> devScore(const std::vector<EvaluationRow>& evaluations, RowId job,
                               const std::string& metric)
{
    const EvaluationRow* latest = nullptr;
    for (const EvaluationRow& evaluation : evaluations) {
        if (evaluation.job == job && evaluation.split == Split::Dev && evaluation.selected)
            latest = &evaluation;
    }
    double sum = 0;
    int count = 0;
    for (const ScoreRow& score : latest ? latest->scores : std::vector<ScoreRow>{}) {
        if (score.role != DomainRole::New || score.metric != metric)
            continue;
        sum += score.value;
        ++count;
    }
    return count > 0 && std::isfinite(sum)
               ? std::optional((lowerIsBetter(metric) ? -sum : sum) / count)
               : std::nullopt;
}

/// Leaves the trial that is best on dev; of trials without a dev score the first.
void keepBest(TrialCell& cell, const std::vector<EvaluationRow>& evaluations,
              const std::string& metric)
{
    const EvaluatedTrial* best = &cell.trials.front();
    std::optional<double> bestScore = devScore(evaluations, best->job->id, metric);
    for (const EvaluatedTrial& trial : cell.trials) {
        const auto score = devScore(evaluations, trial.job->id, metric);
        if (score && (!bestScore || *score > *bestScore)) {
            best = &trial;
            bestScore = score;
        }
    }
    cell.trials = {*best};
}

void nameSeeds(std::vector<TrialCell>& cells)
{
    for (TrialCell& cell : cells) {
        const RunConfig& config = cell.trials.front().job->config;
        if (config.strategy.adapts)
            cell.label +=
                (cell.label.empty() ? "" : " ") + ("seed=" + std::to_string(config.training.seed));
    }
}

std::optional<TrialCell> baselineOf(const std::vector<TrialCell>& cells, const std::string& name)
{
    std::set<std::string> names;
    for (const TrialCell& cell : cells) {
        const std::string title = rowTitle(cell.series, cell.label);
        if (name.empty() ? !cell.trials.front().job->config.strategy.adapts : title == name)
            return cell;
        names.insert(title);
    }
    if (name.empty() || cells.empty())
        return std::nullopt;
    throw BadInput("The recipe's field \"baseline\" is \"" + name +
                   "\", but the study has results of " + listed(names) + " only.");
}

std::vector<TrialCell> chosen(const std::vector<TrialCell>& cells, const TableRecipe& recipe)
{
    std::set<std::string> series;
    std::vector<TrialCell> shown;
    for (const TrialCell& cell : cells) {
        series.insert(cell.series);
        const bool wanted =
            recipe.strategies.empty() ||
            std::ranges::find(recipe.strategies, cell.series) != recipe.strategies.end();
        // A grid has no place for the base model: it has neither λ nor ratio.
        const bool fits = recipe.rows != TableRows::LambdaByRatio ||
                          cell.trials.front().job->config.strategy.adapts;
        if (wanted && fits)
            shown.push_back(cell);
    }
    for (const std::string& strategy : recipe.strategies) {
        if (!cells.empty() && !series.contains(strategy))
            throw BadInput("The recipe's field \"strategies\" names \"" + strategy +
                           "\", but the study has results of " + listed(series) + " only.");
    }
    return shown;
}

} // namespace

RowId sweepOf(const StudyStore& store, const std::string& nameOrNumber)
{
    if (nameOrNumber.empty())
        return 0;
    std::set<std::string> names;
    RowId found = 0; // the newest of a name
    for (const SweepRow& row : store.sweeps()) {
        if (row.spec.name == nameOrNumber || std::to_string(row.id) == nameOrNumber)
            found = row.id;
        names.insert(row.spec.name);
    }
    if (found != 0)
        return found;
    throw BadInput("The recipe's field \"sweep\" is \"" + nameOrNumber + "\", but the study has " +
                   (names.empty() ? "no sweep" : "only " + listed(names)) + ".");
}

TableCells tableCells(const StudyStore& store, const std::vector<JobRow>& jobs,
                      const std::vector<EvaluationRow>& evaluations, const TableRecipe& recipe)
{
    std::vector<TrialCell> cells =
        trialCells(jobs, evaluations, recipe.split, sweepOf(store, recipe.sweep),
                   recipe.pooling != SeedPooling::Single);
    for (TrialCell& cell : cells) {
        std::erase_if(cell.trials, [&](const auto& trial) { return !hasSeed(trial, recipe); });
        if (recipe.pooling == SeedPooling::BestOnDev && cell.trials.size() > 1)
            keepBest(cell, evaluations, recipe.metrics.front());
    }
    std::erase_if(cells, [](const TrialCell& cell) { return cell.trials.empty(); });
    if (recipe.pooling == SeedPooling::Single)
        nameSeeds(cells);
    return {chosen(cells, recipe), baselineOf(cells, recipe.baseline)};
}

TableChoices tableChoices(const StudyStore& store, const TableRecipe& recipe)
{
    TableChoices choices;
    const auto add = [](std::vector<std::string>& names, const std::string& name) {
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
    };
    for (const SweepRow& sweep : store.sweeps())
        add(choices.sweeps, sweep.spec.name);
    const std::vector<JobRow> jobs = store.jobs();
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    std::vector<TrialCell> cells =
        trialCells(jobs, evaluations, recipe.split, 0, recipe.pooling != SeedPooling::Single);
    std::set<std::uint64_t> seeds;
    if (recipe.pooling == SeedPooling::Single)
        nameSeeds(cells);
    for (const TrialCell& cell : cells) {
        add(choices.strategies, cell.series);
        add(choices.baselines, rowTitle(cell.series, cell.label));
        for (const EvaluatedTrial& trial : cell.trials) {
            if (trial.job->config.strategy.adapts)
                seeds.insert(trial.job->config.training.seed);
        }
    }
    choices.seeds.assign(seeds.begin(), seeds.end());
    for (const std::string& whole : choices.strategies) {
        for (const std::string& part : choices.strategies) {
            if (isMadeOf(whole, part))
                choices.claims.push_back(whole + " over " + part);
        }
    }
    return choices;
}

std::string rowTitle(const std::string& series, const std::string& parameters)
{
    return parameters.empty() ? series : series + " " + parameters;
}

std::vector<std::string> signaturesOf(const std::vector<TrialCell>& cells,
                                      const std::vector<std::string>& metrics)
{
    std::set<std::string> signatures;
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials) {
            for (const ScoreRow& score : trial.evaluation->scores) {
                if (!score.signature.empty() &&
                    std::ranges::find(metrics, score.metric) != metrics.end())
                    signatures.insert(score.signature);
            }
        }
    }
    return {signatures.begin(), signatures.end()};
}

std::vector<std::string> tableWarnings(const std::vector<TrialCell>& cells,
                                       const std::vector<JobRow>& jobs,
                                       const std::vector<EvaluationRow>& evaluations,
                                       const TableRecipe& recipe)
{
    std::set<RowId> shown;
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials)
            shown.insert(trial.job->id);
    }
    std::vector<std::string> warnings;
    for (const std::string& metric : recipe.metrics) {
        TradeoffOptions options;
        options.x.metric = options.y.metric = metric;
        options.split = recipe.split;
        options.poolSeeds = false;
        std::vector<TradeoffPoint> points = tradeoffPoints(jobs, evaluations, options);
        std::erase_if(points, [&](const auto& point) { return !shown.contains(point.jobs[0]); });
        for (const std::string& warning :
             comparabilityWarnings(points, jobs, evaluations, options)) {
            if (std::ranges::find(warnings, warning) == warnings.end())
                warnings.push_back(warning);
        }
    }
    return warnings;
}

} // namespace palimpsest
