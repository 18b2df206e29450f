// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>

namespace palimpsest
{

/// Colours and sizes of a drawing. Lengths are pixels of the drawing's own coordinate system (96 to
/// the inch), fonts have pixel sizes, so that the same code draws a screen and a page of any
/// resolution.
struct PlotStyle {
    bool dark = false;
    QColor ground;
    QColor text;
    QColor muted;
    QColor axis;
    QColor grid;
    QColor forbidden; ///< shade of a loss budget
    QColor ring;      ///< around selected points
    QFont font;       ///< tick labels, point labels, legend
    QFont titleFont;  ///< axis labels
    double scale = 1; ///< of markers and lines
    double padding = 8;
    double room = 15;      ///< around the axes, also where nothing is written there
    bool onScreen = false; ///< where one of many series can be brought forward

    /// For the window: the palette's colours and `base` as font.
    static PlotStyle screen(const QFont& base, int dpi);
    /// For paper: always light, a sans-serif font of `points` at final size.
    static PlotStyle paper(double points);
};

} // namespace palimpsest
