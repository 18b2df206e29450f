// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_content.h"

#include <algorithm>
#include <limits>

#include <QCoreApplication>
#include <QLocale>
#include <QPointF>

#include "engine/scoring/pareto.h"
#include "ui/models/texts.h"

namespace palimpsest {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("TradeoffContent", text);
}

QString number(double value)
{
    return QLocale().toString(value, 'f', 1);
}

/// "λ=0.1" → "0.1" would lose what it is; the sign alone is short enough: "λ 0.1".
QString shortLabel(const TradeoffPoint& point)
{
    QString text = QString::fromStdString(point.label);
    return text.replace(QStringLiteral("λ="), QStringLiteral("λ "));
}

QString tipOf(const TradeoffPoint& point, const TradeoffPoint* base, const TradeoffOptions& options)
{
    const auto row = [](const QString& name, double value, double sd, std::optional<double> from) {
        QString text = number(value);
        if (sd > 0) {
            text += QStringLiteral(" ± ") + number(sd);
        }
        QString change;
        if (from) {
            change = QStringLiteral("(%1%2)").arg(value >= *from ? QStringLiteral("+") : QString(),
                                                  number(value - *from));
        }
        return QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td align=right>%2</td>"
                              "<td align=right>&nbsp;%3</td></tr>")
            .arg(name.toHtmlEscaped(), text, change);
    };
    QString text = QStringLiteral("<b>%1</b><table>").arg(pointTitle(point).toHtmlEscaped());
    text += row(axisTitle(options.x, options.split), point.x, point.xSd,
                base ? std::optional(base->x) : std::nullopt);
    text += row(axisTitle(options.y, options.split), point.y, point.ySd,
                base ? std::optional(base->y) : std::nullopt);
    for (const auto& [domain, score] : point.domainScores) {
        std::optional<double> from;
        if (base != nullptr && base->domainScores.contains(domain)) {
            from = base->domainScores.at(domain);
        }
        text += row(QString::fromStdString(domain), score, 0, from);
    }
    text += QStringLiteral("</table>");
    if (point.seeds > 1) {
        text += QStringLiteral("<small>%1</small>")
                    .arg(tr("mean of %1 seeds ± s.d.").arg(point.seeds));
    }
    return text;
}

Staircase staircase(const std::vector<const TradeoffPoint*>& front, const QString& series)
{
    std::vector<const TradeoffPoint*> sorted = front;
    std::sort(sorted.begin(), sorted.end(),
              [](const TradeoffPoint* a, const TradeoffPoint* b) { return a->x < b->x; });
    Staircase steps;
    steps.series = series;
    steps.look = strategyLook(series);
    for (const TradeoffPoint* point : sorted) {
        steps.x.append(point->x);
        steps.y.append(point->y);
    }
    return steps;
}

void addPoint(PlotSeries& series, const TradeoffPoint& point, const TradeoffPoint* base,
              const TradeoffOptions& options, const TradeoffView& view)
{
    series.x.append(point.x);
    series.y.append(point.y);
    series.xError.append(point.xSd);
    series.yError.append(point.ySd);
    series.labels.append(shortLabel(point));
    series.hollow.append(!point.onJointFront);
    series.selected.append(std::any_of(point.jobs.begin(), point.jobs.end(), [&](RowId job) {
        return view.selected.contains(job);
    }));
    series.tips.append(tipOf(point, base, options));
}

} // namespace

const TradeoffPoint* baselinePoint(const std::vector<TradeoffPoint>& points)
{
    const auto it = std::find_if(points.begin(), points.end(), [](const TradeoffPoint& point) {
        return point.series == "baseline";
    });
    return it == points.end() ? nullptr : &*it;
}

const TradeoffPoint* bestWithin(const std::vector<TradeoffPoint>& points, double budget)
{
    const TradeoffPoint* base = baselinePoint(points);
    const TradeoffPoint* best = nullptr;
    for (const TradeoffPoint& point : points) {
        if (base != nullptr && point.y >= base->y - budget && (best == nullptr || point.x > best->x)) {
            best = &point;
        }
    }
    return best;
}

