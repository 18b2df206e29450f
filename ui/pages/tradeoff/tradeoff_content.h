// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QList>
#include <QString>

#include "engine/reporting/figure_recipe.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// What the trade-off plot shows beside its points.
struct TradeoffView {
    bool fronts = true;
    bool testSets = true;             ///< ellipses
    std::optional<double> lossBudget; ///< allowed loss on y against the base model; none = no shade
    QList<RowId> selected;
};

/// The unadapted base model among the points, or null.
const TradeoffPoint* baselinePoint(const std::vector<TradeoffPoint>& points);

/// The point's test against the base model; null where there is none.
const PointTest* baseTestOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point);

/// "mean new-domain BLEU", "worst old-domain BLEU (dev)" …
QString axisTitle(const AxisChoice& axis, Split split);
/// "EWC λ=0.1"
QString pointTitle(const TradeoffPoint& point);

/// What the plot shows, as an exported figure keeps it.
FigureRecipe tradeoffRecipe(const TradeoffOptions& options, const TradeoffView& view);

/// What to draw. The analysis may be older than the points: what it does not know has no ellipse.
PlotContent tradeoffContent(const std::vector<TradeoffPoint>& points,
                            const TradeoffAnalysis& analysis, const TradeoffOptions& options,
                            const TradeoffView& view);

/// "0.5 · best allowed: EWC λ=0.1 (24.3, 29.8), within the budget in 83 % of resamples"; rich text.
QString budgetText(const TradeoffAnalysis& analysis, double budget);

/// The line under the plot: what the marks mean, the hypervolume, why there are no intervals.
QString summaryText(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis);

} // namespace palimpsest
