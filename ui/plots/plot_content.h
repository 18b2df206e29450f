// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QList>
#include <QString>
#include <QStringList>
#include <QVector>

#include "ui/widgets/strategy_look.h"

namespace palimpsest
{

/// One series of a plot. Vectors that are not empty are as long as `x`.
struct PlotSeries {
    QString id;    ///< unique in the plot; comes back in signals
    QString name;  ///< legend; empty = not in the legend
    QString owner; ///< id of the series that it belongs to; empty = none
    SeriesLook look;
    QVector<double> x;
    QVector<double> y;
    QVector<double> xError; ///< half length of the bars; 0 or NaN = none
    QVector<double> yError;
    /// Half axes of ellipses around the points, faint: how far another test set may move them. 0 or
    /// NaN = none.
    QVector<double> xEllipse;
    QVector<double> yEllipse;
    QVector<int> strands; ///< a line joins neighbours of one strand; empty = all
    QStringList labels;   ///< at the points, placed without overlaps
    QVector<bool> hollow; ///< points drawn as an outline (e.g. not on the front)
    QVector<bool>
        dotted; ///< outlined points with a dot inside (e.g. not told apart from the front)
    QVector<bool> selected; ///< points with a ring
    QStringList tips;       ///< rich text of the hover card; else x and y are shown
    bool line = true;       ///< join the points in their order
    bool markers = true;
    /// x ascending: a curve over updates, decimated to minimum and maximum per pixel column where
    /// it is dense. Otherwise a path across the plane, drawn as it is.
    bool function = true;
    double opacity = 1; ///< faint raw data behind a smoothed curve: 0.3
    double width = 1.5; ///< of the line, in points
    int markEvery = 1;  ///< a marker at every n-th point …
    int markFirst = 0;  ///< … beginning with this one
    double markerScale = 1;

    /// Whether its line goes from one point to the next.
    bool joins(qsizetype earlier, qsizetype later) const
    {
        return line && (later >= strands.size() || strands[earlier] == strands[later]);
    }
    /// What it comes forward with.
    const QString& group() const { return owner.isEmpty() ? id : owner; }
    bool operator==(const PlotSeries&) const = default;
};

/// A dotted line across the plot with a small caption at its end.
struct ReferenceLine {
    Qt::Orientation orientation = Qt::Horizontal; ///< Horizontal: y = value
    double value = 0;
    QString label;
    bool operator==(const ReferenceLine&) const = default;
};

/// A front: steps through points in ascending x; everything below and left of it is dominated.
struct Staircase {
    QString series; ///< look is taken from this series; empty = neutral (the joint front)
    SeriesLook look;
    QVector<double> x;
    QVector<double> y;
    bool operator==(const Staircase&) const = default;
};

/// A shaded band over the whole width: what a loss budget forbids.
struct Band {
    double from = 0; ///< y; -infinity = to the lower edge
    double to = 0;
    QString label;
    bool operator==(const Band&) const = default;
};

/// Everything that a plot shows, as values: the same content is drawn on screen, on paper and in
/// tests.
struct PlotContent {
    QString xLabel;
    QString yLabel;
    bool xLog = false;
    bool yLog = false;
    QStringList categories; ///< names of x = 0, 1, …; empty = numbers
    QList<PlotSeries> series;
    QList<ReferenceLine> references;
    QList<Staircase> staircases;
    std::optional<Band> band;
    bool legend = true;
    QString note; ///< small line under the plot: signature, smoothing, decimation

    bool operator==(const PlotContent&) const = default;
};

} // namespace palimpsest
