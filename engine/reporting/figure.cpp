// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/figure.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/reporting/budget_warning.h"
#include "engine/reporting/csv_text.h"
#include "engine/reporting/results_table.h"
#include "engine/reporting/table_cells.h"
#include "engine/reporting/text_list.h"

namespace palimpsest
{

namespace
{

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(double value, bool log)
    {
        if (std::isfinite(value) && (!log || value > 0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    /// Updates begin at the axis; a marker at either end has room beside it.
    FigureRange tight(bool log, bool marked) const
    {
        if (low >= high)
            return withMargin(log);
        if (!marked)
            return {low, high};
        const double share = 0.025;
        return log ? FigureRange{low * std::pow(low / high, share),
                                 high * std::pow(high / low, share)}
                   : FigureRange{low - share * (high - low), high + share * (high - low)};
    }
    FigureRange withMargin(bool log) const
    {
        if (low > high)
            return log ? FigureRange{1, 10} : FigureRange{0, 1};
        if (log) {
            const double factor = low == high ? 2 : std::pow(high / low, 0.06);
            return {low / factor, high * factor};
        }
        const double span = high > low ? high - low : std::max(1.0, std::abs(high) * 0.1);
        return {low - span * 0.09, high + span * 0.11};
    }
};

double valueAt(const std::vector<double>& values, std::size_t i)
{
    return i < values.size() && std::isfinite(values[i]) ? values[i] : 0;
}

void setRanges(Figure& figure)
{
    const FigureRecipe& recipe = figure.recipe;
    const bool curves = recipe.kind == FigureKind::Curves;
    const bool xLog = curves && recipe.xLog, yLog = curves && recipe.yLog;
    Extent x, y;
    for (const FigureSeries& series : figure.series) {
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            const double dx = std::max(valueAt(series.xError, i), valueAt(series.xEllipse, i));
            const double dy = std::max(valueAt(series.yError, i), valueAt(series.yEllipse, i));
            if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i]))
                continue;
            x.add(series.x[i] - dx, xLog);
            x.add(series.x[i] + dx, xLog);
            y.add(series.y[i] - dy, yLog);
            y.add(series.y[i] + dy, yLog);
        }
    }
    if (recipe.kind == FigureKind::Domains)
        y.add(0, false); // the base model
    const bool marked = std::ranges::any_of(figure.series, [](const FigureSeries& series) {
        return series.markers && series.markEvery == 1;
    });
    figure.xRange = curves ? x.tight(xLog, marked) : x.withMargin(xLog);
    figure.yRange = y.withMargin(yLog);
    if (!figure.categories.empty())
        figure.xRange = {-0.5, static_cast<double>(figure.categories.size()) - 0.5};
    if (recipe.ranges.size() == 4) {
        figure.xRange = {recipe.ranges[0], recipe.ranges[1]};
        figure.yRange = {recipe.ranges[2], recipe.ranges[3]};
    }
}

bool isNamed(const JobRow& job, const std::vector<std::string>& identities)
{
    return std::ranges::any_of(identities, [&](const std::string& name) {
        return !name.empty() && job.identity.starts_with(name);
    });
}

void requireNames(const std::vector<JobRow>& jobs, const FigureRecipe& recipe)
{
    std::set<std::string> strategies;
    for (const JobRow& job : jobs) {
        if (job.kind == RunKind::Trial)
            strategies.insert(job.config.strategy.name);
    }
    for (const std::string& name : recipe.strategies) {
        if (!strategies.contains(name))
            throw BadInput("The study has no trial of the strategy \"" + name + "\"; it has " +
                           joined(strategies, ", ") + ".");
    }
    for (const std::string& identity : recipe.trials) {
        if (std::ranges::none_of(jobs, [&](const JobRow& job) { return isNamed(job, {identity}); }))
            throw BadInput("The study has no trial \"" + identity +
                           "\": name trials by their identity, or by how it begins.");
    }
}

