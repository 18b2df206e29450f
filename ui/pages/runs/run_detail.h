// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "engine/store/rows.h"

class QLabel;
class QPlainTextEdit;
class QTabWidget;
class QTextBrowser;
class QTimer;
class QTreeWidget;

namespace palimpsest
{

class StudySession;

/// All about one job: what became of it, its scores, its configuration and the end of its log.
class RunDetail : public QWidget
{
    Q_OBJECT

public:
    explicit RunDetail(StudySession* session, QWidget* parent = nullptr);

    void setJob(RowId job); ///< 0 = nothing is selected
    RowId job() const { return m_job; }
    void refresh(); ///< the job, its run or its scores have changed

private:
    void showSummary();
    void showConfiguration();
    void showLog();
    void putLog(const QString& text);

    StudySession* m_session;
    QTabWidget* m_tabs;
    QTextBrowser* m_summary;
    QTreeWidget* m_configuration;
    QPlainTextEdit* m_log;
    QTimer* m_logTimer; ///< reads the log again while the job runs and the tab is open
    RowId m_job = 0;
    quint64 m_logToken = 0; ///< drops tails of a job that is no longer shown
};

} // namespace palimpsest
