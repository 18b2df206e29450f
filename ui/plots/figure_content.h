// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/reporting/figure.h"
#include "ui/plots/plot_content.h"
#include "ui/plots/plot_export.h"

namespace palimpsest
{

/// A figure of the engine's as a plot shows it.
PlotContent figureContent(const Figure& figure);

/// Size, font, ranges and record of a figure.
PlotExportOptions figurePage(const Figure& figure);

/// Writes the figure by the ending of `path`: .pdf, .svg, .png, .csv, or .tex with its .dat beside
/// it.
/// Returns the files. Throws as exportPlot.
QStringList exportFigure(const Figure& figure, const QString& path);

} // namespace palimpsest
