// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <QList>
#include <QObject>
#include <QString>
#include <QThread>

#include "engine/store/rows.h"
#include "engine/store/study_store.h"
#include "ui/models/study_increment.h"

namespace palimpsest
{

class StudyReader;

/// The study that the window shows, as rows in memory. The one object lives as long as the window;
/// studies are opened and closed in it. A reader thread with its own read-only connection polls the
/// database's change counter and hands over what is new since the last revision; the caches are
/// only touched in the GUI thread, so pages may hold references to rows until control returns to
/// the event loop, no longer.
///
/// Signals come after the caches are up to date, at most one of each kind per poll.
class StudySession : public QObject
{
    Q_OBJECT
public:
    explicit StudySession(QObject* parent = nullptr);
    ~StudySession() override;

    /// Opens the study in `folder`, or the bundle of that name, closing any other. Reads its rows
    /// before it returns, so that pages start with data. A study that cannot be written (newer
    /// schema, no permission) is opened read-only. Throws Error with a sentence when there is none.
    void open(const QString& folder);
    void close();
    bool isOpen() const { return m_store != nullptr; }
    QString folder() const { return m_folder; } ///< absolute, or the bundle; empty while closed
    bool ofBundle() const;                      ///< it is one file that is only read
    bool readOnly() const;
    QString readOnlyReason() const;

    /// Reads what is new now and waits for it; for tests, exports, and after own writes that must
    /// show at once.
    void refresh();
    static constexpr int kPollMilliseconds = 300;

    // Rows, all of them in ascending id.
    const StudyRow& study() const { return m_study; }
    const std::vector<DomainRow>& domains() const { return m_domains; }
    const std::vector<SweepRow>& sweeps() const { return m_sweeps; }
    const std::vector<JobRow>& jobs() const { return m_jobs; }
    const std::vector<RunRow>& runs() const { return m_runs; }
    const std::vector<EvaluationRow>& evaluations() const { return m_evaluations; }
    const std::vector<MessageRow>& messages() const { return m_messages; }
    const std::optional<ConductorRow>& conductor() const { return m_conductor; }
    bool conductorAlive() const { return m_conductor && m_conductor->alive; }

    /// Null where there is no such row. Valid until control returns to the event loop.
    const SweepRow* sweep(RowId id) const;
    const JobRow* job(RowId id) const;
    const RunRow* run(RowId id) const;
    const RunRow* latestRun(RowId job) const;
    QList<RowId> runsOfJob(RowId job) const;
    std::vector<EvaluationRow>
    evaluationsOfJob(RowId job) const; ///< in the order of split and updates

    /// Metric series of a run in ascending step; empty when it has none of that name. Read from the
    /// study when a run is asked for first, kept up to date from then on; of more than
    /// kMostMetricPoints those asked for longest ago are dropped again.
    QStringList metricNames(RowId run) const;
    const std::vector<MetricPoint>& metrics(RowId run, const QString& name) const;
    static constexpr std::size_t kMostMetricPoints = 4'000'000;
    /// The drift of a run at its last update, which needs no series; known soon after the study has
    /// been opened.
    std::optional<double> latestDrift(RowId run) const;

    /// So many jobs that a hidden page puts off what it makes of them until it is shown.
    bool isLarge() const { return m_jobs.size() > kManyJobs; }
    static constexpr std::size_t kManyJobs = 1000;

    /// Jobs that are waiting, running, paused or interrupted.
    int unfinishedJobs() const;
    int runningJobs() const; ///< without those below
    int queuedJobs() const;  ///< see isQueued()

    /// The window's own connection, for what a window may write (drafts, requests, documents) and
    /// for reading details that are not cached (translations, references). GUI thread only. Only
    /// while isOpen().
    StudyStore& store() { return *m_store; }

Q_SIGNALS:
    void studyOpened();
    void studyClosed();
    void studyChanged(); ///< its name
    void domainsChanged();
    void sweepsChanged(const QList<palimpsest::RowId>& ids);
    void jobsChanged(const QList<palimpsest::RowId>& ids); ///< new or changed
    void runsChanged(const QList<palimpsest::RowId>& ids); ///< new or changed
    void queueChanged(); ///< a run has begun to wait in Slurm's queue, or waits no more
    void evaluationsAdded(const QList<palimpsest::RowId>& ids);
    void metricsAdded(const QList<palimpsest::RowId>& runs);
    void driftRead(const QList<palimpsest::RowId>& runs); ///< see latestDrift()
    void messagesChanged(const QList<palimpsest::RowId>& ids);
    void conductorChanged(); ///< came, went, or its heartbeat stopped
    void readFailed(const QString& sentence);

private:
    void take(StudyIncrement increment);
    void takeEvaluations(std::vector<EvaluationRow>&& news);
    void takeMetrics(const StudyIncrement& increment);
    void takeDrift(const MetricUpdate& update);
    struct RunMetrics {
        MetricSeries series;
        RowId last = 0;   ///< newest record that is in it
        quint64 used = 0; ///< when it was asked for, as a count of questions
        std::size_t points() const;
    };
    const RunMetrics& metricsOf(RowId run) const;
    void dropMetrics() const;
    void clear();

    QString m_folder;
    std::unique_ptr<StudyStore> m_store;
    QThread m_thread;
    StudyReader* m_reader = nullptr; ///< lives in m_thread
    quint64 m_token = 0;             ///< increments of an earlier study are dropped by it

    StudyRow m_study;
    std::vector<DomainRow> m_domains;
    std::vector<SweepRow> m_sweeps;
    std::vector<JobRow> m_jobs;
    std::vector<RunRow> m_runs;
    std::vector<EvaluationRow> m_evaluations;
    std::vector<MessageRow> m_messages;
    std::optional<ConductorRow> m_conductor;
    mutable std::unordered_map<RowId, RunMetrics> m_metrics; ///< of runs that were asked for
    mutable quint64 m_questions = 0;
    mutable bool m_dropping = false; ///< once control is back, as rows are promised until then
    std::unordered_map<RowId, MetricPoint> m_drift; ///< run → last
    std::unordered_map<RowId, RowId> m_latestRun;   ///< job → newest run
};

} // namespace palimpsest
