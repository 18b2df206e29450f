// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/curves/curve_content.h"

#include <algorithm>
#include <map>

#include <QCoreApplication>
#include <QSet>
#include <QStringList>

#include "engine/reporting/training_curves.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct CurveContent {
    Q_DECLARE_TR_FUNCTIONS(CurveContent)
};

/// Of more points a curve has several in a pixel column of a screen.
constexpr qsizetype kDensePoints = 1000;

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
    const TrainingCurve curve =
        devScoreCurve(session.evaluationsOfJob(job), quantity.toStdString());
    x = {curve.x.begin(), curve.x.end()};
    y = {curve.y.begin(), curve.y.end()};
}

} // namespace

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
        named += {quantity, curveQuantityText(quantity)};
    return named;
}

PlotContent curveContent(const StudySession& session, const QList<RowId>& jobs,
                         const CurveOptions& options)
{
    PlotContent content;
    content.xLabel = CurveContent::tr("Updates");
    content.yLabel = curveQuantityText(options.quantity);
    content.xLog = options.xLog;
    content.yLog = options.yLog;
    int number = 0;
    for (const RowId id : jobs) {
        const JobRow* job = session.job(id);
        if (!job)
            continue;
        PlotSeries series;
        series.id = QString::number(id);
        series.name = jobLabelText(job->label);
        series.look = indexedLook(number++);
        collect(session, id, options.quantity, series.x, series.y);
        series.markers = !options.quantity.startsWith(QLatin1String("metric:"));
        if (options.smoothing > 0 && series.x.size() > 2) {
            PlotSeries raw = series;
            raw.id += QStringLiteral("/raw");
            raw.name.clear();
            raw.owner = series.id;
            raw.opacity = 0.3;
            raw.width = 1;
            content.series += raw;
            const std::vector<double> smooth =
                smoothed({series.y.begin(), series.y.end()}, options.smoothing);
            series.y = {smooth.begin(), smooth.end()};
            series.markers = false;
        }
        content.series += series;
    }
    QStringList notes;
    if (options.smoothing > 0)
        notes += CurveContent::tr("Smoothed: moving average with weight %1 of the past; the faint "
                                  "curve is the data as logged.")
                     .arg(numberText(options.smoothing));
    if (std::ranges::any_of(content.series,
                            [](const PlotSeries& each) { return each.x.size() > kDensePoints; }))
        notes += CurveContent::tr("Where points are dense, each pixel column shows their minimum "
                                  "and maximum.");
    content.note = notes.join(QLatin1Char(' '));
    return content;
}

} // namespace palimpsest
