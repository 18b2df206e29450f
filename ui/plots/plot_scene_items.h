// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "ui/plots/plot_content.h"
#include "ui/plots/plot_style.h"
#include "ui/plots/qcustomplot_include.h"

namespace palimpsest
{

/// Radius of a marker in points; lengths are multiplied by PlotStyle::scale.
inline constexpr double kMarkerRadius = 4.4;

/// On a screen, so many joined series that what belongs to one of them alone, and labels of points
/// behind the front, make way.
bool isCrowded(const PlotContent& content, const PlotStyle& style);
/// Of the colours of a group of series while one is looked at; `emphasised` is empty where none is.
inline double opacityOf(const QString& group, const QString& emphasised)
{
    return emphasised.isEmpty() || emphasised == group ? 1 : 0.14;
}

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
/// The joint front, and those of the series: where one is emphasised, its alone; else none of a
/// crowd.
void drawStaircases(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                    const PlotContent& content, const PlotStyle& style, const QString& emphasised);
void drawEllipses(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                  const PlotStyle& style);
/// Error bars, joined lines of paths, markers, rings of selected points.
void drawPoints(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                const PlotStyle& style, double lineOpacity = 1);
/// Those of the emphasised series alone where there is one.
void drawLabels(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                const PlotContent& content, const PlotStyle& style, const QString& emphasised);
void drawMarker(QPainter& painter, Marker marker, const QPointF& centre, double radius,
                const QColor& color, const QColor& fill, double penWidth);

} // namespace palimpsest
