// SPDX-License-Identifier: GPL-3.0-or-later
// A plot under the mouse.
#include <cmath>

#include <QMouseEvent>
#include <QToolTip>

#include "ui/plots/plot_scene.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

namespace
{
constexpr double kHitRadius = 12;
} // namespace

PlotWidget::Hit PlotWidget::hitAt(const QPointF& position) const
{
    Hit hit;
    double nearest = kHitRadius * logicalDpiX() / 96;
    for (const PlotSeries& series : m_scene->visible().series) {
        const QList<QPointF> points = pixelPoints(*m_plot, series);
        for (qsizetype i = 0; i < points.size(); ++i) {
            const double distance =
                std::hypot(points[i].x() - position.x(), points[i].y() - position.y());
            if (distance < nearest) {
                nearest = distance;
                hit = {series.id, static_cast<int>(i)};
            }
        }
    }
    return hit;
}

/// The series whose legend entry is under the mouse, or where the keyboard is in a crowd.
void PlotWidget::updateEmphasis()
{
    const QString entry = m_scene->legendEntryAt(m_mouse);
    QString series = seriesVisible(entry) ? entry : QString();
    if (series.isEmpty() && m_cursor->isVisible() && m_scene->crowded()) {
        if (const PlotSeries* walked = walkedSeries()) {
            series = walked->group();
        }
    }
    if (m_scene->emphasise(series)) {
        scheduleReplot();
    }
}

void PlotWidget::hover(const QPoint& position)
{
    m_mouse = position;
    updateEmphasis();
    const Hit hit = hitAt(position);
    const bool acts = hit.index >= 0 || !m_scene->legendEntryAt(position).isEmpty();
    m_plot->setCursor(acts ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (hit == m_hovered) {
        return;
    }
    m_hovered = hit;
    Q_EMIT pointHovered(hit.series, hit.index);
    showCard(hit, position);
}

void PlotWidget::showCard(const Hit& hit, const QPoint& position)
{
    if (hit.index < 0) {
        QToolTip::hideText();
        return;
    }
    QToolTip::showText(m_plot->mapToGlobal(position), tip(hit.series, hit.index), m_plot);
}

void PlotWidget::selectInside(const QRect& area)
{
    QList<PlotPosition> inside;
    for (const PlotSeries& series : m_scene->visible().series) {
        const QList<QPointF> points = pixelPoints(*m_plot, series);
        for (qsizetype i = 0; i < points.size(); ++i) {
            if (QRectF(area.normalized()).contains(points[i])) {
                inside.append({series.id, static_cast<int>(i)});
            }
        }
    }
    Q_EMIT areaSelected(inside);
}

bool PlotWidget::handleLegendClick(const QPointF& position)
{
    const QString id = m_scene->legendEntryAt(position);
    if (id.isEmpty()) {
        return false;
    }
    setSeriesVisible(id, !seriesVisible(id));
    return true;
}

void PlotWidget::handleClick(QMouseEvent* event)
{
    if (handleLegendClick(event->position())) {
        return;
    }
    const Hit hit = hitAt(event->position());
    if (hit.index >= 0) {
        Q_EMIT pointClicked(hit.series, hit.index, event->modifiers());
    } else {
        Q_EMIT backgroundClicked();
    }
}

bool PlotWidget::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseMove: {
        auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons() == Qt::NoButton) {
            hover(mouse->pos());
        } else if (mouse->buttons() == Qt::LeftButton &&
                   m_plot->selectionRectMode() == QCP::srmNone &&
                   (mouse->pos() - m_pressed).manhattanLength() > 4 && m_follows) {
            m_follows = false;
            Q_EMIT viewChanged();
        }
        break;
    }
    case QEvent::MouseButtonPress: {
        auto* mouse = static_cast<QMouseEvent*>(event);
        m_pressed = mouse->pos();
        setFocus(Qt::MouseFocusReason);
        m_plot->setSelectionRectMode(mouse->button() == Qt::RightButton ? QCP::srmZoom
                                     : mouse->modifiers().testFlag(Qt::ShiftModifier)
                                         ? QCP::srmCustom
                                         : QCP::srmNone);
        break;
    }
    case QEvent::MouseButtonRelease: {
        auto* mouse = static_cast<QMouseEvent*>(event);
        const bool moved = (mouse->pos() - m_pressed).manhattanLength() > 4;
        if (mouse->button() == Qt::LeftButton && !moved) {
            handleClick(mouse);
        } else if (mouse->button() == Qt::RightButton && moved) {
            userMoved();
        }
        break;
    }
    case QEvent::MouseButtonDblClick: {
        const Hit hit = hitAt(static_cast<QMouseEvent*>(event)->position());
        if (hit.index >= 0) {
            Q_EMIT pointActivated(hit.series, hit.index);
        } else {
            fit();
        }
        break;
    }
    case QEvent::Leave:
        hover({-10000, -10000});
        break;
    case QEvent::Paint:
        if (showsNothing()) {
            paintEmpty();
            return true;
        }
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace palimpsest
