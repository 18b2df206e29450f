// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "ui/plots/plot_content.h"
#include "ui/plots/plot_style.h"
#include "ui/plots/qcustomplot_include.h"

namespace palimpsest
{

/// Draws with a function in the axis rectangle on its layer; for what QCustomPlot has no item for.
class PaintedItem : public QCPAbstractItem
{
public:
    using Paint = std::function<void(QCPPainter*, const QRectF&)>;
    PaintedItem(QCustomPlot* plot, Paint paint) : QCPAbstractItem(plot), m_paint(std::move(paint))
    {
        setSelectable(false);
        setClipToAxisRect(true);
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override { m_paint(painter, parentPlot()->axisRect()->rect()); }

private:
    Paint m_paint;
};

/// Pixel positions of a series' points; points with NaN or off a logarithmic axis are not finite.
QList<QPointF> pixelPoints(const QCustomPlot& plot, const PlotSeries& series);

void drawBand(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area, const Band& band,
              const PlotStyle& style);
void drawReferences(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                    const PlotContent& content, const PlotStyle& style);
void drawStaircases(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                    const PlotContent& content, const PlotStyle& style);
void drawEllipses(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                  const PlotStyle& style);
/// Error bars, joined lines of paths, markers, rings of selected points.
void drawPoints(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                const PlotStyle& style);
void drawLabels(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                const PlotContent& content, const PlotStyle& style);
void drawMarker(QPainter& painter, Marker marker, const QPointF& centre, double radius,
                const QColor& color, const QColor& fill, double penWidth);

/// Legend entry of a series: its line and its marker, whichever way it is drawn in the plot.
class SeriesLegendItem : public QCPAbstractLegendItem
{
public:
    SeriesLegendItem(QCPLegend* legend, PlotSeries series, bool hidden, PlotStyle style);
    const QString& seriesId() const { return m_series.id; }

protected:
    void draw(QCPPainter* painter) override;
    QSize minimumOuterSizeHint() const override;

private:
    PlotSeries m_series;
    bool m_hidden;
    PlotStyle m_style;
};

} // namespace palimpsest
