// SPDX-License-Identifier: GPL-3.0-or-later
// How the session keeps what runs have logged: series of those that someone looks at, and the last
// drift of all.
#include <algorithm>

#include <QSet>
#include <QTimer>

#include "ui/models/study_session.h"

namespace palimpsest
{

std::size_t StudySession::RunMetrics::points() const
{
    std::size_t count = 0;
    for (const auto& [name, points] : series) {
        count += points.size();
    }
    return count;
}

void StudySession::takeMetrics(const StudyIncrement& increment)
{
    QList<RowId> read;
    for (const MetricUpdate& update : increment.latest) {
        takeDrift(update);
        read.append(update.run);
    }
    if (!read.isEmpty()) {
        Q_EMIT driftRead(read);
    }
    QSet<RowId> runs;
    for (const MetricUpdate& update : increment.metrics) {
        runs.insert(update.run);
        if (update.name == "drift") {
            takeDrift(update);
        }
        const auto kept = m_metrics.find(update.run);
        if (kept == m_metrics.end() || update.record <= kept->second.last) {
            continue; // read when it is asked for, or read already
        }
        std::vector<MetricPoint>& series = kept->second.series[update.name];
        const auto it = std::lower_bound(
            series.begin(), series.end(), update.point.step,
            [](const MetricPoint& point, std::int64_t step) { return point.step < step; });
        if (it != series.end() && it->step == update.point.step) {
            it->value = update.point.value;
        } else {
            series.insert(it, update.point);
        }
    }
    if (!runs.isEmpty()) {
        Q_EMIT metricsAdded(QList<RowId>(runs.begin(), runs.end()));
    }
}

void StudySession::takeDrift(const MetricUpdate& update)
{
    MetricPoint& last = m_drift[update.run];
    if (update.point.step >= last.step) {
        last = update.point;
    }
}

std::optional<double> StudySession::latestDrift(RowId run) const
{
    const auto it = m_drift.find(run);
    return it == m_drift.end() ? std::nullopt : std::optional(it->second.value);
}

const StudySession::RunMetrics& StudySession::metricsOf(RowId run) const
{
    static const RunMetrics kNone;
    if (!m_store) {
        return kNone;
    }
    auto it = m_metrics.find(run);
    if (it == m_metrics.end()) {
        RunMetrics read;
        try {
            read.series = m_store->metricSeries(run, read.last);
        } catch (const std::exception&) {
            return kNone; // the reader finds the same fault and says it
        }
        it = m_metrics.emplace(run, std::move(read)).first;
        dropMetrics();
    }
    it->second.used = ++m_questions;
    return it->second;
}

void StudySession::dropMetrics() const
{
    if (m_dropping) {
        return;
    }
    m_dropping = true;
    QTimer::singleShot(0, this, [this] {
        m_dropping = false;
        std::size_t points = 0;
        std::vector<std::pair<quint64, RowId>> ages;
        for (const auto& [run, metrics] : m_metrics) {
            points += metrics.points();
            ages.emplace_back(metrics.used, run);
        }
        std::sort(ages.begin(), ages.end());
        for (const auto& [used, run] : ages) {
            if (points <= kMostMetricPoints) {
                break;
            }
            points -= m_metrics.at(run).points();
            m_metrics.erase(run);
        }
    });
}

QStringList StudySession::metricNames(RowId run) const
{
    QStringList names;
    for (const auto& [name, points] : metricsOf(run).series) {
        names.append(QString::fromStdString(name));
    }
    return names;
}

const std::vector<MetricPoint>& StudySession::metrics(RowId run, const QString& name) const
{
    static const std::vector<MetricPoint> kNone;
    const MetricSeries& all = metricsOf(run).series;
    const auto series = all.find(name.toStdString());
    return series == all.end() ? kNone : series->second;
}

} // namespace palimpsest
