// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/results_table.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "engine/reporting/sweep_tests.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/reporting/trial_cells.h"
#include "engine/study/strategy_spec.h"

namespace palimpsest
{

namespace
{

/// Mean over the domains of a role; empty where one of the table's domains has no score, since a
/// mean over fewer domains would not compare with the other rows.
std::optional<double> meanOver(const EvaluationRow& evaluation, const ResultsTable& table,
                               DomainRole role)
{
    double sum = 0;
    int count = 0;
    for (const auto& column : table.domains) {
        if (column.role != role)
            continue;
        const auto score = std::ranges::find_if(evaluation.scores, [&](const ScoreRow& row) {
            return row.domain == column.name && row.metric == table.options.metric;
        });
        if (score == evaluation.scores.end())
            return std::nullopt;
        sum += score->value;
        ++count;
    }
    return count == 0 ? std::nullopt : std::optional(sum / count);
}

void collectColumns(ResultsTable& table, const std::vector<TrialCell>& cells)
{
    std::set<std::string> names, signatures;
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials) {
            for (const ScoreRow& score : trial.evaluation->scores) {
                if (score.metric != table.options.metric)
                    continue;
                if (names.insert(score.domain).second)
                    table.domains.push_back({score.domain, score.role});
                if (!score.signature.empty())
                    signatures.insert(score.signature);
            }
        }
    }
    std::ranges::stable_sort(table.domains, {},
                             [](const auto& column) { return column.role == DomainRole::Old; });
    table.signatures.assign(signatures.begin(), signatures.end());
}

/// Values of one column over the trials of a cell.
class Series
{
public:
    void add(const std::optional<double>& value)
    {
        if (value)
            m_values.push_back(*value);
    }
    Spread spread() const { return spreadOf(m_values); }

private:
    std::vector<double> m_values;
};

std::optional<double> finalDrift(const StudyStore& store, RowId job)
{
    const auto run = store.latestRun(job);
    if (!run)
        return std::nullopt;
    const std::vector<MetricPoint> points = store.metrics(run->id, "drift");
    return points.empty() ? std::nullopt : std::optional(points.back().value);
}

std::optional<double> difference(const std::optional<double>& value,
                                 const std::optional<double>& base)
{
    return value && base ? std::optional(*value - *base) : std::nullopt;
}

ResultsRow rowOf(const TrialCell& cell, const ResultsTable& table, const StudyStore& store)
{
    ResultsRow row;
    row.series = cell.series;
    row.parameters = cell.label;
    row.seeds = static_cast<int>(cell.trials.size());
    std::optional<double> baseNew, baseOld;
    if (cell.baseline) {
        baseNew = meanOver(*cell.baseline, table, DomainRole::New);
        baseOld = meanOver(*cell.baseline, table, DomainRole::Old);
    }
    Series meanNew, meanOld, deltaNew, deltaOld, drift;
    std::map<std::string, std::vector<double>> domains;
    for (const EvaluatedTrial& trial : cell.trials) {
        for (const ScoreRow& score : trial.evaluation->scores) {
            if (score.metric == table.options.metric)
                domains[score.domain].push_back(score.value);
        }
        const auto ofNew = meanOver(*trial.evaluation, table, DomainRole::New);
        const auto ofOld = meanOver(*trial.evaluation, table, DomainRole::Old);
        meanNew.add(ofNew);
        meanOld.add(ofOld);
        deltaNew.add(difference(ofNew, baseNew));
        deltaOld.add(difference(ofOld, baseOld));
        drift.add(finalDrift(store, trial.job->id));
        row.jobs.push_back(trial.job->id);
        row.identities.push_back(trial.job->identity);
    }
    for (const auto& column : table.domains)
        row.domains.push_back(spreadOf(domains[column.name]));
    row.meanNew = meanNew.spread();
    row.meanOld = meanOld.spread();
    row.deltaNew = deltaNew.spread();
    row.deltaOld = deltaOld.spread();
    row.drift = drift.spread();
    row.certainty.resize(table.domains.size() + 2);
    return row;
}

