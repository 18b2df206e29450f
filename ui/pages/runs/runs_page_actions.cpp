// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the runs page, when they are possible, and what they do to rows.
#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QStackedWidget>
#include <QUndoStack>

#include "ui/models/row_copy.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/study_session.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/runs/run_edits.h"
#include "ui/pages/runs/run_filter_bar.h"
#include "ui/pages/runs/run_table_view.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/widgets/action_texts.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

QAction* RunsPage::action(const QString& name, const QString& icon, const QString& text,
                          const QString& tip, const QKeySequence& shortcut)
{
    auto* made =
        makePageAction(this, name, icon.isEmpty() ? QIcon() : themeIcon(icon), text, tip, shortcut);
    m_table->addAction(made);
    return made;
}

void RunsPage::separator()
{
    auto* line = new QAction(this);
    line->setSeparator(true);
    m_table->addAction(line);
}

void RunsPage::makeActions()
{
    m_pause = action(QStringLiteral("runsPause"), QStringLiteral("pause"), tr("Pause"),
                     tr("Finish the step, save and stop; can be resumed"), {});
    m_resume = action(QStringLiteral("runsResume"), QStringLiteral("start"), tr("Resume"),
                      tr("Go on where it stopped"), {});
    m_cancel = action(QStringLiteral("runsCancel"), QStringLiteral("cancel"), tr("Cancel…"),
                      tr("Give up the selected runs"), QKeySequence(Qt::CTRL | Qt::Key_Delete));
    m_retry = action(QStringLiteral("runsRetry"), QStringLiteral("retry"), tr("Retry"),
                     tr("Run failed or cancelled ones again"),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    m_up = action(QStringLiteral("runsUp"), QStringLiteral("up"), tr("Move up"),
                  tr("Earlier in the queue"), QKeySequence(Qt::ALT | Qt::Key_Up));
    m_down = action(QStringLiteral("runsDown"), QStringLiteral("down"), tr("Move down"),
                    tr("Later in the queue"), QKeySequence(Qt::ALT | Qt::Key_Down));
    m_sweepFirst = action(QStringLiteral("runsSweepFirst"), {}, tr("Start its sweep first"),
                          tr("Trials of other sweeps wait until none of this one does"), {});
    m_sweepInTurn = action(QStringLiteral("runsSweepInTurn"), {}, tr("Start its sweep in turn"),
                           tr("Its trials start in the order of the queue again"), {});
    separator();
    m_folder = action(QStringLiteral("runsFolder"), QStringLiteral("folder"), tr("Open folder"),
                      tr("Open the run's folder"), {});
    m_curves = action(QStringLiteral("runsCurves"), QStringLiteral("curves"), tr("Show curves"),
                      tr("Show the curves of the selected runs"), {}); // Return, by the table
    separator();
    makeEditActions();
    auto* space = action(QStringLiteral("runsPauseResume"), {}, tr("Pause or resume"),
                         tr("Pause or resume"), QKeySequence(Qt::Key_Space));
    m_table->removeAction(space); // its menu has the two above; this one is only the key
    addAction(space);
    connect(space, &QAction::triggered, this, &RunsPage::pauseOrResume);
    connect(m_pause, &QAction::triggered, this, [this] {
        requestAll(QStringLiteral("job.pause"), selectedIn({JobState::Running, JobState::Waiting}));
    });
    connect(m_resume, &QAction::triggered, this, [this] {
        requestAll(QStringLiteral("job.resume"),
                   selectedIn({JobState::Paused, JobState::Interrupted}));
    });
    connect(m_cancel, &QAction::triggered, this, &RunsPage::cancelSelected);
    connect(m_retry, &QAction::triggered, this, &RunsPage::retrySelected);
    connect(m_up, &QAction::triggered, this, [this] { moveSelected(-1); });
    connect(m_down, &QAction::triggered, this, [this] { moveSelected(1); });
    connect(m_sweepFirst, &QAction::triggered, this, [this] { preferSweeps(true); });
    connect(m_sweepInTurn, &QAction::triggered, this, [this] { preferSweeps(false); });
    connect(m_folder, &QAction::triggered, this, &RunsPage::openFolder);
    connect(m_curves, &QAction::triggered, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("curves")); });
}

void RunsPage::makeEditActions()
{
    m_editTags = action(QStringLiteral("runsEditTags"), QStringLiteral("tag"), tr("Tags…"),
                        tr("Edit the tags of the selected runs, separated by commas"),
                        QKeySequence(Qt::CTRL | Qt::Key_T));
    m_editNote = action(QStringLiteral("runsEditNote"), QStringLiteral("edit"), tr("Note…"),
                        tr("Edit the run's note"), QKeySequence(Qt::Key_F2));
    m_binAction = action(QStringLiteral("runsBin"), QStringLiteral("trash"), tr("Move to bin"),
                         tr("Leave the selected runs out of every plot and table; they can be "
                            "restored"),
                         QKeySequence::Delete);
    m_restore = action(QStringLiteral("runsRestore"), QStringLiteral("retry"), tr("Restore"),
                       tr("Take the selected runs out of the bin"), {});
    separator();
    const std::pair<CopyForm, QString> forms[] = {{CopyForm::Tsv, tr("Copy rows")},
                                                  {CopyForm::Markdown, tr("Copy as Markdown")},
                                                  {CopyForm::Latex, tr("Copy as LaTeX")}};
    for (const auto& [form, text] : forms) {
        const QString name = QStringLiteral("runsCopy") + QString::number(static_cast<int>(form));
        const QKeySequence keys = form == CopyForm::Tsv ? QKeySequence(QKeySequence::Copy)
                                  : form == CopyForm::Latex
                                      ? QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)
                                      : QKeySequence();
        m_copies += action(name, QStringLiteral("copy"), text,
                           tr("Put the selected rows on the clipboard, columns as shown"), keys);
        connect(m_copies.last(), &QAction::triggered, this, [this, form] { copyRows(form); });
    }
    connect(m_editTags, &QAction::triggered, this,
            [this] { editColumn(RunTableModel::TagsColumn); });
    connect(m_editNote, &QAction::triggered, this,
            [this] { editColumn(RunTableModel::NoteColumn); });
    connect(m_binAction, &QAction::triggered, this, &RunsPage::binSelected);
    connect(m_restore, &QAction::triggered, this, &RunsPage::restoreSelected);
}

