// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_content.h"

#include <cmath>
#include <limits>

#include <QFileInfo>
#include <QRegularExpression>

#include "engine/reporting/pgfplots_figure.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

QVector<double> values(const std::vector<double>& from)
{
    return {from.begin(), from.end()};
}

/// Numbers with more digits than a plot has room for, to three significant ones: tables and hover
/// cards have them all.
QString shortened(const QString& label)
{
    static const QRegularExpression kLong(QStringLiteral("\\d+\\.\\d{4,}(e-?\\d+)?"));
    QString text = label;
    const QRegularExpressionMatch found = kLong.match(label);
    if (found.hasMatch()) {
        text.replace(found.capturedStart(), found.capturedLength(),
                     QString::number(found.captured().toDouble(), 'g', 3));
    }
    return text;
}

PlotSeries seriesContent(const FigureSeries& from)
{
    PlotSeries series;
    series.id = QString::fromStdString(from.id);
    series.name = QString::fromStdString(from.title);
    series.look = seriesLook(from.look);
    series.x = values(from.x);
    series.y = values(from.y);
    series.xError = values(from.xError);
    series.yError = values(from.yError);
    series.xEllipse = values(from.xEllipse);
    series.yEllipse = values(from.yEllipse);
    series.strands = QVector<int>(from.strands.begin(), from.strands.end());
    for (const std::string& label : from.labels) {
        series.labels += shortened(QString::fromStdString(label));
    }
    for (const PointMark mark : from.marks) {
        series.hollow += mark != PointMark::Filled;
        series.dotted += mark == PointMark::Dotted;
    }
    series.line = from.line;
    series.markers = from.markers;
    series.function = from.curve;
    series.opacity = from.opacity;
    series.width = from.lineWidth;
    series.markEvery = from.markEvery;
    series.markFirst = from.markFirst;
    series.markerScale = from.markerScale;
    return series;
}

} // namespace

PlotContent figureContent(const Figure& figure)
{
    PlotContent content;
    content.xLabel = QString::fromStdString(figure.xTitle);
    content.yLabel = QString::fromStdString(figure.yTitle);
    const bool curves = figure.recipe.kind == FigureKind::Curves;
    content.xLog = curves && figure.recipe.xLog;
    content.yLog = curves && figure.recipe.yLog;
    for (const std::string& name : figure.categories) {
        content.categories += QString::fromStdString(name);
    }
    for (const FigureSeries& series : figure.series) {
        content.series += seriesContent(series);
    }
    for (const FigureReference& line : figure.references) {
        content.references.append({line.horizontal ? Qt::Horizontal : Qt::Vertical, line.value,
                                   QString::fromStdString(line.label)});
    }
    for (const FigureFront& front : figure.fronts) {
        content.staircases.append({QString::fromStdString(front.series), seriesLook(front.look),
                                   values(front.x), values(front.y)});
    }
    if (figure.forbiddenBelow) {
        content.band = Band{-std::numeric_limits<double>::infinity(), *figure.forbiddenBelow,
                            QString::fromStdString(figure.forbiddenLabel)};
    }
    content.note = QString::fromStdString(figure.note);
    return content;
}

PlotExportOptions figurePage(const Figure& figure)
{
    PlotExportOptions page;
    page.widthMm = figure.recipe.widthMm;
    page.heightMm = figure.recipe.heightMm;
    page.fontPt = figure.recipe.fontPt;
    page.dpi = figure.recipe.dpi;
    page.ranges =
        QRectF(figure.xRange.low, figure.yRange.low, figure.xRange.span(), figure.yRange.span());
    page.provenance = provenanceOf(figure);
    return page;
}

QStringList exportFigure(const Figure& figure, const QString& path)
{
    if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        writeFileAtomically(path.toStdString(), csvFigure(figure));
        return {path};
    }
    if (!path.endsWith(QLatin1String(".tex"), Qt::CaseInsensitive)) {
        exportPlot(figureContent(figure), path, figurePage(figure));
        return {path};
    }
    const QString data = path.chopped(4) + QStringLiteral(".dat");
    writeFileAtomically(data.toStdString(), pgfplotsData(figure));
    writeFileAtomically(path.toStdString(),
                        pgfplotsFigure(figure, QFileInfo(data).fileName().toStdString()));
    return {path, data};
}

} // namespace palimpsest
