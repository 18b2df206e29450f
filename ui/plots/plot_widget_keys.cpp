// SPDX-License-Identifier: GPL-3.0-or-later
// A plot from the keyboard.
#include <QAccessible>
#include <QKeyEvent>
#include <QTextDocument>
#include <QToolTip>

#include "ui/plots/plot_scene.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

bool PlotWidget::panBy(const QKeyEvent& event)
{
    if (!event.modifiers().testFlag(Qt::ShiftModifier)) {
        return false;
    }
    const bool across = event.key() == Qt::Key_Left || event.key() == Qt::Key_Right;
    const bool back = event.key() == Qt::Key_Left || event.key() == Qt::Key_Down;
    QCPAxis* axis = across ? m_plot->xAxis : m_plot->yAxis;
    axis->moveRange(axis->range().size() * (back ? -0.1 : 0.1));
    userMoved();
    return true;
}

void PlotWidget::walk(Qt::Key arrow)
{
    m_walked = steppedPoint(m_scene->visible(), m_walked, arrow);
    if (const PlotSeries* series = walkedSeries()) {
        m_hovered = m_walked;
        showCursor(*series);
        updateEmphasis();
        Q_EMIT pointHovered(m_walked.series, m_walked.index);
    }
}

const PlotSeries* PlotWidget::walkedSeries() const
{
    for (const PlotSeries& series : m_scene->visible().series) {
        if (series.id == m_walked.series && m_walked.index >= 0 &&
            m_walked.index < series.x.size()) {
            return &series;
        }
    }
    return nullptr;
}

void PlotWidget::showCursor(const PlotSeries& series)
{
    const double x = series.x[m_walked.index];
    const double y = series.y[m_walked.index];
    if (!m_plot->xAxis->range().contains(x) || !m_plot->yAxis->range().contains(y)) {
        m_plot->xAxis->setRange(x, m_plot->xAxis->range().size(), Qt::AlignCenter);
        m_plot->yAxis->setRange(y, m_plot->yAxis->range().size(), Qt::AlignCenter);
        userMoved();
    }
    m_cursor->showAt(pixelOf(x, y));
    showCard(m_walked, pixelOf(x, y).toPoint());
    QTextDocument plain;
    plain.setHtml(tip(m_walked.series, m_walked.index));
    m_cursor->setAccessibleName(plain.toPlainText());
    QAccessibleEvent said(m_cursor, QAccessible::NameChanged); // read aloud
    QAccessible::updateAccessibility(&said);
}

void PlotWidget::focusOutEvent(QFocusEvent* event)
{
    m_cursor->hide();
    QToolTip::hideText();
    updateEmphasis();
    QWidget::focusOutEvent(event);
}

void PlotWidget::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_hovered.index >= 0) {
            Q_EMIT pointActivated(m_hovered.series, m_hovered.index);
        }
        break;
    case Qt::Key_Space:
        if (m_walked.index >= 0) {
            Q_EMIT pointClicked(m_walked.series, m_walked.index, event->modifiers());
        }
        break;
    case Qt::Key_Home:
        fit();
        break;
    case Qt::Key_Plus:
        zoom(1.25);
        break;
    case Qt::Key_Minus:
        zoom(0.8);
        break;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (!panBy(*event)) {
            walk(static_cast<Qt::Key>(event->key()));
        }
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace palimpsest
