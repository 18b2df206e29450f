// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_widget.h"

#include <algorithm>
#include <cmath>

#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

#include "ui/plots/plot_hover_card.h"
#include "ui/plots/plot_scene.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{
constexpr qint64 kRedrawInterval = 1000 / PlotWidget::kRedrawsPerSecond;
constexpr int kRestMilliseconds = 150; ///< after the last zooming and panning
} // namespace

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(nullptr);
    m_scene = std::make_unique<PlotScene>(m_plot);
    m_cursor = new PlotCursor(m_plot);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PlotWidget::redraw);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMilliseconds);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_scene->setHasty(false)) {
            scheduleReplot();
        }
    });
    connectPlot();
    restyle();
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::connectPlot()
{
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setSelectionRectMode(QCP::srmNone);
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        connect(
            axis, qOverload<const QCPRange&, const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this, axis](const QCPRange&, const QCPRange& before) { keepInBounds(axis, before); });
    }
    connect(m_plot->selectionRect(), &QCPSelectionRect::accepted, this, [this](const QRect& area) {
        if (m_plot->selectionRectMode() == QCP::srmCustom) {
            selectInside(area);
        }
    });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this](QWheelEvent* event) {
        const bool onlyX = event->modifiers().testFlag(Qt::ShiftModifier);
        const bool onlyY = event->modifiers().testFlag(Qt::ControlModifier);
        m_plot->axisRect()->setRangeZoom(onlyX   ? Qt::Orientations(Qt::Horizontal)
                                         : onlyY ? Qt::Orientations(Qt::Vertical)
                                                 : Qt::Horizontal | Qt::Vertical);
        userMoved();
    });
}

void PlotWidget::setContent(const PlotContent& content)
{
    if (content != m_content) {
        m_content = content;
        scheduleRedraw();
    }
}

void PlotWidget::setEmptyText(const QString& statement, const QString& advice)
{
    if (statement != m_emptyStatement || advice != m_emptyAdvice) {
        m_emptyStatement = statement;
        m_emptyAdvice = advice;
        scheduleRedraw();
    }
}

void PlotWidget::scheduleRedraw()
{
    m_dirty = true;
    scheduleReplot();
}

void PlotWidget::scheduleReplot()
{
    if (!m_timer.isActive()) {
        const qint64 since = m_sinceRedraw.isValid() ? m_sinceRedraw.elapsed() : kRedrawInterval;
        m_timer.start(static_cast<int>(std::max<qint64>(0, kRedrawInterval - since)));
    }
}

void PlotWidget::redraw()
{
    if (m_plot->size().isEmpty()) {
        return; // resizeEvent comes before it can be seen
    }
    m_sinceRedraw.start();
    if (m_dirty) {
        m_dirty = false;
        m_scene->show(m_content, m_hidden, PlotStyle::screen(font(), logicalDpiX()));
        if (m_follows) {
            m_scene->fit();
        } else { // of other data, perhaps
            keepInBounds(m_plot->xAxis, m_plot->xAxis->range());
            keepInBounds(m_plot->yAxis, m_plot->yAxis->range());
        }
    }
    ++m_redraws;
    m_plot->replot(QCustomPlot::rpImmediateRefresh);
    const PlotSeries* walked = m_cursor->isVisible() ? walkedSeries() : nullptr;
    if (walked != nullptr) {
        m_cursor->showAt(pixelOf(walked->x[m_walked.index], walked->y[m_walked.index]));
    } else {
        m_cursor->hide();
    }
    updateEmphasis(); // there may be other data now, or another legend under the mouse
}

void PlotWidget::restyle()
{
    scheduleRedraw();
}

void PlotWidget::fit()
{
    m_follows = true;
    scheduleRedraw();
    Q_EMIT viewChanged();
}

void PlotWidget::zoom(double factor)
{
    m_plot->xAxis->scaleRange(1 / factor);
    m_plot->yAxis->scaleRange(1 / factor);
    userMoved();
}