/// What the recipe shows. The unadapted base model stays where figures measure against it.
std::vector<JobRow> shownJobs(const std::vector<JobRow>& jobs, const FigureRecipe& recipe)
{
    std::vector<JobRow> shown;
    for (const JobRow& job : jobs) {
        const bool trial = job.kind == RunKind::Trial;
        const bool base = trial && !job.config.strategy.adapts;
        const bool named = isNamed(job, recipe.trials);
        const bool listed = recipe.strategies.empty() ||
                            std::ranges::find(recipe.strategies, job.config.strategy.name) !=
                                recipe.strategies.end();
        const bool wanted = recipe.trials.empty() ? trial && listed : named && (!trial || listed);
        if (job.binned.empty() && (wanted || (base && recipe.kind != FigureKind::Curves)))
            shown.push_back(job);
    }
    return shown;
}

void requireDomain(const std::vector<DomainRow>& domains, const AxisChoice& axis)
{
    if (axis.over == AxisChoice::Over::Domain &&
        std::ranges::none_of(domains,
                             [&](const DomainRow& row) { return row.domain.name == axis.domain; }))
        throw BadInput("The study has no domain \"" + axis.domain + "\" for an axis.");
}

} // namespace

bool Figure::hasPoints() const
{
    return std::ranges::any_of(series, [](const FigureSeries& each) { return !each.x.empty(); });
}

Figure FigureMaker::make(const FigureRecipe& recipe)
{
    validate(recipe);
    const std::vector<JobRow> all = m_store.jobs();
    requireNames(all, recipe);
    const RowId sweep = sweepOf(m_store, recipe.sweep);
    std::vector<JobRow> jobs = shownJobs(all, recipe);
    const std::vector<DomainRow> domains = m_store.domains();
    Figure figure;
    if (recipe.kind == FigureKind::Curves) {
        std::erase_if(jobs, [sweep](const JobRow& job) {
            return sweep != 0 && std::ranges::find(job.sweeps, sweep) == job.sweeps.end();
        });
        figure = curvesFigure(m_store, jobs, recipe);
    } else if (recipe.kind == FigureKind::Domains) {
        figure = domainsFigure(jobs, m_store.evaluations(), domains, recipe, sweep);
    } else {
        const TradeoffOptions options = tradeoffOptions(recipe, sweep);
        requireDomain(domains, options.x);
        requireDomain(domains, options.y);
        const std::vector<EvaluationRow> evaluations = m_store.evaluations();
        const auto points = tradeoffPoints(jobs, evaluations, options);
        const bool known =
            m_analysis && m_analysis->options == options && m_change == m_store.changeCounter();
        if (recipe.intervals && !known) {
            m_change = m_store.changeCounter();
            m_analysis = TradeoffAnalyser(m_store).analyse(options);
        }
        figure = tradeoffFigure(
            points, recipe.intervals ? *m_analysis : withoutIntervals({}, options), recipe);
        figure.warnings = comparabilityWarnings(points, jobs, evaluations, options);
        if (const auto warning = budgetWarning(points, jobs))
            figure.warnings.push_back(*warning);
    }
    figure.recipe = recipe;
    figure.study = m_store.study();
    for (const JobRow& job : jobs) {
        if (std::ranges::find(figure.jobs, job.id) != figure.jobs.end())
            figure.trials.push_back(job.identity);
    }
    std::ranges::sort(figure.trials);
    setRanges(figure);
    return figure;
}

std::string axisTitle(const AxisChoice& axis)
{
    const std::string metric = metricTitle(axis.metric);
    const std::string domains = std::string(toString(axis.role)) + " domains";
    switch (axis.over) {
    case AxisChoice::Over::Mean:
        return "mean " + metric + ", " + domains;
    case AxisChoice::Over::Worst:
        return metric + " of the worst of the " + domains;
    case AxisChoice::Over::Domain:
        break;
    }
    return metric + ", " + axis.domain;
}

Provenance provenanceOf(const Figure& figure)
{
    return provenanceOf("figure", figure.study, figure.trials, nlohmann::json(figure.recipe));
}

std::string csvFigure(const Figure& figure)
{
    std::string text = csvLine(figure.columns);
    for (const std::vector<std::string>& row : figure.rows)
        text += csvLine(row);
    return text;
}

} // namespace palimpsest
