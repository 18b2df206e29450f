// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/study_session.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QSignalBlocker>
#include <QTimer>

#include "engine/store/bundle_file.h"
#include "engine/study/error.h"
#include "ui/models/study_reader.h"
#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

template <typename Row>
const Row* find(const std::vector<Row>& rows, RowId id)
{
    const auto it = std::lower_bound(rows.begin(), rows.end(), id,
                                     [](const Row& row, RowId value) { return row.id < value; });
    return it != rows.end() && it->id == id ? &*it : nullptr;
}

/// Inserts or replaces by id, keeping ascending order; returns the ids.
template <typename Row>
QList<RowId> merge(std::vector<Row>& rows, std::vector<Row>&& news)
{
    QList<RowId> ids;
    ids.reserve(static_cast<qsizetype>(news.size()));
    for (const Row& row : news) {
        ids.append(row.id);
    }
    const auto less = [](const Row& a, const Row& b) { return a.id < b.id; };
    if (rows.empty() && std::ranges::is_sorted(news, less)) { // as when a study is opened
        rows = std::move(news);
        return ids;
    }
    const auto known = static_cast<std::ptrdiff_t>(rows.size());
    for (Row& row : news) {
        const auto end = rows.begin() + known;
        const auto it = std::lower_bound(rows.begin(), end, row, less);
        if (it != end && it->id == row.id) {
            *it = std::move(row);
        } else {
            rows.push_back(std::move(row));
        }
    }
    const auto added = rows.begin() + known;
    std::sort(added, rows.end(), less);
    std::inplace_merge(rows.begin(), added, rows.end(), less);
    return ids;
}

bool unfinished(JobState state)
{
    return state == JobState::Waiting || state == JobState::Running || state == JobState::Paused ||
           state == JobState::Interrupted;
}

} // namespace

StudySession::StudySession(QObject* parent) : QObject(parent), m_reader(new StudyReader)
{
    qRegisterMetaType<StudyIncrement>();
    qRegisterMetaType<QList<RowId>>("QList<palimpsest::RowId>");
    m_thread.setObjectName(QStringLiteral("study reader"));
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_reader, &QObject::deleteLater);
    connect(m_reader, &StudyReader::changed, this, &StudySession::take, Qt::QueuedConnection);
    m_thread.start();
}

StudySession::~StudySession()
{
    m_thread.quit();
    m_thread.wait();
}

void StudySession::open(const QString& folder)
{
    const QString path = QDir(folder).absolutePath();
    if (!isBundle(path.toStdString()) && !QFileInfo::exists(path + QStringLiteral("/study.db"))) {
        throw BadInput("There is no study in " + path.toStdString() +
                       ": choose a folder that contains a study.db, or a bundle.");
    }
    std::unique_ptr<StudyStore> store;
    try {
        store = std::make_unique<StudyStore>(path.toStdString(), OpenMode::ReadWrite);
    } catch (const Error& error) {
        if (error.code() == ExitCode::Locked)
            throw; // reading would wait as long for the same lock
        // A newer schema or a write-protected folder can still be looked at; another fault throws
        // again.
        store = std::make_unique<StudyStore>(path.toStdString(), OpenMode::ReadOnly);
    }
    close();
    m_store = std::move(store);
    m_folder = path;
    ++m_token;
    std::string failure;
    StudyIncrement first;
    QMetaObject::invokeMethod(
        m_reader,
        [&] {
            try {
                m_reader->open(path, m_token);
                first = m_reader->read();
                failure = first.failure.toStdString();
                m_reader->startPolling(kPollMilliseconds);
                QTimer::singleShot(0, m_reader, &StudyReader::readLatest);
            } catch (const std::exception& error) {
                failure = error.what();
            }
        },
        Qt::BlockingQueuedConnection);
    if (!failure.empty()) {
        close();
        throw BadInput(failure);
    }
    {
        // Pages fill themselves on studyOpened; the rows of the first read are no news to them.
        const QSignalBlocker quiet(this);
        take(std::move(first));
    }
    Q_EMIT studyOpened();
}

void StudySession::close()
{
    if (!m_store) {
        return;
    }
    ++m_token;
    QMetaObject::invokeMethod(
        m_reader, [this] { m_reader->close(); }, Qt::BlockingQueuedConnection);
    m_store.reset();
    m_folder.clear();
    clear();
    Q_EMIT studyClosed();
}

void StudySession::clear()
{
    m_study = {};
    m_domains.clear();
    m_sweeps.clear();
    m_jobs.clear();
    m_runs.clear();
    m_evaluations.clear();
    m_messages.clear();
    m_conductor.reset();
    m_metrics.clear();
    m_drift.clear();
    m_latestRun.clear();
}

bool StudySession::ofBundle() const
{
    return m_store && isBundle(m_folder.toStdString());
}

bool StudySession::readOnly() const
{
    return !m_store || m_store->readOnly();
}

