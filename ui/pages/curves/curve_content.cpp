// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/curves/curve_content.h"

#include <algorithm>
#include <map>

#include <QCoreApplication>
#include <QSet>
#include <QStringList>

#include "ui/models/study_session.h"
#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct CurveContent {
    Q_DECLARE_TR_FUNCTIONS(CurveContent)
};

QString metricSeriesName(const QString& name)
{
    static const std::map<QString, const char*> kNames = {
        {QStringLiteral("loss"), QT_TRANSLATE_NOOP("CurveContent", "Training loss")},
        {QStringLiteral("learningRate"), QT_TRANSLATE_NOOP("CurveContent", "Learning rate")},
        {QStringLiteral("gradientNorm"), QT_TRANSLATE_NOOP("CurveContent", "Gradient norm")},
        {QStringLiteral("tokensPerSecond"), QT_TRANSLATE_NOOP("CurveContent", "Tokens per second")},
        {QStringLiteral("penalty"), QT_TRANSLATE_NOOP("CurveContent", "Penalty")},
        {QStringLiteral("penaltyRatio"),
         QT_TRANSLATE_NOOP("CurveContent", "‖penalty gradient‖ / ‖task gradient‖")},
        {QStringLiteral("drift"), QT_TRANSLATE_NOOP("CurveContent", "Drift ‖θ − θ*‖")},
    };
    const auto found = kNames.find(name);
    return found == kNames.end() ? name : CurveContent::tr(found->second);
}

QString quantityName(const QString& quantity)
{
    const QStringList steps = quantity.split(QLatin1Char(':'));
    if (steps.value(0) == QLatin1String("metric"))
        return metricSeriesName(steps.value(1));
    const QString metric = metricText(steps.value(2).toStdString());
    if (steps.value(0) == QLatin1String("role"))
        return (steps.value(1) == QLatin1String("old")
                    ? CurveContent::tr("%1, mean of old domains (dev)")
                    : CurveContent::tr("%1, mean of new domains (dev)"))
            .arg(metric);
    return CurveContent::tr("%1, %2 (dev)").arg(metric, steps.value(1));
}

/// Score of a dev evaluation that the quantity asks for; false when it has none.
bool scoreOf(const EvaluationRow& evaluation, const QStringList& steps, double& value)
{
    double sum = 0;
    int count = 0;
    for (const ScoreRow& score : evaluation.scores) {
        const bool wanted = steps[0] == QLatin1String("role")
                                ? toString(score.role) == steps[1].toStdString()
                                : score.domain == steps[1].toStdString();
        if (wanted && score.metric == steps[2].toStdString()) {
            sum += score.value;
            ++count;
        }
    }
    value = count ? sum / count : 0;
    return count > 0;
}

void collect(const StudySession& session, RowId job, const QString& quantity, QVector<double>& x,
             QVector<double>& y)
{
    const QStringList steps = quantity.split(QLatin1Char(':'));
    if (steps.value(0) == QLatin1String("metric")) {
        const RunRow* run = session.latestRun(job);
        if (!run)
            return;
        for (const MetricPoint& point : session.metrics(run->id, steps.value(1))) {
            x += static_cast<double>(point.step);
            y += point.value;
        }
        return;
    }
    if (steps.size() < 3)
        return;
    std::map<std::int64_t, double> bySteps;
    for (const EvaluationRow& evaluation : session.evaluationsOfJob(job)) {
        double value = 0;
        // The selected checkpoint's score is of more dev lines: it is no point of this curve.
        if (evaluation.split == Split::Dev && scoreOf(evaluation, steps, value))
            bySteps.emplace(evaluation.step, value);
    }
    for (const auto& [step, value] : bySteps) {
        x += static_cast<double>(step);
        y += value;
    }
}

} // namespace

QVector<double> smoothed(const QVector<double>& values, double weight)
{
    if (weight <= 0)
        return values;
    QVector<double> smooth;
    smooth.reserve(values.size());
    double mean = 0;
    double total = 0; // 1 − w^t, the sum of the weights so far
    for (const double value : values) {
        mean = weight * mean + (1 - weight) * value;
        total = weight * total + (1 - weight);
        smooth += mean / total;
    }
    return smooth;
}

QList<QPair<QString, QString>> curveQuantities(const StudySession& session,
                                               const QList<RowId>& jobs)
{
    QSet<QString> metrics;
    std::map<std::string, std::map<std::string, DomainRole>> scores; // metric → domains
    for (const RowId job : jobs) {
        if (const RunRow* run = session.latestRun(job))
            for (const QString& name : session.metricNames(run->id))
                metrics += name;
        for (const EvaluationRow& evaluation : session.evaluationsOfJob(job))
            if (evaluation.split == Split::Dev)
                for (const ScoreRow& score : evaluation.scores)
                    scores[score.metric].emplace(score.domain, score.role);
    }
    QStringList quantities;
    for (const char* first : {"loss", "penalty", "penaltyRatio", "drift", "gradientNorm"})
        if (metrics.remove(QString::fromLatin1(first)))
            quantities += QStringLiteral("metric:") + QLatin1String(first);
    for (const auto& [metric, domains] : scores) {
        const QString name = QString::fromStdString(metric);
        for (const DomainRole role : {DomainRole::New, DomainRole::Old})
            if (std::any_of(domains.begin(), domains.end(),
                            [role](const auto& each) { return each.second == role; }))
                quantities += QStringLiteral("role:%1:%2").arg(QLatin1String(toString(role)), name);
        for (const auto& [domain, role] : domains)
            quantities += QStringLiteral("domain:%1:%2").arg(QString::fromStdString(domain), name);
    }
    QStringList rest(metrics.begin(), metrics.end());
    rest.sort();
    for (const QString& name : rest)
        quantities += QStringLiteral("metric:") + name;
    QList<QPair<QString, QString>> named;
    for (const QString& quantity : quantities)
        named += {quantity, quantityName(quantity)};
    return named;
}

PlotContent curveContent(const StudySession& session, const QList<RowId>& jobs,
                         const CurveOptions& options)
{
    PlotContent content;
    content.xLabel = CurveContent::tr("Updates");
    content.yLabel = quantityName(options.quantity);
    content.xLog = options.xLog;
    content.yLog = options.yLog;
    int number = 0;
    for (const RowId id : jobs) {
        const JobRow* job = session.job(id);
        if (!job)
            continue;
        PlotSeries series;
        series.id = QString::number(id);
        series.name = QString::fromStdString(job->label);
        series.look = indexedLook(number++);
        collect(session, id, options.quantity, series.x, series.y);
        series.markers = !options.quantity.startsWith(QLatin1String("metric:"));
        if (options.smoothing > 0 && series.x.size() > 2) {
            PlotSeries raw = series;
            raw.id += QStringLiteral("/raw");
            raw.name.clear();
            raw.opacity = 0.3;
            raw.width = 1;
            content.series += raw;
            series.y = smoothed(series.y, options.smoothing);
            series.markers = false;
        }
        content.series += series;
    }
    if (options.smoothing > 0)
        content.note =
            CurveContent::tr(
                "Smoothed: moving average with weight %1 of the past; the faint curve is the "
                "data as logged.")
                .arg(numberText(options.smoothing));
    return content;
}

} // namespace palimpsest
