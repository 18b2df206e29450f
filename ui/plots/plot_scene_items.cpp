// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_scene_items.h"

#include <algorithm>
#include <cmath>

#include "ui/plots/label_layout.h"

namespace palimpsest
{

namespace
{

bool finite(const QPointF& point)
{
    return std::isfinite(point.x()) && std::isfinite(point.y());
}

QPen penOf(const PlotSeries& series, const PlotStyle& style, double width, double opacity = 1)
{
    QColor color = series.look.colorOn(style.dark);
    color.setAlphaF(static_cast<float>(series.opacity * opacity));
    return {color, width * style.scale, series.look.line, Qt::FlatCap, Qt::RoundJoin};
}

QPointF pixel(const QCustomPlot& plot, double x, double y)
{
    return {plot.xAxis->coordToPixel(x), plot.yAxis->coordToPixel(y)};
}

void drawErrors(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                const PlotStyle& style)
{
    QPen pen = penOf(series, style, 1);
    pen.setStyle(Qt::SolidLine);
    painter.setPen(pen);
    const double cap = 2.5 * style.scale;
    for (qsizetype i = 0; i < series.x.size(); ++i) {
        if (i < series.yError.size() && series.yError[i] > 0) {
            const QPointF low = pixel(plot, series.x[i], series.y[i] - series.yError[i]);
            const QPointF high = pixel(plot, series.x[i], series.y[i] + series.yError[i]);
            painter.drawLine(QLineF(low, high));
            painter.drawLine(QLineF(low.x() - cap, low.y(), low.x() + cap, low.y()));
            painter.drawLine(QLineF(high.x() - cap, high.y(), high.x() + cap, high.y()));
        }
        if (i < series.xError.size() && series.xError[i] > 0) {
            const QPointF low = pixel(plot, series.x[i] - series.xError[i], series.y[i]);
            const QPointF high = pixel(plot, series.x[i] + series.xError[i], series.y[i]);
            painter.drawLine(QLineF(low, high));
            painter.drawLine(QLineF(low.x(), low.y() - cap, low.x(), low.y() + cap));
            painter.drawLine(QLineF(high.x(), high.y() - cap, high.x(), high.y() + cap));
        }
    }
}

void drawHaloText(QCPPainter& painter, const QRectF& rect, const QString& text,
                  const PlotStyle& style)
{
    // Words stay words in a vector file: a halo would need outlines, so ground goes behind the text
    // instead.
    QColor ground = style.ground;
    ground.setAlpha(190);
    painter.fillRect(rect.adjusted(-1, 0, 1, 0), ground);
    painter.drawText(rect, Qt::AlignCenter | Qt::TextDontClip, text);
}

} // namespace

bool isCrowded(const PlotContent& content, const PlotStyle& style)
{
    constexpr std::ptrdiff_t kManySeries = 8;
    return style.onScreen && std::ranges::count_if(content.series, [](const PlotSeries& series) {
                                 return series.markers && series.line && !series.name.isEmpty();
                             }) >= kManySeries;
}

QList<QPointF> pixelPoints(const QCustomPlot& plot, const PlotSeries& series)
{
    QList<QPointF> points;
    points.reserve(series.x.size());
    for (qsizetype i = 0; i < series.x.size(); ++i) {
        const bool hidden =
            !std::isfinite(series.x[i]) || !std::isfinite(series.y[i]) ||
            (plot.xAxis->scaleType() == QCPAxis::stLogarithmic && series.x[i] <= 0) ||
            (plot.yAxis->scaleType() == QCPAxis::stLogarithmic && series.y[i] <= 0);
        points.append(hidden ? QPointF(qQNaN(), qQNaN()) : pixel(plot, series.x[i], series.y[i]));
    }
    return points;
}

void drawMarker(QPainter& painter, Marker marker, const QPointF& c, double r, const QColor& color,
                const QColor& fill, double penWidth)
{
    const bool strokes =
        marker == Marker::Star || marker == Marker::Cross || marker == Marker::Plus;
    painter.setPen(QPen(color, strokes ? penWidth * 1.5 : penWidth, Qt::SolidLine, Qt::RoundCap,
                        Qt::MiterJoin));
    painter.setBrush(fill);
    switch (marker) {
    case Marker::Circle:
        painter.drawEllipse(c, r, r);
        break;
    case Marker::Square:
        painter.drawRect(QRectF(c.x() - r * .86, c.y() - r * .86, r * 1.72, r * 1.72));
        break;
    case Marker::Diamond:
        painter.drawPolygon(QPolygonF{{{c.x(), c.y() - r * 1.2},
                                       {c.x() + r * 1.2, c.y()},
                                       {c.x(), c.y() + r * 1.2},
                                       {c.x() - r * 1.2, c.y()}}});
        break;
    case Marker::TriangleUp:
    case Marker::TriangleDown: {
        const double up = marker == Marker::TriangleUp ? 1 : -1;
        painter.drawPolygon(QPolygonF{{{c.x(), c.y() - up * r * 1.15},
                                       {c.x() + r * 1.1, c.y() + up * r * .8},
                                       {c.x() - r * 1.1, c.y() + up * r * .8}}});
        break;
    }
    case Marker::Plus:
    case Marker::Star:
        painter.drawLine(QLineF(c.x() - r, c.y(), c.x() + r, c.y()));
        painter.drawLine(QLineF(c.x(), c.y() - r, c.x(), c.y() + r));
        if (marker == Marker::Plus) {
            break;
        }
        [[fallthrough]];
    case Marker::Cross:
        painter.drawLine(QLineF(c.x() - r * .8, c.y() - r * .8, c.x() + r * .8, c.y() + r * .8));
        painter.drawLine(QLineF(c.x() - r * .8, c.y() + r * .8, c.x() + r * .8, c.y() - r * .8));
        break;
    }
}

void drawBand(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area, const Band& band,
              const PlotStyle& style)
{
    const double top = qBound(area.top(), plot.yAxis->coordToPixel(band.to), area.bottom());
    const double bottom =
        std::isfinite(band.from)
            ? qBound(area.top(), plot.yAxis->coordToPixel(band.from), area.bottom())
            : area.bottom();
    if (bottom - top < 1) {
        return;
    }
    const QRectF rect(area.left(), top, area.width(), bottom - top);
    painter.fillRect(rect, style.forbidden);
    QPen edge(style.muted, 0.8 * style.scale, Qt::DashLine);
    painter.setPen(edge);
    painter.drawLine(rect.topLeft(), rect.topRight());
    const QFontMetricsF metrics(style.font);
    if (!band.label.isEmpty() && rect.height() > metrics.height() * 1.4) {
        painter.setFont(style.font);
        painter.setPen(style.muted);
        painter.drawText(rect.adjusted(6 * style.scale, 0, -6 * style.scale, -3 * style.scale),
                         Qt::AlignLeft | Qt::AlignBottom, band.label);
    }
}

namespace
{

bool coversPoints(const QCustomPlot& plot, const PlotContent& content, const QRectF& place)
{
    for (const PlotSeries& series : content.series) {
        for (qsizetype i = 0; series.markers && i < series.x.size(); ++i) {
            if (place.contains(pixel(plot, series.x[i], series.y[i]))) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

void drawReferences(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                    const PlotContent& content, const PlotStyle& style)
{
    painter.setPen(QPen(style.grid, style.scale));
    for (qsizetype i = 1; i < content.categories.size(); ++i) {
        const double x = plot.xAxis->coordToPixel(static_cast<double>(i) - 0.5);
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()));
    }
    painter.setFont(style.font);
    const QFontMetricsF metrics(style.font);
    for (const ReferenceLine& line : content.references) {
        painter.setPen(QPen(style.muted, 0.9 * style.scale, Qt::DotLine));
        const double gap = 3 * style.scale;
        const double width = metrics.horizontalAdvance(line.label) + 2 * gap;
        if (line.orientation == Qt::Horizontal) {
            const double y = plot.yAxis->coordToPixel(line.value);
            painter.drawLine(QLineF(area.left(), y, area.right(), y));
            painter.setPen(style.muted);
            // At the right end above the line, or where no points lie.
            const QSizeF size(width, metrics.height());
            const double above = y - metrics.height() - 1;
            const QPointF corners[] = {{area.right() - width, above},
                                       {area.left(), above},
                                       {area.right() - width, y + 1},
                                       {area.left(), y + 1}};
            const auto* corner = std::ranges::find_if(corners, [&](const QPointF& each) {
                return !coversPoints(plot, content, {each, size});
            });
            painter.drawText(QRectF(corner == std::end(corners) ? corners[0] : *corner, size),
                             Qt::AlignCenter, line.label);
        } else {
            const double x = plot.xAxis->coordToPixel(line.value);
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()));
            painter.setPen(style.muted);
            const double left = x + width < area.right() ? x : x - width;
            painter.drawText(QRectF(left, area.top() + 2, width, metrics.height()), Qt::AlignCenter,
                             line.label);
        }
    }
}

void drawStaircases(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                    const PlotContent& content, const PlotStyle& style, const QString& emphasised)
{
    const bool crowded = isCrowded(content, style);
    painter.setBrush(Qt::NoBrush);
    // Upright and level lines are as sharp without, and long dashed ones several times as fast.
    painter.setAntialiasing(false);
    for (const Staircase& front : content.staircases) {
        const bool joint = front.series.isEmpty();
        if (!joint && (crowded || !emphasised.isEmpty()) && front.series != emphasised) {
            continue;
        }
        QColor color = joint ? style.muted : front.look.colorOn(style.dark);
        color.setAlphaF(joint ? 0.28F : 0.35F);
        painter.setPen(QPen(color, (joint ? 4 : 1) * style.scale,
                            joint ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap, Qt::MiterJoin));
        QPolygonF steps;
        for (qsizetype i = 0; i < front.x.size(); ++i) {
            const QPointF point = pixel(plot, front.x[i], front.y[i]);
            steps << (i == 0 ? QPointF(area.left(), point.y())
                             : QPointF(steps.last().x(), point.y()))
                  << point;
        }
        if (!steps.isEmpty()) {
            steps << QPointF(steps.last().x(), area.bottom());
            painter.drawPolyline(steps);
        }
    }
    painter.setAntialiasing(true);
}

void drawEllipses(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                  const PlotStyle& style)
{
    const qsizetype count =
        std::min({series.x.size(), series.xEllipse.size(), series.yEllipse.size()});
    QColor edge = series.look.colorOn(style.dark);
    QColor fill = edge;
    edge.setAlphaF(0.45F);
    fill.setAlphaF(0.09F);
    painter.setPen(QPen(edge, 0.7 * style.scale));
    painter.setBrush(fill);
    for (qsizetype i = 0; i < count; ++i) {
        if (!(series.xEllipse[i] > 0) || !(series.yEllipse[i] > 0)) {
            continue;
        }
        const QPointF low =
            pixel(plot, series.x[i] - series.xEllipse[i], series.y[i] - series.yEllipse[i]);
        const QPointF high =
            pixel(plot, series.x[i] + series.xEllipse[i], series.y[i] + series.yEllipse[i]);
        if (finite(low) && finite(high)) {
            painter.drawEllipse(QRectF(low, high).normalized());
        }
    }
}

void drawPoints(QCPPainter& painter, const QCustomPlot& plot, const PlotSeries& series,
                const PlotStyle& style, double lineOpacity)
{
    if (series.function && !series.markers && series.selected.isEmpty() &&
        series.xError.isEmpty() && series.yError.isEmpty()) {
        return; // a curve alone: its points are not looked at one by one
    }
    const QList<QPointF> points = pixelPoints(plot, series);
    painter.setBrush(Qt::NoBrush);
    if (series.line && !series.function) {
        painter.setPen(penOf(series, style, series.width, lineOpacity));
        QPolygonF path;
        for (qsizetype i = 0; i < points.size(); ++i) {
            if (!finite(points[i]) || (i > 0 && !series.joins(i - 1, i))) {
                painter.drawPolyline(path);
                path.clear();
            }
            if (finite(points[i])) {
                path << points[i];
            }
        }
        painter.drawPolyline(path);
    }
    drawErrors(painter, plot, series, style);
    const QColor color = series.look.colorOn(style.dark);
    const double radius = kMarkerRadius * style.scale * series.markerScale;
    for (qsizetype i = 0; i < points.size(); ++i) {
        if (!finite(points[i])) {
            continue;
        }
        if (i < series.selected.size() && series.selected[i]) {
            painter.setPen(QPen(style.ring, 1.6 * style.scale));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(points[i], radius * 1.9, radius * 1.9);
        }
        const bool marked = series.markers && i % series.markEvery == series.markFirst;
        if (marked) {
            const bool dotted = i < series.dotted.size() && series.dotted[i];
            const bool hollow = dotted || (i < series.hollow.size() && series.hollow[i]);
            drawMarker(painter, series.look.marker, points[i], radius, color,
                       hollow ? style.ground : color, 1.4 * style.scale);
            if (dotted) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(color);
                painter.drawEllipse(points[i], radius * 0.42, radius * 0.42);
            }
        }
    }
}

