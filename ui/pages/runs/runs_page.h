// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QAction>

#include "engine/store/rows.h"
#include "ui/pages/page.h"

class QLabel;
class QSplitter;
class QStackedWidget;
class QTimer;
class QUndoStack;

namespace palimpsest
{

class EmptyState;
class NoticeBar;
class RunDetail;
class RunEdits;
class RunFilterBar;
class RunFilterModel;
class RunGroupModel;
class RunTableModel;
class RunTableView;
enum class CopyForm;

/// The queue: every job of the study with its progress, and what can be done to it. What is
/// selected here is selected in the other views too. Notes, tags, the bin and the filter can be
/// undone; starting and stopping work cannot.
class RunsPage : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(const PageContext& context, QWidget* parent = nullptr);
    ~RunsPage() override;

    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override { return tr("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }
    bool focusFilter() override;
    void prepareForScreenshot() override;

    QUndoStack* undoStack() const override { return m_undo; }

public Q_SLOTS:
    void pauseOrResume(); ///< Space: pauses what runs; where nothing does, resumes what is paused
    void cancelSelected();
    void retrySelected();
    void resumeAll();              ///< every interrupted or paused job
    void moveSelected(int places); ///< in the queue; negative = earlier
    void preferSweeps(bool first); ///< of the selected runs: before all others, or in turn again
    void openFolder();
    void binSelected();
    void restoreSelected();
    void setFilter(const QString& text); ///< as if it were typed

protected:
    void showEvent(QShowEvent* event) override;

private:
    // runs_page.cpp: what it is made of, and the study
    void makeLayout();
    QWidget* makeToolBar();
    void makeTable();
    void connectSession();
    void connectEdits();
    void open(); ///< a study, or none
    void fill();
    void fillIfPutOff();
    void showScoreColumns();
    void showDrift(const QList<RowId>& runs);
    void takeSelection(); ///< of the other views
    void handSelection(); ///< to the other views
    void followSelection();
    QList<RowId> selectedJobs() const;
    QList<RowId> selectedIn(const QList<JobState>& states) const;
    QList<RowId> unfinishedSweeps() const; ///< of the selected runs

    // runs_page_actions.cpp: the actions and when they are possible
    void makeActions();
    void makeEditActions();
    QAction* action(const QString& name, const QString& icon, const QString& text,
                    const QString& tip, const QKeySequence& shortcut);
    void separator();
    void updateActions();
    void updateSummary();
    void updateNotice();
    void copyRows(CopyForm form);
    void editColumn(int column);
    void typeFilter(const QString& text);
    void applyFilter(const QString& text);

    // run_actions.cpp: what is asked of the engine
    void requestAll(const QString& action, const QList<RowId>& jobs);

    RunTableModel* m_model;
    RunGroupModel* m_groups;
    RunFilterModel* m_filter;
    RunTableView* m_table;
    RunDetail* m_detail;
    RunFilterBar* m_bar;
    NoticeBar* m_notice;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QSplitter* m_splitter;
    QLabel* m_summary;
    QUndoStack* m_undo;
    QTimer* m_summaryTimer;
    std::unique_ptr<RunEdits> m_edits;
    QString m_filterText; ///< of the latest step of the undo stack
    QAction* m_pause = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_retry = nullptr;
    QAction* m_up = nullptr;
    QAction* m_down = nullptr;
    QAction* m_sweepFirst = nullptr;
    QAction* m_sweepInTurn = nullptr;
    QAction* m_folder = nullptr;
    QAction* m_curves = nullptr;
    QAction* m_editTags = nullptr;
    QAction* m_editNote = nullptr;
    QAction* m_binAction = nullptr;
    QAction* m_restore = nullptr;
    QList<QAction*> m_copies;
    bool m_putOff = false;  ///< there is nothing in the table yet, see StudySession::isLarge()
    bool m_linking = false; ///< a selection is being handed over
    bool m_noticeDismissed = false;
    int m_interrupted = 0;
};

} // namespace palimpsest
