// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs page asks of the engine, and what it says about it.
#include <algorithm>

#include <QDateTime>
#include <QDesktopServices>
#include <QLabel>
#include <QStackedWidget>
#include <QUrl>

#include "engine/study/study_layout.h"
#include "ui/models/engine_link.h"
#include "ui/models/run_filter_model.h"
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
    const QList<RowId> running = selectedIn({JobState::Running, JobState::Waiting});
    const QList<RowId> stopped = selectedIn({JobState::Paused, JobState::Interrupted});
    if (!running.isEmpty())
        requestAll(QStringLiteral("job.pause"), running);
    else if (!stopped.isEmpty())
        requestAll(QStringLiteral("job.resume"), stopped);
}

void RunsPage::cancelSelected()
{
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

void RunsPage::updateActions()
{
    const bool writable = session()->isOpen() && !session()->readOnly();
    const auto any = [&](const QList<JobState>& states) { return !selectedIn(states).isEmpty(); };
    const QList<RowId> jobs = selectedJobs();
    m_pause->setEnabled(writable && any({JobState::Running, JobState::Waiting}));
    m_resume->setEnabled(writable && any({JobState::Paused, JobState::Interrupted}));
    m_cancel->setEnabled(writable && any({JobState::Waiting, JobState::Running, JobState::Paused,
                                          JobState::Interrupted}));
    m_retry->setEnabled(writable && any({JobState::Failed, JobState::Cancelled}));
    const bool movable = writable && selectedIn({JobState::Waiting}).size() == 1;
    m_up->setEnabled(movable);
    m_down->setEnabled(movable);
    m_folder->setEnabled(!jobs.isEmpty() && !session()->ofBundle() &&
                         session()->latestRun(jobs.last()));
    m_curves->setEnabled(!jobs.isEmpty());

    int running = 0;
    int waiting = 0;
    int failed = 0;
    int finished = 0;
    m_interrupted = 0;
    for (const RunRecord& record : m_model->records()) {
        running += record.state == JobState::Running;
        waiting += record.state == JobState::Waiting;
        failed += record.state == JobState::Failed;
        finished += record.state == JobState::Done;
        m_interrupted += record.state == JobState::Interrupted;
    }
    QStringList parts;
    if (running)
        parts += tr("%n running", nullptr, running);
    if (waiting)
        parts += tr("%n waiting", nullptr, waiting);
    if (failed)
        parts += tr("%n failed", nullptr, failed);
    parts += tr("%n done", nullptr, finished);
    m_summary->setText(parts.join(tr(", ")));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    updateNotice();
}

void RunsPage::updateNotice()
{
    if (m_interrupted == 0) {
        m_noticeDismissed = false;
        return;
    }
    if (m_noticeDismissed || session()->readOnly())
        return;
    m_noticeDismissed = true; // said once; it stays until it is answered
    m_notice->ask(NoticeBar::Tone::Warning,
                  tr("%n run(s) were interrupted. They go on from their last checkpoint.", nullptr,
                     m_interrupted),
                  tr("Resume all"), tr("Not now"), [this] { resumeAll(); });
}

} // namespace palimpsest
