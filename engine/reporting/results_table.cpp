// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/results_table.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/reporting/budget_warning.h"
#include "engine/reporting/claims.h"
#include "engine/reporting/sweep_tests.h"
#include "engine/reporting/table_cells.h"
#include "engine/reporting/table_statistics.h"
#include "engine/reporting/tradeoff.h"
#include "engine/reporting/training_cost.h"
#include "engine/scoring/metric.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// A value of one trial, or none; infinities and NaN are no scores.
std::optional<double> scoreOf(const EvaluationRow& evaluation, const std::string& domain,
                              const std::string& metric)
{
    for (const ScoreRow& score : evaluation.scores) {
        if (score.domain == domain && score.metric == metric)
            return std::isfinite(score.value) ? std::optional(score.value) : std::nullopt;
    }
    return std::nullopt;
}

/// Empty where one of the domains has no score: a mean over fewer would not compare.
std::optional<double> meanScore(const EvaluationRow& evaluation, const TableHead& head,
                                const std::vector<std::string>& domains)
{
    double sum = 0;
    for (const std::string& domain : domains) {
        const auto score = scoreOf(evaluation, domain, head.metric);
        if (!score)
            return std::nullopt;
        sum += *score;
    }
    return domains.empty() ? std::nullopt
                           : std::optional(sum / static_cast<double>(domains.size()));
}

struct Domains {
    std::vector<std::string> ofNew;
    std::vector<std::string> ofOld;
};

std::optional<double> worstChange(const EvaluationRow& evaluation, const EvaluationRow& base,
                                  const TableHead& head, const Domains& domains)
{
    std::optional<double> worst;
    const double sign = head.lowerIsBetter ? -1 : 1;
    for (const auto& names : {domains.ofNew, domains.ofOld}) {
        for (const std::string& name : names) {
            const auto after = scoreOf(evaluation, name, head.metric);
            const auto before = scoreOf(base, name, head.metric);
            if (!after || !before)
                return std::nullopt;
            const double change = *after - *before;
            if (!worst || sign * change < sign * *worst)
                worst = change;
        }
    }
    return worst;
}

std::optional<double> finalDrift(const StudyStore& store, RowId job)
{
    const auto run = store.latestRun(job);
    if (!run)
        return std::nullopt;
    const std::vector<MetricPoint> points = store.metrics(run->id, "drift");
    return points.empty() || !std::isfinite(points.back().value)
               ? std::nullopt
               : std::optional(points.back().value);
}

std::optional<double> valueOf(const EvaluatedTrial& trial, const EvaluationRow* base,
                              const TableHead& head, const Domains& domains,
                              const StudyStore& store)
{
    const auto delta = [&](const std::vector<std::string>& names) -> std::optional<double> {
        const auto after = meanScore(*trial.evaluation, head, names);
        const auto before = base ? meanScore(*base, head, names) : std::nullopt;
        return after && before ? std::optional(*after - *before) : std::nullopt;
    };
    switch (head.column) {
    case TableColumn::DeltaNew:
        return delta(domains.ofNew);
    case TableColumn::DeltaOld:
        return delta(domains.ofOld);
    case TableColumn::WorstDomain:
        return base ? worstChange(*trial.evaluation, *base, head, domains) : std::nullopt;
    case TableColumn::Drift:
        return finalDrift(store, trial.job->id);
    case TableColumn::TargetTokens:
        return trainingCost(*trial.job).targetTokens;
    case TableColumn::TrainingTime:
        return trainingCost(*trial.job).seconds;
    default:
        return meanScore(*trial.evaluation, head, head.domains);
    }
}

TableLine lineOf(const TrialCell& cell, const ResultsTable& table, const Domains& domains,
                 const StudyStore& store)
{
    TableLine line;
    line.series = cell.series;
    line.parameters = cell.label;
    line.seeds = static_cast<int>(cell.trials.size());
    for (const EvaluatedTrial& trial : cell.trials) {
        line.jobs.push_back(trial.job->id);
        line.identities.push_back(trial.job->identity);
    }
    for (const TableHead& head : table.heads) {
        std::vector<double> values;
        for (const EvaluatedTrial& trial : cell.trials) {
            if (const auto value = valueOf(trial, cell.baseline, head, domains, store))
                values.push_back(*value);
        }
        line.figures.push_back({spreadOf(values), {}, {}, {}, {}, {}, false});
    }
    return line;
}

Domains domainsOf(const std::vector<TrialCell>& cells, const std::vector<std::string>& metrics)
{
    Domains domains;
    std::set<std::string> seen;
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials) {
            for (const ScoreRow& score : trial.evaluation->scores) {
                if (std::ranges::find(metrics, score.metric) != metrics.end() &&
                    seen.insert(score.domain).second)
                    (score.role == DomainRole::New ? domains.ofNew : domains.ofOld)
                        .push_back(score.domain);
            }
        }
    }
    return domains;
}