ScoreCertainty certaintyOf(const BootstrapInterval& interval)
{
    return {interval.mean - interval.halfWidth, interval.mean + interval.halfWidth, {}, {}};
}

/// Intervals and tests of two score columns, from one analysis.
void addCertainty(ResultsTable& table, const TradeoffAnalysis& analysis, std::size_t xColumn,
                  std::size_t yColumn, bool corrected)
{
    std::map<std::vector<RowId>, ResultsRow*> rows;
    for (ResultsRow& row : table.rows)
        rows[row.jobs] = &row;
    for (std::size_t i = 0; i < analysis.uncertainty.size(); ++i) {
        if (const auto row = rows.find(analysis.points[i].jobs); row != rows.end()) {
            row->second->certainty[xColumn] = certaintyOf(analysis.uncertainty[i].x);
            row->second->certainty[yColumn] = certaintyOf(analysis.uncertainty[i].y);
        }
    }
    for (const PointTest& test : analysis.tests) {
        const auto row = rows.find(analysis.points[test.point].jobs);
        if (row == rows.end())
            continue;
        for (const auto& [column, axis] :
             {std::pair(xColumn, test.x), std::pair(yColumn, test.y)}) {
            row->second->certainty[column]->p = axis.p;
            if (corrected)
                row->second->certainty[column]->pHolm = axis.holm;
        }
    }
}

/// The means are one analysis, as on the trade-off plot; the domains are taken two by two.
void addCertainties(ResultsTable& table, const StudyStore& store, const TradeoffOptions& means)
{
    const std::size_t domains = table.domains.size();
    TradeoffAnalyser analyser(store);
    addCertainty(table, analyser.analyse(means), domains, domains + 1, true);
    for (std::size_t i = 0; i < domains; i += 2) {
        const std::size_t j = std::min(i + 1, domains - 1);
        TradeoffOptions options = means;
        for (const auto& [axis, column] : {std::pair(&options.x, i), std::pair(&options.y, j)}) {
            axis->over = AxisChoice::Over::Domain;
            axis->role = table.domains[column].role;
            axis->domain = table.domains[column].name;
        }
        addCertainty(table, analyser.analyse(options), i, j, false);
    }
}

} // namespace

ResultsTable resultsTable(const StudyStore& store, const ResultsOptions& options)
{
    ResultsTable table;
    table.study = store.study();
    table.options = options;
    const std::vector<JobRow> jobs = store.jobs();
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    std::vector<TrialCell> cells =
        trialCells(jobs, evaluations, options.split, options.sweep, true);
    collectColumns(table, cells);
    TradeoffOptions shown;
    shown.x.metric = shown.y.metric = options.metric;
    shown.split = options.split;
    shown.sweep = options.sweep;
    table.warnings =
        comparabilityWarnings(tradeoffPoints(jobs, evaluations, shown), jobs, evaluations, shown);
    const auto tests = store.documents(kSweepTests);
    for (const SweepRow& sweep : store.sweeps()) {
        const auto found = tests.find(std::to_string(sweep.id) + "/" + options.metric + "/" +
                                      toString(options.split));
        if (found != tests.end() && (options.sweep == 0 || options.sweep == sweep.id))
            table.tests.push_back(found->second);
    }
    for (const TrialCell& cell : cells)
        table.rows.push_back(rowOf(cell, table, store));
    if (options.certainty)
        addCertainties(table, store, shown);
    return table;
}

std::string seriesTitle(const std::string& series)
{
    if (series == "baseline")
        return "Base model";
    if (series == "fine-tuning")
        return "Fine-tuning";
    std::string title;
    std::istringstream parts(series);
    for (std::string part; std::getline(parts, part, '+');) {
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            if (kind.kind == part)
                part = kind.label;
        }
        title += (title.empty() ? "" : " + ") + part;
    }
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
        title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

std::string metricTitle(const std::string& metric)
{
    if (metric == "bleu")
        return "BLEU";
    if (metric == "chrf")
        return "chrF2";
    if (metric == "ter")
        return "TER";
    return metric;
}

int metricDecimals(const std::string& metric)
{
    return metric == "loss" ? 3 : 1;
}

} // namespace palimpsest
