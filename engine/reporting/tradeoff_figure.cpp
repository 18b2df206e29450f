// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "engine/reporting/figure.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/results_table.h"
#include "engine/study/imported_system.h"

namespace palimpsest
{

namespace
{

/// "λ=0.1" → "λ 0.1": shorter, and still says what it is.
std::string shortLabel(std::string label)
{
    for (auto at = label.find("λ="); at != std::string::npos; at = label.find("λ=", at))
        label[at + std::string("λ").size()] = ' ';
    return label;
}

FigureFront frontOf(std::vector<const TradeoffPoint*> points, const std::string& series)
{
    std::ranges::sort(points, {}, [](const TradeoffPoint* point) { return point->x; });
    FigureFront front{series, strategyPaperLook(series), {}, {}};
    for (const TradeoffPoint* point : points) {
        front.x.push_back(point->x);
        front.y.push_back(point->y);
    }
    return front;
}

void addPoint(FigureSeries& series, const TradeoffPoint& point, const TradeoffAnalysis& analysis,
              bool ellipses)
{
    const PointUncertainty* known = ellipses ? uncertaintyOf(analysis, point) : nullptr;
    series.xEllipse.push_back(known ? known->x.halfWidth : 0);
    series.yEllipse.push_back(known ? known->y.halfWidth : 0);
    series.marks.push_back(point.onJointFront             ? PointMark::Filled
                           : isNearFront(analysis, point) ? PointMark::Dotted
                                                          : PointMark::Hollow);
    series.strands.push_back(point.step);
    series.x.push_back(point.x);
    series.y.push_back(point.y);
    series.xError.push_back(point.xSd);
    series.yError.push_back(point.ySd);
    series.labels.push_back(shortLabel(point.label));
}

void addFronts(Figure& figure, const std::vector<TradeoffPoint>& points)
{
    std::vector<const TradeoffPoint*> joint;
    for (const TradeoffPoint& point : points) {
        if (point.onJointFront)
            joint.push_back(&point);
    }
    if (!joint.empty())
        figure.fronts.push_back(frontOf(joint, {}));
    for (const FigureSeries& series : figure.series) {
        std::vector<const TradeoffPoint*> own;
        for (const TradeoffPoint& point : points) {
            if (point.onSeriesFront && point.series == series.id)
                own.push_back(&point);
        }
        if (series.line)
            figure.fronts.push_back(frontOf(own, series.id));
    }
}

void addReferences(Figure& figure, const std::vector<TradeoffPoint>& points)
{
    const auto base = baselineIndex(points);
    if (!base)
        return;
    figure.references = {{true, points[*base].y, "base model"}, {false, points[*base].x, {}}};
    if (figure.recipe.lossBudget >= 0) {
        figure.forbiddenBelow = points[*base].y - figure.recipe.lossBudget;
        figure.forbiddenLabel = "loses more than " + fixedText(figure.recipe.lossBudget, 1);
    }
}

std::string noteOf(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis,
                   bool ellipses)
{
    if (!analysis.warnings.empty())
        return "Not all of these scores are comparable";
    std::string note = ellipses && analysis.known() ? "ellipses: 95 % over test sets" : "";
    if (std::ranges::any_of(points, [](const TradeoffPoint& point) { return point.seeds > 1; }))
        note += std::string(note.empty() ? "" : "; ") + "bars: s.d. over seeds";
    if (!analysis.unequalBudgets.empty())
        note += std::string(note.empty() ? "" : "; ") + "unequal budgets";
    return note;
}

void addTable(Figure& figure, const std::vector<TradeoffPoint>& points)
{
    std::set<std::string> domains;
    for (const TradeoffPoint& point : points) {
        for (const auto& [domain, score] : point.domainScores)
            domains.insert(domain);
    }
    figure.columns = {"strategy", "label", "step",  "order",       "x",         "y",
                      "xSd",      "ySd",   "seeds", "seriesFront", "jointFront"};
    figure.columns.insert(figure.columns.end(), domains.begin(), domains.end());
    for (const TradeoffPoint& point : points) {
        const bool spread = point.seeds > 1;
        std::vector<std::string> row = {point.series,
                                        point.label,
                                        std::to_string(point.step),
                                        exactText(point.order),
                                        exactText(point.x),
                                        exactText(point.y),
                                        spread ? exactText(point.xSd) : "",
                                        spread ? exactText(point.ySd) : "",
                                        std::to_string(point.seeds),
                                        point.onSeriesFront ? "1" : "0",
                                        point.onJointFront ? "1" : "0"};
        for (const std::string& domain : domains) {
            const auto found = point.domainScores.find(domain);
            row.push_back(found == point.domainScores.end() ? "" : exactText(found->second));
        }
        figure.rows.push_back(std::move(row));
    }
}

} // namespace

Figure tradeoffFigure(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis,
                      const FigureRecipe& recipe)
{
    Figure figure;
    figure.recipe = recipe;
    const std::string split = std::string(" (") + toString(recipe.split) + ")";
    figure.xTitle = axisTitle(axisFromKey(recipe.x, recipe.metric)) + split;
    figure.yTitle = axisTitle(axisFromKey(recipe.y, recipe.metric)) + split;
    for (const TradeoffPoint& point : points) {
        auto at = std::ranges::find(figure.series, point.series, &FigureSeries::id);
        if (at == figure.series.end()) {
            FigureSeries series;
            series.id = point.series;
            series.title = seriesTitle(point.series);
            series.look = strategyPaperLook(point.series);
            figure.series.push_back(std::move(series));
            at = figure.series.end() - 1;
        }
        addPoint(*at, point, analysis, recipe.intervals);
        figure.jobs.insert(figure.jobs.end(), point.jobs.begin(), point.jobs.end());
    }
    for (FigureSeries& series : figure.series) // systems made elsewhere are no path
        series.line = std::ranges::adjacent_find(series.strands) != series.strands.end() &&
                      series.id != kImportedSeries;
    if (recipe.fronts)
        addFronts(figure, points);
    addReferences(figure, points);
    figure.note = noteOf(points, analysis, recipe.intervals);
    addTable(figure, points);
    return figure;
}

} // namespace palimpsest