void PlotWidget::userMoved()
{
    m_follows = false;
    m_scene->setHasty(true);
    m_rest.start();
    scheduleReplot(); // the same content from another place
    Q_EMIT viewChanged();
}

void PlotWidget::keepInBounds(QCPAxis* axis, const QCPRange& before)
{
    if (m_dirty || m_bounding) {
        return; // the scene shows something else yet
    }
    m_bounding = true;
    m_scene->bound(axis, before);
    m_bounding = false;
}

std::optional<QRectF> PlotWidget::ranges() const
{
    if (m_follows) {
        return std::nullopt;
    }
    const QCPRange x = m_plot->xAxis->range();
    const QCPRange y = m_plot->yAxis->range();
    return QRectF(x.lower, y.lower, x.size(), y.size());
}

void PlotWidget::setRanges(const QRectF& ranges)
{
    m_plot->xAxis->setRange(ranges.x(), ranges.x() + ranges.width());
    m_plot->yAxis->setRange(ranges.y(), ranges.y() + ranges.height());
    userMoved();
}

void PlotWidget::setSeriesVisible(const QString& id, bool visible)
{
    if (visible == seriesVisible(id)) {
        return;
    }
    if (visible) {
        m_hidden.remove(id);
    } else {
        m_hidden.insert(id);
    }
    scheduleRedraw();
    Q_EMIT seriesVisibilityChanged(id, visible);
}

PlotContent PlotWidget::visibleContent() const
{
    PlotContent shown = m_content;
    shown.series.removeIf(
        [this](const PlotSeries& series) { return m_hidden.contains(series.id); });
    shown.staircases.removeIf([this](const Staircase& f) { return m_hidden.contains(f.series); });
    for (PlotSeries& series : shown.series) {
        series.selected.clear(); // a mark of the screen, not of the figure
    }
    return shown;
}

void PlotWidget::exportTo(const QString& path, const PlotExportOptions& options) const
{
    PlotExportOptions complete = options;
    if (!complete.ranges) {
        complete.ranges = ranges();
    }
    exportPlot(visibleContent(), path, complete);
}

QImage PlotWidget::image(const PlotExportOptions& options) const
{
    return renderPlot(visibleContent(), options);
}

QPointF PlotWidget::pixelOf(double x, double y) const
{
    return {m_plot->xAxis->coordToPixel(x), m_plot->yAxis->coordToPixel(y)};
}

void PlotWidget::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        restyle();
    }
    QWidget::changeEvent(event);
}

void PlotWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    scheduleRedraw(); // the legend wraps by width
}

bool PlotWidget::showsNothing() const
{
    return !m_emptyStatement.isEmpty() &&
           std::ranges::all_of(m_content.series,
                               [](const PlotSeries& series) { return series.x.isEmpty(); });
}

void PlotWidget::paintEmpty()
{
    QPainter painter(m_plot);
    const ThemeColors& colors = themeColors();
    painter.fillRect(m_plot->rect(), colors.surface);
    QFont bold = font();
    bold.setPointSizeF(bold.pointSizeF() * 1.25);
    bold.setWeight(QFont::DemiBold);
    const QRect middle = m_plot->rect().adjusted(20, 0, -20, -10);
    painter.setFont(bold);
    painter.setPen(colors.text);
    painter.drawText(middle.adjusted(0, 0, 0, -middle.height() / 2),
                     Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, m_emptyStatement);
    painter.setFont(font());
    painter.setPen(colors.mutedText);
    painter.drawText(middle.adjusted(0, middle.height() / 2 + 8, 0, 0),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyAdvice);
}

QString PlotWidget::tip(const QString& series, int index) const
{
    for (const PlotSeries& each : m_content.series) {
        if (each.id == series && index >= 0 && index < each.x.size()) {
            const QString own = m_tips ? m_tips(series, index) : QString();
            return own.isEmpty() ? hoverCardText(m_content, each, index) : own;
        }
    }
    return {};
}

} // namespace palimpsest
