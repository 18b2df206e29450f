// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs page asks of the engine.
#include <algorithm>

#include <QDateTime>
#include <QDesktopServices>
#include <QUrl>

#include "engine/orchestration/sweep_priorities.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "ui/models/engine_link.h"
#include "ui/models/run_table_model.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/runs/runs_page.h"

namespace palimpsest
{

namespace
{

/// Seconds of work that go when a run is given up.
double secondsOfWork(const StudySession& session, RowId job)
{
    const RunRow* run = session.latestRun(job);
    if (!run || run->state == JobState::Done)
        return 0;
    const auto time = [](const std::string& text) {
        return QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    };
    const QDateTime from = time(run->started);
    const QDateTime to = run->ended.empty() ? QDateTime::currentDateTimeUtc() : time(run->ended);
    return from.isValid() && to.isValid()
               ? std::max(0.0, static_cast<double>(from.msecsTo(to)) / 1000)
               : 0;
}

} // namespace

void RunsPage::requestAll(const QString& wanted, const QList<RowId>& jobs)
{
    for (const RowId job : jobs)
        if (!engine()->requestJob(wanted, job))
            return; // failed() has said why
}

void RunsPage::pauseOrResume()
{
    fillIfPutOff(); // the window's menus reach it from other pages
    const QList<RowId> running = selectedIn({JobState::Running, JobState::Waiting});
    const QList<RowId> stopped = selectedIn({JobState::Paused, JobState::Interrupted});
    if (!running.isEmpty())
        requestAll(QStringLiteral("job.pause"), running);
    else if (!stopped.isEmpty())
        requestAll(QStringLiteral("job.resume"), stopped);
}

void RunsPage::cancelSelected()
{
    fillIfPutOff();
    const QList<RowId> jobs =
        selectedIn({JobState::Waiting, JobState::Running, JobState::Paused, JobState::Interrupted});
    if (jobs.isEmpty())
        return;
    double lost = 0;
    for (const RowId job : jobs)
        lost += secondsOfWork(*session(), job);
    if (lost < 1) {
        requestAll(QStringLiteral("job.cancel"), jobs);
        return;
    }
    m_notice->ask(
        NoticeBar::Tone::Warning,
        tr("Cancel %n run(s)? %1 of work will be lost.", nullptr, static_cast<int>(jobs.size()))
            .arg(durationText(lost)),
        tr("Cancel the runs"), tr("Keep them"),
        [this, jobs] { requestAll(QStringLiteral("job.cancel"), jobs); });
}

void RunsPage::retrySelected()
{
    fillIfPutOff();
    requestAll(QStringLiteral("job.retry"), selectedIn({JobState::Failed, JobState::Cancelled}));
}

void RunsPage::resumeAll()
{
    for (const JobState state : {JobState::Interrupted, JobState::Paused})
        for (const RunRecord& record : m_model->records())
            if (record.state == state)
                engine()->requestJob(QStringLiteral("job.resume"), record.job);
}

void RunsPage::moveSelected(int places)
{
    const QList<RowId> chosen = selectedIn({JobState::Waiting});
    if (chosen.size() != 1)
        return;
    std::vector<const RunRecord*> queue;
    for (const RunRecord& record : m_model->records())
        if (record.state == JobState::Waiting)
            queue.push_back(&record);
    std::stable_sort(queue.begin(), queue.end(), [](const RunRecord* a, const RunRecord* b) {
        return a->position < b->position;
    });
    const auto found = std::find_if(queue.begin(), queue.end(), [&](const RunRecord* record) {
        return record->job == chosen.first();
    });
    const auto target = (found - queue.begin()) + places;
    if (target < 0 || target >= static_cast<std::ptrdiff_t>(queue.size()))
        return;
    // The two change places; the others keep theirs.
    const RunRecord* other = queue[static_cast<std::size_t>(target)];
    const int mine = (*found)->position;
    const int theirs = other->position == mine ? mine + places : other->position;
    engine()->request(QStringLiteral("job.move"), {{"job", (*found)->job}, {"position", theirs}});
    engine()->request(QStringLiteral("job.move"), {{"job", other->job}, {"position", mine}});
}

QList<RowId> RunsPage::unfinishedSweeps() const
{
    QList<RowId> unfinished;
    for (const RowId id : selectedJobs()) {
        const JobRow* job = session()->job(id);
        for (const RowId sweep : job ? job->sweeps : std::vector<RowId>()) {
            const SweepRow* row = session()->sweep(sweep);
            if (row && row->state != SweepState::Done && row->state != SweepState::Cancelled &&
                !unfinished.contains(sweep))
                unfinished += sweep;
        }
    }
    return unfinished;
}

/// Written to the study at once; a conductor at work follows.
void RunsPage::preferSweeps(bool first)
{
    const QList<RowId> chosen = unfinishedSweeps();
    QStringList names;
    try {
        StudyStore& store = session()->store();
        int priority = 0;
        if (first) {
            for (const auto& [sweep, other] : sweepPriorities(store))
                priority = chosen.contains(sweep) ? priority : std::max(priority, other);
            priority = std::min(priority + 1, kHighestPriority);
        }
        for (const RowId sweep : chosen) {
            setSweepPriority(store, sweep, priority);
            names += QString::fromStdString(session()->sweep(sweep)->spec.name);
        }
    } catch (const Error& error) {
        m_notice->say(NoticeBar::Tone::Error, QString::fromStdString(error.what()));
        return;
    }
    const QString list = names.join(tr(", "));
    Q_EMIT message(first ? tr("Trials of %1 start first").arg(list)
                         : tr("Trials of %1 start in turn").arg(list));
}

void RunsPage::openFolder()
{
    const QList<RowId> jobs = selectedJobs();
    const RunRow* run = jobs.isEmpty() ? nullptr : session()->latestRun(jobs.last());
    if (!run)
        return;
    const auto folder = StudyLayout(session()->folder().toStdString()).run(run->name);
    const QString path = QString::fromStdString(folder.string());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
        Q_EMIT message(tr("No program opens folders here; the run lies in %1.").arg(path));
}

} // namespace palimpsest
