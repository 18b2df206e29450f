// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_content.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QCoreApplication>
#include <QLocale>

#include "engine/study/imported_system.h"
#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct TradeoffContentTexts {
    Q_DECLARE_TR_FUNCTIONS(TradeoffContent)
};

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

QString percent(double share)
{
    return QLocale().toString(share * 100, 'f', 0) + QStringLiteral("\u00a0%");
}

/// What the resamples say of a point, for its hover card.
QString certaintyText(const TradeoffPoint& point, const TradeoffAnalysis& analysis)
{
    QStringList lines;
    if (const PointUncertainty* known = uncertaintyOf(analysis, point)) {
        lines += TradeoffContentTexts::tr("test set, 95 %: x ± %1, y ± %2")
                     .arg(number(known->x.halfWidth), number(known->y.halfWidth));
        if (known->xRunsHalfWidth && known->yRunsHalfWidth) {
            lines += TradeoffContentTexts::tr("seeds, 95 % of Student's t: x ± %1, y ± %2")
                         .arg(number(*known->xRunsHalfWidth), number(*known->yRunsHalfWidth));
        }
        lines += TradeoffContentTexts::tr("on the front in %1 of the resamples")
                     .arg(percent(known->onFront));
    }
    if (const PointTest* test = baseTestOf(analysis, point)) {
        lines +=
            TradeoffContentTexts::tr("against the base model: p %1 and %2, Holm %3 and %4")
                .arg(pText(test->x.p), pText(test->y.p), pText(test->x.holm), pText(test->y.holm))
                .toHtmlEscaped();
    }
    return lines.join(QStringLiteral("<br>"));
}

QString tipOf(const TradeoffPoint& point, const TradeoffPoint* base,
              const TradeoffAnalysis& analysis, const TradeoffOptions& options)
{
    const auto row = [](const QString& name, double value, double sd, std::optional<double> from) {
        QString text = number(value);
        if (sd > 0) {
            text += QStringLiteral(" ± ") + number(sd);
        }
        const QString change =
            from ? QStringLiteral("(%1)").arg(differenceText(value - *from)) : QString();
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
    QStringList notes;
    if (point.seeds > 1) {
        notes += TradeoffContentTexts::tr("mean of %1 seeds ± s.d.").arg(point.seeds);
    }
    const QString certainty = certaintyText(point, analysis);
    if (!certainty.isEmpty()) {
        notes += certainty;
    }
    if (!notes.isEmpty()) {
        text += QStringLiteral("<small>%1</small>").arg(notes.join(QStringLiteral("<br>")));
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
              const TradeoffAnalysis& analysis, const TradeoffOptions& options,
              const TradeoffView& view)
{
    const PointUncertainty* known = view.testSets ? uncertaintyOf(analysis, point) : nullptr;
    series.xEllipse.append(known != nullptr ? known->x.halfWidth : 0);
    series.yEllipse.append(known != nullptr ? known->y.halfWidth : 0);
    series.dotted.append(isNearFront(analysis, point));
    series.x.append(point.x);
    series.y.append(point.y);
    series.xError.append(point.xSd);
    series.yError.append(point.ySd);
    series.labels.append(shortLabel(point));
    series.hollow.append(!point.onJointFront);
    series.selected.append(std::any_of(point.jobs.begin(), point.jobs.end(),
                                       [&](RowId job) { return view.selected.contains(job); }));
    series.tips.append(tipOf(point, base, analysis, options));
}

/// The small line in the plot, also on paper: what its ellipses and bars are.
QString noteText(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis,
                 const TradeoffView& view)
{
    if (!analysis.warnings.empty()) {
        return TradeoffContentTexts::tr("Not all of these scores are comparable");
    }
    QStringList marks;
    if (analysis.known() && view.testSets) {
        marks += TradeoffContentTexts::tr("ellipses: 95 % over test sets");
    }
    if (std::any_of(points.begin(), points.end(),
                    [](const TradeoffPoint& point) { return point.seeds > 1; })) {
        marks += TradeoffContentTexts::tr("bars: s.d. over seeds");
    }
    return marks.join(QStringLiteral(" · "));
}

} // namespace

const TradeoffPoint* baselinePoint(const std::vector<TradeoffPoint>& points)
{
    const auto it = std::find_if(points.begin(), points.end(), [](const TradeoffPoint& point) {
        return point.series == "baseline";
    });
    return it == points.end() ? nullptr : &*it;
}

const PointUncertainty* uncertaintyOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point)
{
    if (!analysis.known()) {
        return nullptr;
    }
    for (std::size_t i = 0; i < analysis.points.size(); ++i) {
        if (analysis.points[i].evaluations == point.evaluations) {
            return &analysis.uncertainty[i];
        }
    }
    return nullptr;
}

const PointTest* baseTestOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point)
{
    for (const PointTest& test : analysis.tests) {
        if (analysis.points[test.point].evaluations == point.evaluations) {
            return &test;
        }
    }
    return nullptr;
}

