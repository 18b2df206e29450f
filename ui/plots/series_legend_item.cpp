// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/series_legend_item.h"

#include "ui/plots/plot_scene_items.h"

namespace palimpsest
{

SeriesLegendItem::SeriesLegendItem(QCPLegend* legend, PlotSeries series, bool hidden,
                                   PlotStyle style)
    : QCPAbstractLegendItem(legend), m_series(std::move(series)), m_hidden(hidden),
      m_style(std::move(style))
{
    setSelectable(false);
}

QSize SeriesLegendItem::minimumOuterSizeHint() const
{
    const QFontMetricsF metrics(m_style.font);
    return {qCeil(metrics.horizontalAdvance(m_series.name) + 34 * m_style.scale),
            qCeil(metrics.height() + 3 * m_style.scale)};
}

void SeriesLegendItem::draw(QCPPainter* painter)
{
    const QRectF area(rect());
    QColor color = m_hidden ? m_style.muted : m_series.look.colorOn(m_style.dark);
    color.setAlphaF(m_hidden ? 0.4F : 1.0F);
    const double middle = area.center().y();
    const double length = 22 * m_style.scale;
    if (m_series.line) {
        painter->setPen(QPen(color, 1.5 * m_style.scale, m_series.look.line, Qt::FlatCap));
        painter->drawLine(QLineF(area.left(), middle, area.left() + length, middle));
    }
    if (m_series.markers) {
        drawMarker(*painter, m_series.look.marker, {area.left() + length / 2, middle},
                   kMarkerRadius * m_style.scale, color, color, 1.2 * m_style.scale);
    }
    QFont font = m_style.font;
    font.setStrikeOut(m_hidden);
    painter->setFont(font);
    painter->setPen(m_hidden ? m_style.muted : m_style.text);
    painter->drawText(area.adjusted(length + 6 * m_style.scale, 0, 0, 0),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, m_series.name);
}

} // namespace palimpsest
