// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArray>
#include <QImage>
#include <QRectF>
#include <QString>

#include "engine/reporting/provenance.h"
#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// How a figure goes to paper. Sizes are those of the printed page, never of the screen.
struct PlotExportOptions {
    double widthMm = 120; ///< ACL column: 77, full text width: 160
    double heightMm = 85;
    double fontPt = 8.5; ///< at final size
    int dpi = 300;       ///< of PNG
    /// Axis ranges (x, y, width, height in data units); empty = all data with a margin.
    std::optional<QRectF> ranges = {};
    /// Goes into the file: where it comes from. Empty = nothing.
    std::optional<Provenance> provenance = {};
};

/// The bytes of a .pdf, .svg or .png file, by the ending of `name`. Throws as exportPlot.
QByteArray plotFile(const PlotContent& content, const QString& name,
                    const PlotExportOptions& options = {});

/// Writes the content as .pdf (vector, fonts embedded), .svg or .png by the ending of `path`;
/// always in the light paper palette; through a temporary file, so that an existing one is never
/// left half overwritten. Throws BadInput for another ending, Error when it cannot be written.
void exportPlot(const PlotContent& content, const QString& path,
                const PlotExportOptions& options = {});
QImage renderPlot(const PlotContent& content, const PlotExportOptions& options = {});

} // namespace palimpsest
