// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_scene.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

#include "ui/plots/plot_bounds.h"
#include "ui/plots/series_legend_item.h"

namespace palimpsest
{

namespace
{

QCPRange rangeWithMargin(double low, double high, bool log)
{
    if (log) {
        const double factor = low == high ? 2 : std::pow(high / low, 0.06);
        return {low / factor, high * factor};
    }
    const double span = high > low ? high - low : std::max(1.0, std::abs(high) * 0.1);
    return {low - span * 0.09, high + span * 0.11};
}

/// Curves of more points are drawn in haste while people zoom and pan.
constexpr qsizetype kManyPoints = 50000;
/// Opacity of the lines that join points where series are many.
constexpr double kCrowdedLines = 0.45;

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void add(double value, bool log)
    {
        if (std::isfinite(value) && (!log || value > 0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    bool valid() const { return low <= high; }
};

/// The text with a line break in the place of the blank at `place`, if there is one.
QString inTwoLines(QString text, qsizetype place)
{
    if (place > 0) {
        text[place] = QLatin1Char('\n');
    }
    return text;
}

double widestLine(const QString& text, const QFont& font)
{
    const QFontMetricsF metrics(font);
    double widest = 0;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        widest = std::max(widest, metrics.horizontalAdvance(line));
    }
    return widest;
}

/// The blank that is nearest to the middle, or -1.
qsizetype middleBlank(const QString& text)
{
    qsizetype best = -1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char(' ') &&
            (best < 0 || std::abs(2 * i - text.size()) < std::abs(2 * best - text.size()))) {
            best = i;
        }
    }
    return best;
}

double errorAt(const QVector<double>& errors, qsizetype index)
{
    return index < errors.size() && std::isfinite(errors[index]) ? errors[index] : 0;
}

} // namespace

void PlotScene::show(const PlotContent& content, const QSet<QString>& hidden,
                     const PlotStyle& style)
{
    m_style = style;
    m_visible = content;
    m_visible.series.removeIf([&](const PlotSeries& series) { return hidden.contains(series.id); });
    m_visible.staircases.removeIf(
        [&](const Staircase& front) { return hidden.contains(front.series); });
    if (std::ranges::none_of(m_visible.series, [this](const PlotSeries& series) {
            return series.id == m_emphasised;
        })) {
        m_emphasised.clear();
    }
    measure();
    m_curves.clear();
    m_plot->clearPlottables();
    m_plot->clearItems();
    buildAxes(content);
    buildLegend(content, hidden);
    fitYLabel(content.yLabel);
    addPainted(QStringLiteral("background"), [this](QCPPainter* painter, const QRectF& area) {
        if (m_visible.band) {
            drawBand(*painter, *m_plot, area, *m_visible.band, m_style);
        }
        drawStaircases(*painter, *m_plot, area, m_visible, m_style, m_emphasised);
        drawReferences(*painter, *m_plot, area, m_visible, m_style);
    });
    addPainted(QStringLiteral("background"), [this](QCPPainter* painter, const QRectF&) {
        for (const PlotSeries& series : m_visible.series) {
            painter->setOpacity(opacityOf(series.group(), m_emphasised));
            drawEllipses(*painter, *m_plot, series, m_style);
        }
        painter->setOpacity(1);
    });
    for (const PlotSeries& series : m_visible.series) {
        if (series.function && series.line) {
            addCurve(series);
        }
    }
    addPainted(QStringLiteral("main"), [this](QCPPainter* painter, const QRectF& area) {
        const bool many = crowded();
        for (const bool last : {false, true}) { // the emphasised one over all others
            for (const PlotSeries& series : m_visible.series) {
                const bool emphasised = series.group() == m_emphasised;
                if (emphasised == last) {
                    painter->setOpacity(opacityOf(series.group(), m_emphasised));
                    drawPoints(*painter, *m_plot, series, m_style,
                               many && !emphasised ? kCrowdedLines : 1);
                }
            }
        }
        painter->setOpacity(1);
        drawLabels(*painter, *m_plot, area, m_visible, m_style, m_emphasised);
    });
}

void PlotScene::addPainted(const QString& layer, PaintedItem::Paint paint)
{
    auto* item = new PaintedItem(m_plot, std::move(paint)); // owned by the plot
    item->setLayer(layer == QLatin1String("background") ? QStringLiteral("grid") : layer);
    item->setAntialiased(true);
}

void PlotScene::addCurve(const PlotSeries& series)
{
    QCPGraph* graph = m_plot->addGraph();
    QColor color = series.look.colorOn(m_style.dark);
    color.setAlphaF(static_cast<float>(series.opacity));
    const QPen pen(color, series.width * m_style.scale, series.look.line, Qt::FlatCap,
                   Qt::RoundJoin);
    graph->setAdaptiveSampling(true); // minimum and maximum per pixel column
    graph->setData(series.x, series.y, true);
    m_curves.push_back({graph, pen, series.group()});
    dress(m_curves.back());
}

