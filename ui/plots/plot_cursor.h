// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// A point of a plot: its series and its index there; -1 = none.
struct PlotPosition {
    QString series;
    int index = -1;
    bool operator==(const PlotPosition&) const = default;
};

/// Where an arrow key leads: left and right along the series by x, up and down to the nearest point
/// of the series before and after in the legend, from nowhere to the first series' first point.
/// `from` itself where there is nothing further; every finite point can be reached.
PlotPosition steppedPoint(const PlotContent& content, const PlotPosition& from, Qt::Key arrow);

/// The ring around the point where the keyboard is, over the plot; mouse events pass through it.
class PlotCursor : public QWidget
{
    Q_OBJECT
public:
    explicit PlotCursor(QWidget* plot);
    void showAt(const QPointF& pixel);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace palimpsest