bool isNearFront(const TradeoffAnalysis& analysis, const TradeoffPoint& point)
{
    const PointUncertainty* known = uncertaintyOf(analysis, point);
    return !point.onJointFront && known != nullptr && known->onFront >= kFrontShare;
}

QString axisTitle(const AxisChoice& axis, Split split)
{
    const QString metric = metricText(axis.metric);
    const QString role = axis.role == DomainRole::New ? TradeoffContentTexts::tr("new-domain")
                                                      : TradeoffContentTexts::tr("old-domain");
    QString title;
    switch (axis.over) {
    case AxisChoice::Over::Mean:
        title = TradeoffContentTexts::tr("mean %1 %2").arg(role, metric);
        break;
    case AxisChoice::Over::Worst:
        title = TradeoffContentTexts::tr("worst %1 %2").arg(role, metric);
        break;
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

PlotContent tradeoffContent(const std::vector<TradeoffPoint>& points,
                            const TradeoffAnalysis& analysis, const TradeoffOptions& options,
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
            series.name = id == QLatin1String("baseline") ? TradeoffContentTexts::tr("base model")
                                                          : strategyName(id);
            series.look = strategyLook(id);
            series.function = false;
            content.series.append(series);
            it = content.series.end() - 1;
        }
        addPoint(*it, point, base, analysis, options, view);
        if (point.onJointFront) {
            joint.push_back(&point);
        }
    }
    for (PlotSeries& series : content.series) {
        // Else a line in the legend would promise a curve; systems made elsewhere are none.
        series.line = series.x.size() > 1 && series.id != QLatin1String(kImportedSeries);
        std::vector<const TradeoffPoint*> front;
        for (const TradeoffPoint& point : points) {
            if (point.onSeriesFront && QString::fromStdString(point.series) == series.id) {
                front.push_back(&point);
            }
        }
        if (view.seriesFronts && series.line) {
            content.staircases.append(staircase(front, series.id));
        }
    }
    if (view.jointFront && !joint.empty()) {
        content.staircases.prepend(staircase(joint, {}));
    }
    content.note = noteText(points, analysis, view);
    if (base != nullptr) {
        content.references.append(
            {Qt::Horizontal, base->y, TradeoffContentTexts::tr("base model")});
        content.references.append({Qt::Vertical, base->x, {}});
        if (view.lossBudget) {
            content.band =
                Band{-std::numeric_limits<double>::infinity(), base->y - *view.lossBudget,
                     TradeoffContentTexts::tr("loses more than %1").arg(number(*view.lossBudget))};
        }
    }
    return content;
}

QString budgetText(const TradeoffAnalysis& analysis, double budget)
{
    const QString allowed = QLocale().toString(budget, 'f', 1);
    if (baselinePoint(analysis.points) == nullptr) {
        return TradeoffContentTexts::tr("%1: needs the base model's score").arg(allowed);
    }
    const BudgetChoice choice = budgetChoice(analysis, budget);
    if (!choice.point) {
        return TradeoffContentTexts::tr("%1: no trial keeps it").arg(allowed);
    }
    const TradeoffPoint& best = analysis.points[*choice.point];
    QString text =
        TradeoffContentTexts::tr("%1 · best allowed: <b>%2</b> (%3, %4)")
            .arg(allowed, pointTitle(best).toHtmlEscaped(), number(best.x), number(best.y));
    if (choice.probability && best.series != "baseline") {
        text += TradeoffContentTexts::tr(", within the budget in %1 of the resamples")
                    .arg(percent(*choice.probability));
    }
    return text;
}

QString summaryText(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis)
{
    if (points.empty()) {
        return {};
    }
    QString text =
        TradeoffContentTexts::tr("%n point(s)", nullptr, static_cast<int>(points.size()));
    text += TradeoffContentTexts::tr("; filled = on the joint front, outline = behind it");
    if (std::any_of(points.begin(), points.end(),
                    [&](const TradeoffPoint& point) { return isNearFront(analysis, point); })) {
        text += TradeoffContentTexts::tr(", dotted = not told apart from it");
    }
    if (analysis.hypervolume && analysis.reference) {
        const QLocale locale;
        QString area = locale.toString(analysis.hypervolume->value, 'f', 2);
        if (analysis.hypervolume->interval) {
            area += QStringLiteral(" ± ") +
                    locale.toString(analysis.hypervolume->interval->halfWidth, 'f', 2);
        }
        text += TradeoffContentTexts::tr(" · hypervolume %1 above reference (%2, %3)")
                    .arg(area, number(analysis.reference->point.x),
                         number(analysis.reference->point.y));
    }
    if (analysis.known()) {
        text += TradeoffContentTexts::tr(" · ± is 95 %, %1 resamples").arg(analysis.samples);
    } else if (!analysis.sentence.empty()) {
        text += QStringLiteral(" · ") + QString::fromStdString(analysis.sentence);
    }
    return text;
}

} // namespace palimpsest