/// The heads that a column of the recipe stands for, of one metric.
std::vector<TableHead> headsOf(TableColumn column, const Domains& domains)
{
    const auto each = [&](const std::vector<std::string>& names) {
        std::vector<TableHead> heads;
        for (const std::string& name : names)
            heads.push_back({column, {}, {name}, name, name, {}, 1, false, false, false});
        return heads;
    };
    const auto one = [&](const char* key, const char* title, const std::vector<std::string>& names,
                         bool sign) {
        return std::vector<TableHead>{{column, {}, names, key, title, {}, 1, sign, false, false}};
    };
    switch (column) {
    case TableColumn::NewDomains:
        return each(domains.ofNew);
    case TableColumn::OldDomains:
        return each(domains.ofOld);
    case TableColumn::MeanNew:
        return one("mean new", "mean new", domains.ofNew, false);
    case TableColumn::MeanOld:
        return one("mean old", "mean old", domains.ofOld, false);
    case TableColumn::DeltaNew:
        return one("delta new", "Δ new", {}, true);
    case TableColumn::DeltaOld:
        return one("delta old", "Δ old", {}, true);
    case TableColumn::WorstDomain:
        return one("worst domain", "worst Δ", {}, true);
    case TableColumn::Drift:
        return one("drift", "drift", {}, false);
    case TableColumn::TargetTokens:
        return one("target tokens", "target tokens", {}, false);
    case TableColumn::TrainingTime:
        return one("training time", "training time (s)", {}, false);
    }
    return {};
}

std::string groupOf(const TableRecipe& recipe, const TableHead& head)
{
    if (!recipe.groups || !isOfMetric(head.column))
        return {};
    if (recipe.metrics.size() > 1)
        return metricTitle(head.metric);
    if (head.column == TableColumn::NewDomains)
        return "New domains";
    if (head.column == TableColumn::OldDomains)
        return "Old domains";
    return "Summary";
}

int decimalsOf(const TableRecipe& recipe, const TableHead& head)
{
    if (head.column == TableColumn::TargetTokens)
        return 0;
    return recipe.decimals >= 0 ? recipe.decimals : metricDecimals(head.metric);
}

std::vector<TableHead> allHeads(const TableRecipe& recipe, const Domains& domains)
{
    static const std::set<std::string> reserved = {"mean new",      "mean old",     "delta new",
                                                   "delta old",     "worst domain", "drift",
                                                   "target tokens", "training time"};
    std::vector<TableHead> heads;
    for (const std::string& metric : recipe.metrics) {
        for (const TableColumn column : recipe.columns) {
            if (!isOfMetric(column) && metric != recipe.metrics.back())
                continue;
            for (TableHead head : headsOf(column, domains)) {
                head.metric = isOfMetric(column) ? metric : "";
                head.lowerIsBetter = lowerIsBetter(head.metric);
                head.decimals = decimalsOf(recipe, head);
                head.group = groupOf(recipe, head);
                const bool domain =
                    column == TableColumn::NewDomains || column == TableColumn::OldDomains;
                if (domain && reserved.contains(head.key))
                    head.key = "domain " + head.key;
                if (recipe.metrics.size() > 1 && !head.metric.empty())
                    head.key = head.metric + " " + head.key;
                heads.push_back(std::move(head));
            }
        }
    }
    return heads;
}

/// Best first; lines without the figure last.
void orderLines(ResultsTable& table, std::vector<TrialCell>& cells)
{
    const auto head = std::ranges::find_if(table.heads, [&](const TableHead& each) {
        return table.recipe.order == enumText(each.column);
    });
    if (head == table.heads.end())
        return;
    const auto column = static_cast<std::size_t>(head - table.heads.begin());
    std::vector<std::size_t> order(table.lines.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    const bool ascending = head->lowerIsBetter || !isOfMetric(head->column);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        const Spread& spread = table.lines[i].figures[column].spread;
        return std::pair(spread.n == 0, ascending ? spread.mean : -spread.mean);
    });
    std::vector<TableLine> lines;
    std::vector<TrialCell> sorted;
    for (const std::size_t i : order) {
        lines.push_back(std::move(table.lines[i]));
        sorted.push_back(std::move(cells[i]));
    }
    table.lines = std::move(lines);
    cells = std::move(sorted);
}

