// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QList>
#include <QString>

#include "engine/reporting/tradeoff.h"
#include "ui/plots/plot_content.h"

namespace palimpsest {

/// What the trade-off plot shows beside its points.
struct TradeoffView {
    bool seriesFronts = true;
    bool jointFront = true;
    std::optional<double> lossBudget; ///< allowed loss on y against the base model; none = no shade
    QList<RowId> selected;
};

/// The unadapted base model among the points, or null.
const TradeoffPoint* baselinePoint(const std::vector<TradeoffPoint>& points);

/// Best x among the points that lose at most `budget` on y against the base model; null without a base model.
const TradeoffPoint* bestWithin(const std::vector<TradeoffPoint>& points, double budget);

/// Area that the points dominate above and right of the base model's x and the lowest y; the reference point
/// goes to `reference`. None without a base model.
std::optional<double> dominatedArea(const std::vector<TradeoffPoint>& points, QPointF* reference);

/// "mean new-domain BLEU", "worst old-domain BLEU (dev)" …
QString axisTitle(const AxisChoice& axis, Split split);
/// "EWC λ=0.1"
QString pointTitle(const TradeoffPoint& point);

PlotContent tradeoffContent(const std::vector<TradeoffPoint>& points, const TradeoffOptions& options,
                            const TradeoffView& view);

} // namespace palimpsest
