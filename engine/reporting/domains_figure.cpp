// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <limits>
#include <map>

#include "engine/reporting/figure.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/results_table.h"
#include "engine/reporting/trial_cells.h"

namespace palimpsest
{

namespace
{

constexpr double kGroupWidth = 0.8;    ///< of a domain, where 1 is the distance between two
constexpr double kStrategyGap = 0.7;   ///< between two strategies, where 1 is between two points
constexpr double kMarkerWidthMm = 2.1; ///< of a marker of full size
constexpr double kLeastScale = 0.45;

const ScoreRow* scoreOf(const EvaluationRow& evaluation, const std::string& domain,
                        const std::string& metric)
{
    const auto found = std::ranges::find_if(evaluation.scores, [&](const ScoreRow& score) {
        return score.domain == domain && score.metric == metric;
    });
    return found == evaluation.scores.end() ? nullptr : &*found;
}

/// Change of a cell's trials against the base model; n = 0 where it cannot be told.
Spread changeOf(const TrialCell& cell, const std::string& domain, const std::string& metric)
{
    const ScoreRow* base = cell.baseline ? scoreOf(*cell.baseline, domain, metric) : nullptr;
    std::vector<double> changes;
    for (const EvaluatedTrial& trial : cell.trials) {
        const ScoreRow* score = scoreOf(*trial.evaluation, domain, metric);
        if (base && score)
            changes.push_back(score->value - base->value);
    }
    return spreadOf(changes);
}

/// Places of the cells within a domain, 0 at its middle: neighbours in a strategy side by side, in
/// the order of λ or ratio.
std::vector<double> offsetsOf(const std::vector<TrialCell>& cells, double& step)
{
    std::vector<double> places;
    double at = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            at += cells[i].series == cells[i - 1].series ? 1 : 1 + kStrategyGap;
        places.push_back(at);
    }
    step = kGroupWidth / (at + 1);
    for (double& place : places)
        place = (place - at / 2) * step;
    return places;
}

std::string titleOf(const FigureRecipe& recipe)
{
    return "Δ " + metricTitle(recipe.metric) + " (" + toString(recipe.split) +
           (lowerIsBetter(recipe.metric) ? "; lower is better)" : ")");
}

struct Group {
    std::string domain;
    DomainRole role;
};

/// Old domains first, as they are in the study, as far as any cell has a score there.
std::vector<Group> groupsOf(const std::vector<DomainRow>& domains,
                            const std::vector<TrialCell>& cells, const std::string& metric)
{
    std::vector<Group> groups;
    for (const DomainRole role : {DomainRole::Old, DomainRole::New}) {
        for (const DomainRow& row : domains) {
            const bool used = std::ranges::any_of(cells, [&](const TrialCell& cell) {
                return changeOf(cell, row.domain.name, metric).n > 0;
            });
            if (row.domain.role == role && used)
                groups.push_back({row.domain.name, role});
        }
    }
    return groups;
}

void addCell(FigureSeries& series, double x, const Spread& change)
{
    series.x.push_back(x);
    series.y.push_back(change.n > 0 ? change.mean : std::numeric_limits<double>::quiet_NaN());
    series.xError.push_back(0);
    series.yError.push_back(change.n > 1 ? change.sd : 0);
}

std::vector<std::string> rowOf(const TrialCell& cell, const Group& group, const Spread& change)
{
    return {cell.series,
            cell.label,
            group.domain,
            toString(group.role),
            change.n > 0 ? exactText(change.mean) : "",
            change.n > 1 ? exactText(change.sd) : "",
            std::to_string(change.n)};
}

} // namespace

Figure domainsFigure(const std::vector<JobRow>& jobs, const std::vector<EvaluationRow>& evaluations,
                     const std::vector<DomainRow>& domains, const FigureRecipe& recipe, RowId sweep)
{
    std::vector<TrialCell> cells =
        trialCells(jobs, evaluations, recipe.split, sweep, recipe.poolSeeds);
    std::erase_if(cells, [](const TrialCell& cell) {
        return !cell.trials.front().job->config.strategy.adapts;
    });
    Figure figure;
    figure.recipe = recipe;
    figure.yTitle = titleOf(recipe);
    figure.columns = {"strategy", "label", "domain", "role", "change", "sd", "seeds"};
    const std::vector<Group> groups = groupsOf(domains, cells, recipe.metric);
    double step = kGroupWidth;
    const std::vector<double> offsets = offsetsOf(cells, step);
    const double stepMm =
        groups.empty() ? step : step * recipe.widthMm * 0.8 / static_cast<double>(groups.size());
    bool spread = false;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        figure.categories.push_back(groups[g].domain + " (" + toString(groups[g].role) + ")");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            auto at = std::ranges::find(figure.series, cells[i].series, &FigureSeries::id);
            if (at == figure.series.end()) {
                FigureSeries series;
                series.id = cells[i].series;
                series.title = seriesTitle(series.id);
                series.look = strategyPaperLook(series.id);
                series.markerScale = std::clamp(stepMm / kMarkerWidthMm, kLeastScale, 1.0);
                figure.series.push_back(std::move(series));
                at = figure.series.end() - 1;
            } else if (g > 0 && (i == 0 || cells[i].series != cells[i - 1].series)) {
                addCell(*at, static_cast<double>(g) - 0.5, {}); // no line from domain to domain
            }
            const Spread change = changeOf(cells[i], groups[g].domain, recipe.metric);
            addCell(*at, static_cast<double>(g) + offsets[i], change);
            spread = spread || change.n > 1;
            figure.rows.push_back(rowOf(cells[i], groups[g], change));
        }
    }
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials)
            figure.jobs.push_back(trial.job->id);
    }
    if (figure.hasPoints())
        figure.references = {{true, 0, "base model"}};
    figure.note = std::string("left to right: λ or ratio falling") +
                  (spread ? "; bars: s.d. over seeds" : "");
    return figure;
}

} // namespace palimpsest
