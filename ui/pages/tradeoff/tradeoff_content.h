// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QList>
#include <QString>

#include "engine/reporting/figure_recipe.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/reporting/training_cost.h"
#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// Where a trial that is not there yet may come to lie: halfway between its neighbours.
struct SuggestedPoint {
    double x = 0;
    double y = 0;
    QString label; ///< "λ=0.032"
};

/// Points that views share rather than copy: those of thousands of trials are heavy.
using SharedPoints = std::shared_ptr<const std::vector<TradeoffPoint>>;

/// What the trade-off plot shows beside its points.
struct TradeoffView {
    bool fronts = true;
    bool testSets = true;             ///< ellipses
    std::optional<double> lossBudget; ///< allowed loss on y against the base model; none = no shade
    QList<RowId> selected;
    bool paths = false;  ///< of the selected jobs
    QList<RowId> pinned; ///< jobs of the point that others are compared with; empty = base model
    std::optional<SuggestedPoint> suggested;
};

/// The series of a run's path; its points are no trials.
inline const QString kPathSeries = QStringLiteral("path:");
inline const QString kSuggestedSeries = QStringLiteral("suggested");

/// The unadapted base model among the points, or null.
const TradeoffPoint* baselinePoint(const std::vector<TradeoffPoint>& points);

/// The point of these jobs, or null.
const TradeoffPoint* pointOf(const std::vector<TradeoffPoint>& points, const QList<RowId>& jobs);

/// The point's test against the base model; null where there is none.
const PointTest* baseTestOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point);

/// "mean new-domain BLEU", "worst old-domain BLEU (dev)" …
QString axisTitle(const AxisChoice& axis, Split split);
/// "EWC λ=0.1"
QString pointTitle(const TradeoffPoint& point);

/// What the plot shows, as an exported figure keeps it.
FigureRecipe tradeoffRecipe(const TradeoffOptions& options, const TradeoffView& view);

/// "150 updates · 212,000 target tokens · 48 s"; what is not known is left out.
QString costText(const TrainingCost& cost);

/// The card at a point, as rich text: its scores, what they are against `base` (null = no base),
/// how sure they are, and what the training took.
QString pointTip(const TradeoffPoint& point, const TradeoffPoint* base,
                 const TradeoffAnalysis& analysis, const TradeoffOptions& options,
                 const TrainingCost& cost);

/// What to draw. The analysis may be older than the points: what it does not know has no ellipse.
/// `paths` are those of the selected jobs, in the order of their updates.
PlotContent tradeoffContent(const std::vector<TradeoffPoint>& points,
                            const TradeoffAnalysis& analysis, const TradeoffOptions& options,
                            const TradeoffView& view,
                            const std::vector<std::vector<TradeoffPoint>>& paths = {});

/// "0.5 · best allowed: EWC λ=0.1 (24.3, 29.8), within the budget in 83 % of resamples"; rich text.
QString budgetText(const TradeoffAnalysis& analysis, double budget);

/// The line under the plot: what the marks mean, the hypervolume, why there are no intervals.
QString summaryText(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis);

} // namespace palimpsest
