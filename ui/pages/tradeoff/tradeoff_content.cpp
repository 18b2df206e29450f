// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_content.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

#include "ui/models/texts.h"
#include "ui/plots/figure_content.h"
#include "ui/widgets/engine_sentences.h"

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
    if (!analysis.unequalBudgets.empty()) {
        marks += TradeoffContentTexts::tr("unequal budgets");
    }
    return marks.join(QStringLiteral(" · "));
}

/// The cross-hairs at the pinned point in place of the base model's.
void pinReferences(PlotContent& content, const TradeoffPoint& pinned)
{
    const QString label = TradeoffContentTexts::tr("pinned: %1").arg(pointTitle(pinned));
    content.references = {{Qt::Horizontal, pinned.y, label}, {Qt::Vertical, pinned.x, {}}};
}

PlotSeries pathSeries(const std::vector<TradeoffPoint>& path, const TradeoffOptions& options)
{
    PlotSeries series;
    if (path.empty()) {
        return series;
    }
    series.id = kPathSeries + QString::number(path.front().jobs.front());
    series.owner = QString::fromStdString(path.front().series);
    series.look = strategyLook(series.owner);
    series.function = false;
    series.opacity = 0.7;
    series.width = 1;
    series.markerScale = 0.5;
    for (const TradeoffPoint& point : path) {
        series.x += point.x;
        series.y += point.y;
        series.labels += QString();
        series.tips += QStringLiteral("<b>%1</b><br>%2: %3<br>%4: %5")
                           .arg(TradeoffContentTexts::tr("%1, after %2 updates")
                                    .arg(strategyName(QString::fromStdString(point.series)))
                                    .arg(QLocale().toString(qlonglong(point.order))),
                                axisTitle(options.x, options.split), number(point.x),
                                axisTitle(options.y, options.split), number(point.y));
    }
    return series;
}

PlotSeries suggestedSeries(const SuggestedPoint& point)
{
    PlotSeries series;
    series.id = kSuggestedSeries;
    series.name = TradeoffContentTexts::tr("suggested next");
    series.look = strategyLook(series.id);
    series.look.marker = Marker::Star;
    series.line = false;
    series.x = {point.x};
    series.y = {point.y};
    series.labels = {point.label};
    series.tips = {TradeoffContentTexts::tr("<b>%1</b> is not there yet; it may come to lie here")
                       .arg(point.label.toHtmlEscaped())};
    return series;
}

} // namespace

const TradeoffPoint* pointOf(const std::vector<TradeoffPoint>& points, const QList<RowId>& jobs)
{
    for (const TradeoffPoint& point : points) {
        if (!jobs.isEmpty() &&
            std::find(point.jobs.begin(), point.jobs.end(), jobs.front()) != point.jobs.end()) {
            return &point;
        }
    }
    return nullptr;
}

const TradeoffPoint* baselinePoint(const std::vector<TradeoffPoint>& points)
{
    const auto it = std::find_if(points.begin(), points.end(), [](const TradeoffPoint& point) {
        return point.series == "baseline";
    });
    return it == points.end() ? nullptr : &*it;
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

FigureRecipe tradeoffRecipe(const TradeoffOptions& options, const TradeoffView& view)
{
    FigureRecipe recipe;
    recipe.kind = FigureKind::Tradeoff;
    recipe.metric = options.x.metric;
    recipe.split = options.split;
    recipe.poolSeeds = options.poolSeeds;
    recipe.x = axisKey(options.x);
    recipe.y = axisKey(options.y);
    recipe.fronts = view.fronts;
    recipe.intervals = view.testSets;
    recipe.lossBudget = view.lossBudget.value_or(-1);
    return recipe;
}

QString costText(const TrainingCost& cost)
{
    const auto whole = [](double value) { return QLocale().toString(std::llround(value)); };
    QStringList parts;
    if (cost.updates) {
        parts += TradeoffContentTexts::tr("%1 updates").arg(whole(*cost.updates));
    }
    if (cost.targetTokens) {
        parts += TradeoffContentTexts::tr("%1 target tokens").arg(whole(*cost.targetTokens));
    }
    if (cost.seconds) {
        parts += durationText(*cost.seconds);
    }
    return parts.join(QStringLiteral(" · "));
}

QString pointTip(const TradeoffPoint& point, const TradeoffPoint* base,
                 const TradeoffAnalysis& analysis, const TradeoffOptions& options,
                 const TrainingCost& cost)
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
    if (const QString took = costText(cost); !took.isEmpty()) {
        notes += took;
    }
    if (!notes.isEmpty()) {
        text += QStringLiteral("<small>%1</small>").arg(notes.join(QStringLiteral("<br>")));
    }
    return text;
}

PlotContent tradeoffContent(const std::vector<TradeoffPoint>& points,
                            const TradeoffAnalysis& analysis, const TradeoffOptions& options,
                            const TradeoffView& view,
                            const std::vector<std::vector<TradeoffPoint>>& paths)
{
    // The same as on paper, in the window's language, with what only a screen has.
    PlotContent content =
        figureContent(tradeoffFigure(points, analysis, tradeoffRecipe(options, view)));
    content.xLabel = axisTitle(options.x, options.split);
    content.yLabel = axisTitle(options.y, options.split);
    content.note = noteText(points, analysis, view);
    const TradeoffPoint* pinned = pointOf(points, view.pinned);
    const QSet<RowId> selected(view.selected.begin(), view.selected.end());
    for (PlotSeries& series : content.series) {
        const bool isBase = series.id == QLatin1String("baseline");
        series.name = isBase ? TradeoffContentTexts::tr("base model") : strategyName(series.id);
        const std::string id = series.id.toStdString();
        for (const TradeoffPoint& point : points) {
            if (point.series == id) {
                series.selected += std::any_of(point.jobs.begin(), point.jobs.end(),
                                               [&](RowId job) { return selected.contains(job); });
            }
        }
    }
    for (ReferenceLine& line : content.references) {
        if (!line.label.isEmpty()) {
            line.label = TradeoffContentTexts::tr("base model");
        }
    }
    if (pinned != nullptr) {
        pinReferences(content, *pinned);
    }
    for (const auto& path : paths) {
        content.series += pathSeries(path, options);
    }
    if (view.suggested) {
        content.series += suggestedSeries(*view.suggested);
    }
    if (content.band) {
        content.band->label =
            TradeoffContentTexts::tr("loses more than %1").arg(number(*view.lossBudget));
    }
    return content;
}

QString budgetText(const TradeoffAnalysis& analysis, double budget)
{
    const QString allowed = QLocale().toString(budget, 'f', 1);
    if (baselinePoint(analysis.points) == nullptr) {
        return TradeoffContentTexts::tr("%1: needs the base model's score").arg(allowed);
    }
    const PointWithinBudget choice = budgetChoice(analysis, budget);
    if (!choice.point) {
        return TradeoffContentTexts::tr("%1: no trial keeps it").arg(allowed);
    }
    const TradeoffPoint& best = analysis.points[*choice.point];
    QString text =
        (choice.onDev ? TradeoffContentTexts::tr("%1 · best allowed on dev: <b>%2</b> (%3, %4)")
                      : TradeoffContentTexts::tr("%1 · best allowed: <b>%2</b> (%3, %4)"))
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
        text += QStringLiteral(" · ") + engineSentence(analysis.sentence);
    }
    return text;
}

} // namespace palimpsest
