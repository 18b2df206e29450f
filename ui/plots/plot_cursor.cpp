// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_cursor.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <QPainter>

namespace palimpsest
{

namespace
{

/// Indices of the points that can be drawn, by x.
std::vector<int> walkOf(const PlotSeries& series)
{
    std::vector<int> order;
    for (int i = 0; i < series.x.size(); ++i) {
        if (std::isfinite(series.x[i]) && std::isfinite(series.y[i])) {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return series.x[a] < series.x[b]; });
    return order;
}

/// The series with points, in the order of the legend.
std::vector<const PlotSeries*> walkableOf(const PlotContent& content)
{
    std::vector<const PlotSeries*> all;
    for (const PlotSeries& series : content.series) {
        if (!walkOf(series).empty()) {
            all.push_back(&series);
        }
    }
    return all;
}

} // namespace

PlotPosition steppedPoint(const PlotContent& content, const PlotPosition& from, Qt::Key arrow)
{
    const std::vector<const PlotSeries*> all = walkableOf(content);
    const auto own =
        std::ranges::find_if(all, [&](const auto* series) { return series->id == from.series; });
    if (all.empty()) {
        return {};
    }
    if (own == all.end() || from.index < 0 || from.index >= (*own)->x.size()) {
        return {all.front()->id, walkOf(*all.front()).front()};
    }
    if (arrow == Qt::Key_Left || arrow == Qt::Key_Right) {
        const std::vector<int> walk = walkOf(**own);
        const auto now = std::ranges::find(walk, from.index) - walk.begin();
        const auto last = static_cast<std::ptrdiff_t>(walk.size()) - 1;
        const auto next =
            std::clamp<std::ptrdiff_t>(now + (arrow == Qt::Key_Right ? 1 : -1), 0, last);
        return {from.series, walk[static_cast<std::size_t>(next)]};
    }
    if ((arrow == Qt::Key_Up && own == all.begin()) ||
        (arrow == Qt::Key_Down && own + 1 == all.end())) {
        return from;
    }
    const PlotSeries& next = arrow == Qt::Key_Up ? **(own - 1) : **(own + 1);
    const double x = (*own)->x[from.index];
    const std::vector<int> walk = walkOf(next);
    return {next.id,
            *std::ranges::min_element(walk, {}, [&](int i) { return std::abs(next.x[i] - x); })};
}

PlotCursor::PlotCursor(QWidget* plot) : QWidget(plot)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    const int size = fontMetrics().height() * 3 / 2;
    resize(size, size);
    hide();
}

void PlotCursor::showAt(const QPointF& pixel)
{
    move((pixel - QPointF(width() / 2.0, height() / 2.0)).toPoint());
    raise();
    show();
}

void PlotCursor::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawEllipse(rect().adjusted(2, 2, -3, -3));
}

} // namespace palimpsest