QString StudySession::readOnlyReason() const
{
    return m_store ? QString::fromStdString(m_store->readOnlyReason()) : QString();
}

void StudySession::refresh()
{
    if (!m_store) {
        return;
    }
    StudyIncrement increment;
    QMetaObject::invokeMethod(
        m_reader, [&] { increment = m_reader->read(); }, Qt::BlockingQueuedConnection);
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall); // what a poll has read before
    take(std::move(increment));
}

void StudySession::take(StudyIncrement increment)
{
    if (increment.token != m_token || !m_store) {
        return;
    }
    if (!increment.failure.isEmpty()) {
        Q_EMIT readFailed(increment.failure);
        return;
    }
    if (increment.study) {
        m_study = *increment.study;
        Q_EMIT studyChanged();
    }
    if (increment.domains) {
        m_domains = *increment.domains;
        Q_EMIT domainsChanged();
    }
    const QList<RowId> sweeps = merge(m_sweeps, std::move(increment.sweeps));
    const QList<RowId> jobs = merge(m_jobs, std::move(increment.jobs));
    bool queueMoved = false;
    for (const RunRow& row : increment.runs) {
        const RunRow* before = run(row.id);
        queueMoved =
            queueMoved || isQueued(row.state, &row) != (before && isQueued(before->state, before));
        RowId& latest = m_latestRun[row.job];
        latest = std::max(latest, row.id);
    }
    const QList<RowId> runs = merge(m_runs, std::move(increment.runs));
    const QList<RowId> messages = merge(m_messages, std::move(increment.messages));
    if (increment.conductorRead) {
        m_conductor = increment.conductor;
        Q_EMIT conductorChanged();
    }
    if (!sweeps.isEmpty()) {
        Q_EMIT sweepsChanged(sweeps);
    }
    if (!jobs.isEmpty()) {
        Q_EMIT jobsChanged(jobs);
    }
    if (!runs.isEmpty()) {
        Q_EMIT runsChanged(runs);
    }
    if (queueMoved) {
        Q_EMIT queueChanged();
    }
    takeEvaluations(std::move(increment.evaluations));
    takeMetrics(increment);
    if (!messages.isEmpty()) {
        Q_EMIT messagesChanged(messages);
    }
}

void StudySession::takeEvaluations(std::vector<EvaluationRow>&& news)
{
    if (news.empty()) {
        return;
    }
    // The same checkpoint scored again replaces what was there; the store does likewise.
    std::unordered_map<RowId, std::vector<std::pair<std::int64_t, Split>>> scored;
    if (!m_evaluations.empty()) {
        for (const EvaluationRow& row : news) {
            scored[row.job].emplace_back(row.step, row.split);
        }
    }
    std::erase_if(m_evaluations, [&scored](const EvaluationRow& row) {
        const auto job = scored.find(row.job);
        return job != scored.end() &&
               std::ranges::find(job->second, std::pair(row.step, row.split)) != job->second.end();
    });
    Q_EMIT evaluationsAdded(merge(m_evaluations, std::move(news)));
}

const SweepRow* StudySession::sweep(RowId id) const
{
    return find(m_sweeps, id);
}

const JobRow* StudySession::job(RowId id) const
{
    return find(m_jobs, id);
}

const RunRow* StudySession::run(RowId id) const
{
    return find(m_runs, id);
}

const RunRow* StudySession::latestRun(RowId job) const
{
    const auto it = m_latestRun.find(job);
    return it == m_latestRun.end() ? nullptr : run(it->second);
}

QList<RowId> StudySession::runsOfJob(RowId job) const
{
    QList<RowId> ids;
    for (const RunRow& row : m_runs) {
        if (row.job == job) {
            ids.append(row.id);
        }
    }
    return ids;
}

std::vector<EvaluationRow> StudySession::evaluationsOfJob(RowId job) const
{
    std::vector<EvaluationRow> rows;
    for (const EvaluationRow& row : m_evaluations) {
        if (row.job == job) {
            rows.push_back(row);
        }
    }
    std::sort(rows.begin(), rows.end(), [](const EvaluationRow& a, const EvaluationRow& b) {
        return std::pair(a.split, a.step) < std::pair(b.split, b.step);
    });
    return rows;
}

int StudySession::unfinishedJobs() const
{
    return static_cast<int>(std::count_if(m_jobs.begin(), m_jobs.end(),
                                          [](const JobRow& row) { return unfinished(row.state); }));
}

int StudySession::runningJobs() const
{
    const auto running = std::ranges::count(m_jobs, JobState::Running, &JobRow::state);
    return static_cast<int>(running) - queuedJobs();
}

int StudySession::queuedJobs() const
{
    return static_cast<int>(std::ranges::count_if(m_jobs, [this](const JobRow& row) {
        return row.state == JobState::Running && isQueued(row.state, latestRun(row.id));
    }));
}

} // namespace palimpsest