void PlotScene::dress(const Curve& curve)
{
    // A hairline without dashes is many times as fast.
    QPen pen = m_hasty ? QPen(curve.pen.color(), 0) : curve.pen;
    QColor color = pen.color();
    color.setAlphaF(color.alphaF() * static_cast<float>(opacityOf(curve.group, m_emphasised)));
    pen.setColor(color);
    curve.graph->setPen(pen);
    curve.graph->setAntialiased(!m_hasty);
}

bool PlotScene::setHasty(bool hasty)
{
    qsizetype points = 0;
    for (const PlotSeries& series : m_visible.series) {
        points += series.function && series.line ? series.x.size() : 0;
    }
    hasty = hasty && points > kManyPoints;
    if (hasty == m_hasty) {
        return false;
    }
    m_hasty = hasty;
    for (const Curve& curve : m_curves) {
        dress(curve);
    }
    return true;
}

bool PlotScene::emphasise(const QString& series)
{
    if (series == m_emphasised) {
        return false;
    }
    m_emphasised = series;
    for (const Curve& curve : m_curves) {
        dress(curve);
        if (curve.group == m_emphasised) {
            curve.graph->setLayer(curve.graph->layer()); // over the others
        }
    }
    return true;
}

void PlotScene::buildAxes(const PlotContent& content)
{
    m_plot->setBackground(QBrush(m_style.ground));
    const int padding = qRound(m_style.padding);
    m_plot->plotLayout()->setMargins({padding, padding, padding, padding});
    m_plot->plotLayout()->setRowSpacing(qRound(4 * m_style.scale));
    const int room = qRound(m_style.room);
    const int halfNumber = QFontMetrics(m_style.font).horizontalAdvance(QStringLiteral("000")) / 2;
    m_plot->axisRect()->setMinimumMargins({room, room, std::max(room, halfNumber), room});
    const auto style = [&](QCPAxis* axis, const QString& label, bool log) {
        axis->setLabel(label);
        axis->setLabelFont(m_style.titleFont);
        axis->setLabelColor(m_style.text);
        axis->setLabelPadding(qRound(5 * m_style.scale));
        axis->setTickLabelFont(m_style.font);
        axis->setTickLabelColor(m_style.muted);
        axis->setBasePen(QPen(m_style.axis, m_style.scale));
        axis->setTickPen(QPen(m_style.axis, m_style.scale));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(qRound(4 * m_style.scale));
        axis->grid()->setPen(QPen(m_style.grid, m_style.scale));
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->setNumberFormat(log ? QStringLiteral("eb") : QStringLiteral("gb"));
        axis->setNumberPrecision(log ? 0 : 5);
        axis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setTicker(log ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                            : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    };
    style(m_plot->xAxis, content.xLabel, content.xLog);
    style(m_plot->yAxis, content.yLabel, content.yLog);
    nameCategories(content.categories);
}

/// On two lines where it is longer than its axis will be.
void PlotScene::fitYLabel(const QString& label)
{
    const QFontMetricsF metrics(m_style.titleFont);
    const double line = metrics.height();
    double axis = m_plot->height() - 2 * m_style.padding - 3.4 * line; // numbers and title of x
    if (m_legend != nullptr) {
        axis -= m_legend->rowCount() * 1.3 * line;
    }
    if (m_note != nullptr) {
        axis -= 1.5 * line;
    }
    m_plot->yAxis->setLabel(
        metrics.horizontalAdvance(label) <= axis ? label : inTwoLines(label, middleBlank(label)));
}

void PlotScene::nameCategories(const QStringList& categories)
{
    QCPAxis* axis = m_plot->xAxis;
    axis->grid()->setVisible(categories.isEmpty());
    axis->setTickLabelRotation(0);
    if (categories.isEmpty()) {
        return;
    }
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    axis->setTicker(ticker);
    // On one line, on two, a word a line, or aslant where even that is too wide.
    const auto whole = [](const QString& name) { return name; };
    const auto twoLines = [](const QString& name) {
        return inTwoLines(name, name.lastIndexOf(QLatin1Char(' ')));
    };
    const auto words = [](QString name) {
        return name.replace(QLatin1Char(' '), QLatin1Char('\n'));
    };
    const std::function<QString(const QString&)> forms[] = {whole, twoLines, words};
    const double room = 0.76 * m_plot->width() / static_cast<double>(categories.size());
    const auto* fits = std::ranges::find_if(forms, [&](const auto& form) {
        return std::ranges::all_of(categories, [&](const QString& name) {
            return widestLine(form(name), m_style.font) <= room;
        });
    });
    const auto& form = fits == std::end(forms) ? forms[0] : *fits;
    for (qsizetype i = 0; i < categories.size(); ++i) {
        ticker->addTick(static_cast<double>(i), form(categories[i]));
    }
    if (fits == std::end(forms)) {
        axis->setTickLabelRotation(-25);
    }
}

void PlotScene::buildLegend(const PlotContent& content, const QSet<QString>& hidden)
{
    QCPLayoutGrid* layout = m_plot->plotLayout();
    if (m_legend != nullptr) {
        layout->remove(m_legend);
        m_legend = nullptr;
    }
    if (m_note != nullptr) {
        layout->remove(m_note);
        m_note = nullptr;
    }
    layout->simplify();
    if (m_plot->legend != nullptr) {
        m_plot->legend->setVisible(false);
    }
    int entries = 0;
    double widest = 1;
    const QFontMetricsF metrics(m_style.font);
    for (const PlotSeries& series : content.series) {
        if (!series.name.isEmpty()) {
            ++entries;
            widest = std::max(widest, metrics.horizontalAdvance(series.name) + 48 * m_style.scale);
        }
    }
    if (content.legend && entries > 0) {
        layout->insertRow(0);
        m_legend = new QCPLegend;
        layout->addElement(0, 0, m_legend);
        m_legend->setLayer(QStringLiteral("legend"));
        m_legend->setBorderPen(Qt::NoPen);
        m_legend->setBrush(Qt::NoBrush);
        m_legend->setMargins({0, 0, 0, 0});
        m_legend->setColumnSpacing(qRound(14 * m_style.scale));
        m_legend->setRowSpacing(0);
        m_legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
        m_legend->setWrap(std::clamp(static_cast<int>(m_plot->width() / widest), 1, entries));
        for (const PlotSeries& series : content.series) {
            if (!series.name.isEmpty()) {
                m_legend->addItem(
                    new SeriesLegendItem(m_legend, series, hidden.contains(series.id), m_style));
            }
        }
        layout->setRowStretchFactor(0, 0.0001);
    }
    if (!content.note.isEmpty()) {
        m_note = new QCPTextElement(m_plot, content.note, m_style.font);
        m_note->setTextColor(m_style.muted);
        m_note->setTextFlags(Qt::AlignRight | Qt::AlignVCenter);
        layout->addElement(layout->rowCount(), 0, m_note);
        layout->setRowStretchFactor(layout->rowCount() - 1, 0.0001);
    }
}

void PlotScene::measure()
{
    Extent x;
    Extent y;
    for (const PlotSeries& series : m_visible.series) {
        for (qsizetype i = 0; i < series.x.size(); ++i) {
            const double dx = std::max(errorAt(series.xError, i), errorAt(series.xEllipse, i));
            const double dy = std::max(errorAt(series.yError, i), errorAt(series.yEllipse, i));
            if (std::isfinite(series.x[i]) && std::isfinite(series.y[i])) {
                x.add(series.x[i] - dx, m_visible.xLog);
                x.add(series.x[i] + dx, m_visible.xLog);
                y.add(series.y[i] - dy, m_visible.yLog);
                y.add(series.y[i] + dy, m_visible.yLog);
            }
        }
    }
    m_all.reset();
    if (x.valid() && y.valid()) {
        m_all = {rangeWithMargin(x.low, x.high, m_visible.xLog),
                 rangeWithMargin(y.low, y.high, m_visible.yLog)};
    }
}

bool PlotScene::fit()
{
    if (!m_all) {
        return false;
    }
    m_plot->xAxis->setRange(m_all->x);
    m_plot->yAxis->setRange(m_all->y);
    return true;
}

void PlotScene::bound(QCPAxis* axis, const QCPRange& before)
{
    if (!m_all) {
        return;
    }
    const QCPRange& all = axis == m_plot->xAxis ? m_all->x : m_all->y;
    const QCPRange shown = axis->range();
    QCPRange view;
    if (axis->scaleType() == QCPAxis::stLogarithmic) {
        const auto logs = [](const QCPRange& range) {
            return QCPRange(std::log(range.lower), std::log(range.upper));
        };
        if (shown.lower <= 0 || before.lower <= 0) { // it has just become logarithmic
            return;
        }
        view = boundedView(logs(shown), logs(before), logs(all));
        view = QCPRange(std::exp(view.lower), std::exp(view.upper));
    } else {
        view = boundedView(shown, before, all);
    }
    const double tolerance = 1e-9 * shown.size();
    if (std::abs(view.lower - shown.lower) > tolerance ||
        std::abs(view.upper - shown.upper) > tolerance) {
        axis->setRange(view);
    }
}

QString PlotScene::legendEntryAt(const QPointF& position) const
{
    if (m_legend != nullptr) {
        for (int i = 0; i < m_legend->itemCount(); ++i) {
            const auto* item = dynamic_cast<const SeriesLegendItem*>(m_legend->item(i));
            if (item != nullptr && item->rect().contains(position.toPoint())) {
                return item->seriesId();
            }
        }
    }
    return {};
}

} // namespace palimpsest