std::optional<double> dominatedArea(const std::vector<TradeoffPoint>& points, QPointF* reference)
{
    const TradeoffPoint* base = baselinePoint(points);
    if (base == nullptr || points.size() < 2) {
        return std::nullopt;
    }
    std::vector<PlanePoint> plane;
    double lowest = std::numeric_limits<double>::infinity();
    double tuned = std::numeric_limits<double>::quiet_NaN();
    for (const TradeoffPoint& point : points) {
        plane.push_back({point.x, point.y});
        lowest = std::min(lowest, point.y);
        if (point.series == "fine-tuning") {
            tuned = point.y;
        }
    }
    const PlanePoint corner{base->x, tuned == tuned ? tuned : lowest};
    if (reference != nullptr) {
        *reference = {corner.x, corner.y};
    }
    return hypervolume(plane, corner);
}

QString axisTitle(const AxisChoice& axis, Split split)
{
    const QString metric = metricText(axis.metric);
    const QString role = axis.role == DomainRole::New ? tr("new-domain") : tr("old-domain");
    QString title;
    switch (axis.over) {
    case AxisChoice::Over::Mean: title = tr("mean %1 %2").arg(role, metric); break;
    case AxisChoice::Over::Worst: title = tr("worst %1 %2").arg(role, metric); break;
    case AxisChoice::Over::Domain:
        title = QStringLiteral("%1: %2").arg(QString::fromStdString(axis.domain), metric);
        break;
    }
    return QStringLiteral("%1 (%2)").arg(title, splitText(split).toLower());
}

QString pointTitle(const TradeoffPoint& point)
{
    const QString name = strategyName(QString::fromStdString(point.series));
    const QString label = QString::fromStdString(point.label);
    return label.isEmpty() ? name : name + QLatin1Char(' ') + label;
}

PlotContent tradeoffContent(const std::vector<TradeoffPoint>& points, const TradeoffOptions& options,
                            const TradeoffView& view)
{
    PlotContent content;
    content.xLabel = axisTitle(options.x, options.split);
    content.yLabel = axisTitle(options.y, options.split);
    const TradeoffPoint* base = baselinePoint(points);
    std::vector<const TradeoffPoint*> joint;
    for (const TradeoffPoint& point : points) {
        const QString id = QString::fromStdString(point.series);
        auto it = std::find_if(content.series.begin(), content.series.end(),
                               [&](const PlotSeries& series) { return series.id == id; });
        if (it == content.series.end()) {
            PlotSeries series;
            series.id = id;
            series.name = id == QLatin1String("baseline") ? tr("base model") : strategyName(id);
            series.look = strategyLook(id);
            series.function = false;
            content.series.append(series);
            it = content.series.end() - 1;
        }
        addPoint(*it, point, base, options, view);
        if (point.onJointFront) {
            joint.push_back(&point);
        }
    }
    for (PlotSeries& series : content.series) {
        series.line = series.x.size() > 1; // else a line in the legend would promise a curve
        std::vector<const TradeoffPoint*> front;
        for (const TradeoffPoint& point : points) {
            if (point.onSeriesFront && QString::fromStdString(point.series) == series.id) {
                front.push_back(&point);
            }
        }
        if (view.seriesFronts && series.x.size() > 1) {
            content.staircases.append(staircase(front, series.id));
        }
    }
    if (view.jointFront && !joint.empty()) {
        content.staircases.prepend(staircase(joint, {}));
    }
    if (base != nullptr) {
        content.references.append({Qt::Horizontal, base->y, tr("base model")});
        content.references.append({Qt::Vertical, base->x, {}});
        if (view.lossBudget) {
            content.band = Band{-std::numeric_limits<double>::infinity(), base->y - *view.lossBudget,
                                tr("loses more than %1").arg(number(*view.lossBudget))};
        }
    }
    return content;
}

} // namespace palimpsest
