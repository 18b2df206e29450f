// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>

#include "engine/store/rows.h"
#include "ui/pages/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace palimpsest
{

class EmptyState;
class NoticeBar;
class RunDetail;
class RunFilterModel;
class RunTableModel;

/// The queue: every job of the study with its progress, and what can be done to it. What is
/// selected here is selected in the other views too.
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

public Q_SLOTS:
    void pauseOrResume(); ///< Space: pauses what runs; where nothing does, resumes what is paused
    void cancelSelected();
    void retrySelected();
    void resumeAll();              ///< every interrupted or paused job
    void moveSelected(int places); ///< in the queue; negative = earlier
    void openFolder();

private:
    void makeActions();
    QWidget* makeToolBar();
    void makeTable();
    void connectSession();
    void fill();
    void showSweeps();
    void showColumnMenu();
    void takeSelection(); ///< of the other views
    void handSelection(); ///< to the other views
    void updateActions();
    void updateNotice();
    QList<RowId> selectedJobs() const;
    QList<RowId> selectedIn(const QList<JobState>& states) const;
    void requestAll(const QString& action, const QList<RowId>& jobs);
    QAction* action(const QString& name, const QString& icon, const QString& text,
                    const QString& tip, const QKeySequence& shortcut);

    RunTableModel* m_model;
    RunFilterModel* m_filter;
    QTableView* m_table;
    RunDetail* m_detail;
    NoticeBar* m_notice;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QSplitter* m_splitter;
    QLineEdit* m_filterEdit;
    QComboBox* m_sweeps;
    QLabel* m_summary;
    QMenu* m_columnMenu;
    QAction* m_pause = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_retry = nullptr;
    QAction* m_up = nullptr;
    QAction* m_down = nullptr;
    QAction* m_folder = nullptr;
    QAction* m_curves = nullptr;
    bool m_linking = false; ///< a selection is being handed over
    bool m_noticeDismissed = false;
    int m_interrupted = 0;
};

} // namespace palimpsest