namespace
{

/// What labels there are, and what they must not cover.
struct Labels {
    std::vector<LabelRequest> requests;
    QStringList texts;
    QList<QColor> colors;
    QList<QPointF> markers;
    QList<QLineF> lines;
};

void collectLabels(Labels& labels, const PlotSeries& series, const QList<QPointF>& points,
                   const QRectF& area, const PlotStyle& style, bool crowded)
{
    const QFontMetricsF metrics(style.font);
    const auto at = [](const QVector<bool>& marks, qsizetype i) {
        return i < marks.size() && marks[i];
    };
    for (qsizetype i = 0; i < points.size(); ++i) {
        if (!finite(points[i]) || !area.contains(points[i])) {
            continue;
        }
        labels.markers.append(points[i]);
        if (i > 0 && series.joins(i - 1, i) && !series.function && finite(points[i - 1])) {
            labels.lines.append(QLineF(points[i - 1], points[i]));
        }
        if (i < series.labels.size() && !series.labels[i].isEmpty()) {
            const bool optional = crowded && at(series.hollow, i) && !at(series.selected, i);
            labels.requests.push_back({points[i],
                                       {metrics.horizontalAdvance(series.labels[i]) + 2,
                                        metrics.ascent() + metrics.descent() * .6},
                                       optional});
            labels.texts.append(series.labels[i]);
            labels.colors.append(series.look.colorOn(style.dark));
        }
    }
}

} // namespace