/// Throws BadInput saying why scores of this metric cannot be resampled.
void checkResampling(const ResultsTable& table, const std::vector<TrialCell>& cells,
                     const std::string& metric)
{
    if (metric == "loss")
        throw BadInput("Losses are not tested.");
    if (!table.comparable)
        throw BadInput("Intervals and tests need rows that can be compared.");
    for (const std::string& signature : signaturesOf(cells, {metric})) {
        if (signature != makeMetric(metric)->signature())
            throw BadInput("These scores were computed as " + signature +
                           ", for which this version makes no intervals and tests.");
    }
}

void addStatistics(ResultsTable& table, const StudyStore& store, const TableCells& cells)
{
    TableStatistics statistics(store);
    std::vector<TrialCell> all = cells.shown;
    std::optional<std::size_t> baseline;
    if (cells.baseline) {
        const auto own = std::ranges::find_if(all, [&](const TrialCell& cell) {
            return cell.trials.front().job == cells.baseline->trials.front().job;
        });
        baseline = static_cast<std::size_t>(own - all.begin());
        if (own == all.end())
            all.push_back(*cells.baseline);
    }
    std::set<std::string> reasons;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        if (!table.heads[i].isScore())
            continue;
        try {
            checkResampling(table, cells.shown, table.heads[i].metric);
            statistics.addTo(table, i, all, baseline);
        } catch (const BadInput& error) {
            if (reasons.insert(error.what()).second)
                table.untested.emplace_back(error.what());
        }
        if (!table.heads[i].tested)
            markBest(table, i);
    }
    table.samples = TableStatistics::samplesOf(table.recipe.test);
}

/// Other budgets make the scores no less comparable, but not the strategies equally expensive.
void addWarnings(ResultsTable& table, const std::vector<TrialCell>& cells,
                 const std::vector<JobRow>& jobs, const std::vector<EvaluationRow>& evaluations)
{
    table.warnings = tableWarnings(cells, jobs, evaluations, table.recipe);
    table.comparable = table.warnings.empty();
    std::vector<const JobRow*> trials;
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials)
            trials.push_back(trial.job);
    }
    if (const auto warning = budgetWarning(trials))
        table.warnings.push_back(*warning);
}

/// The tests that the study keeps of the sweeps shown.
nlohmann::json keptTests(const StudyStore& store, const TableRecipe& recipe)
{
    nlohmann::json tests = nlohmann::json::array();
    const auto documents = store.documents(kSweepTests);
    for (const SweepRow& sweep : store.sweeps()) {
        const std::string number = std::to_string(sweep.id);
        const bool shown =
            recipe.sweep.empty() || recipe.sweep == sweep.spec.name || recipe.sweep == number;
        for (const std::string& metric : recipe.metrics) {
            const auto found = documents.find(number + "/" + metric + "/" + toString(recipe.split));
            if (shown && found != documents.end())
                tests.push_back(found->second);
        }
    }
    return tests;
}

std::vector<GridPlace> placesOf(const std::vector<TrialCell>& cells)
{
    std::vector<GridPlace> places;
    for (const TrialCell& cell : cells) {
        const StrategySpec& strategy = cell.trials.front().job->config.strategy;
        const nlohmann::json lambda = strategy.parameter("ewc", "lambda");
        const nlohmann::json ratio = strategy.parameter("mixing", "ratio");
        places.push_back(
            {lambda.is_number() ? "λ=" + exactText(lambda.get<double>()) : GridPlace::kNoEwc,
             ratio.is_number() ? exactText(ratio.get<double>()) + ":1" : GridPlace::kNoMixing});
    }
    return places;
}

} // namespace

ResultsTable resultsTable(const StudyStore& store, const TableRecipe& recipe, bool statistics)
{
    validate(recipe);
    ResultsTable table;
    table.recipe = recipe;
    table.study = store.study();
    const std::vector<JobRow> jobs = store.jobs();
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    TableCells cells = tableCells(store, jobs, evaluations, recipe);
    const Domains domains = domainsOf(cells.shown, recipe.metrics);
    table.heads = allHeads(recipe, domains);
    table.signatures = signaturesOf(cells.shown, recipe.metrics);
    table.sequences = std::ranges::any_of(cells.shown, [](const TrialCell& cell) {
        return !cell.trials.front().job->config.sequence.empty();
    });
    addWarnings(table, cells.shown, jobs, evaluations);
    table.tests = keptTests(store, recipe);
    if (cells.baseline)
        table.baseline = rowTitle(cells.baseline->series, cells.baseline->label);
    for (const TrialCell& cell : cells.shown)
        table.lines.push_back(lineOf(cell, table, domains, store));
    orderLines(table, cells.shown);
    if (statistics) {
        addStatistics(table, store, cells);
        if (!cells.shown.empty())
            table.claims = recipeClaims(store, recipe);
    }
    return recipe.rows == TableRows::LambdaByRatio ? gridOf(std::move(table), placesOf(cells.shown))
                                                   : table;
}

} // namespace palimpsest