void RunsPage::editColumn(int column)
{
    const QModelIndex current = m_table->currentIndex();
    if (m_filter->job(current) != 0)
        m_table->editCell(current.siblingAtColumn(column));
}

void RunsPage::copyRows(CopyForm form)
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, [this](const QModelIndex& row) {
        return m_table->visualRect(row).top(); // as they are on the screen
    });
    QApplication::clipboard()->setText(rowsAsText(rows, m_table->shownColumns(), form));
    Q_EMIT message(tr("%n row(s) copied", nullptr, static_cast<int>(rows.size())));
}

void RunsPage::binSelected()
{
    const QList<RowId> active = selectedIn({JobState::Waiting, JobState::Running});
    QList<RowId> jobs = selectedJobs();
    jobs.removeIf([&](RowId job) { return active.contains(job); });
    m_edits->setBinned(jobs, true);
    if (!active.isEmpty())
        m_notice->say(NoticeBar::Tone::Info,
                      tr("%n run(s) are waiting or running and stay: cancel them first.", nullptr,
                         static_cast<int>(active.size())));
}

void RunsPage::restoreSelected()
{
    m_edits->setBinned(selectedJobs(), false);
}

void RunsPage::setFilter(const QString& text)
{
    m_bar->setText(text);
    typeFilter(text);
}

void RunsPage::typeFilter(const QString& text)
{
    if (text == m_filterText)
        return;
    m_undo->push(new FilterEdit(m_filterText, text, m_bar->visit(),
                                [this](const QString& wanted) { applyFilter(wanted); }));
}

void RunsPage::applyFilter(const QString& text)
{
    fillIfPutOff();
    m_filterText = text;
    m_bar->setText(text);
    m_filter->setFilterText(text);
    m_bar->setMistake(m_filter->mistake());
    updateSummary();
}

void RunsPage::updateActions()
{
    const bool writable = session()->isOpen() && !session()->readOnly();
    const bool inBin = m_bar->showsBin();
    const auto any = [&](const QList<JobState>& states) {
        return writable && !inBin && !selectedIn(states).isEmpty();
    };
    const QList<RowId> jobs = selectedJobs();
    m_pause->setEnabled(any({JobState::Running, JobState::Waiting}));
    m_resume->setEnabled(any({JobState::Paused, JobState::Interrupted}));
    m_cancel->setEnabled(
        any({JobState::Waiting, JobState::Running, JobState::Paused, JobState::Interrupted}));
    m_retry->setEnabled(any({JobState::Failed, JobState::Cancelled}));
    const bool movable = writable && selectedIn({JobState::Waiting}).size() == 1;
    m_up->setEnabled(movable);
    m_down->setEnabled(movable);
    const bool sweeping = writable && !unfinishedSweeps().isEmpty();
    m_sweepFirst->setEnabled(sweeping);
    m_sweepInTurn->setEnabled(sweeping);
    m_folder->setEnabled(!jobs.isEmpty() && !session()->ofBundle() &&
                         session()->latestRun(jobs.last()));
    m_curves->setEnabled(!jobs.isEmpty());
    m_editTags->setEnabled(writable && !jobs.isEmpty());
    m_editNote->setEnabled(writable && !jobs.isEmpty());
    m_binAction->setEnabled(writable && !inBin && !jobs.isEmpty());
    m_binAction->setVisible(!inBin);
    m_restore->setEnabled(writable && inBin && !jobs.isEmpty());
    m_restore->setVisible(inBin);
    for (QAction* copy : std::as_const(m_copies))
        copy->setEnabled(!jobs.isEmpty());
    updateSummary();
    updateNotice();
}

void RunsPage::updateSummary()
{
    int counts[7] = {};
    int binned = 0;
    int queued = 0;
    for (const RunRecord& record : m_model->records()) {
        binned += record.binned;
        counts[static_cast<int>(record.state)] += !record.binned;
        queued += !record.binned && record.queued();
    }
    const auto count = [&](JobState state) { return counts[static_cast<int>(state)]; };
    m_interrupted = count(JobState::Interrupted);
    QStringList parts;
    if (const int running = count(JobState::Running) - queued)
        parts += tr("%n running", nullptr, running);
    if (queued)
        parts += tr("%n queued", nullptr, queued);
    if (const int waiting = count(JobState::Waiting))
        parts += tr("%n waiting", nullptr, waiting);
    if (const int failed = count(JobState::Failed))
        parts += tr("%n failed", nullptr, failed);
    parts += tr("%n done", nullptr, count(JobState::Done));
    int shown = m_filter->rowCount();
    if (m_groups->grouping() != RunGroupModel::By::Nothing) {
        const int groups = shown;
        shown = 0;
        for (int row = 0; row < groups; ++row)
            shown += m_filter->rowCount(m_filter->index(row, 0));
    }
    if (!m_filterText.trimmed().isEmpty() || m_bar->sweep() != 0)
        parts.prepend(tr("%1 of %2 shown").arg(shown).arg(m_model->rowCount() - binned));
    m_summary->setText(parts.join(tr(", ")));
    m_bar->setBinCount(binned);
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
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