void drawLabels(QCPPainter& painter, const QCustomPlot& plot, const QRectF& area,
                const PlotContent& content, const PlotStyle& style, const QString& emphasised)
{
    if (std::ranges::all_of(content.series,
                            [](const PlotSeries& series) { return series.labels.isEmpty(); }))
        return;
    const bool crowded = emphasised.isEmpty() && isCrowded(content, style);
    Labels labels;
    for (const PlotSeries& series : content.series) {
        if (emphasised.isEmpty() || series.group() == emphasised) {
            collectLabels(labels, series, pixelPoints(plot, series), area, style, crowded);
        }
    }
    const double radius = (kMarkerRadius + 1) * style.scale;
    const std::vector<PlacedLabel> placed = placeLabels(labels.requests, labels.markers, radius,
                                                        labels.lines, area.adjusted(2, 2, -2, -2));
    painter.setFont(style.font);
    for (std::size_t i = 0; i < placed.size(); ++i) {
        const QRectF& rect = placed[i].rect;
        if (rect.isEmpty()) {
            continue;
        }
        const QColor& color = labels.colors[static_cast<qsizetype>(i)];
        const QColor tint = style.dark ? color.lighter(115) : color.darker(140);
        if (placed[i].leader) {
            QColor faint = tint;
            faint.setAlpha(150);
            painter.setPen(QPen(faint, 0.7 * style.scale));
            const QPointF from = labels.requests[i].anchor;
            painter.drawLine(QLineF(from, {qBound(rect.left(), from.x(), rect.right()),
                                           qBound(rect.top(), from.y(), rect.bottom())}));
        }
        painter.setPen(tint);
        drawHaloText(painter, rect, labels.texts[static_cast<qsizetype>(i)], style);
    }
}

} // namespace palimpsest
