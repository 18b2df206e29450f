// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "engine/store/rows.h"

class QPlainTextEdit;
class QTabWidget;
class QTextBrowser;
class QTimer;

namespace palimpsest
{

class RunConfiguration;
class RunEventList;
class RunFiles;
class RunNote;
class StudySession;

/// All about one job: what became of it, its scores, its note, its configuration (beside another
/// selected job's), where it comes from, its events, log and files. Only the open tab is filled.
class RunDetail : public QWidget
{
    Q_OBJECT

public:
    explicit RunDetail(StudySession* session, QWidget* parent = nullptr);

    void setJobs(RowId job, RowId other); ///< 0 = none
    RowId job() const { return m_job; }
    void refresh(); ///< the job, its run or its scores have changed

Q_SIGNALS:
    void noteEdited(palimpsest::RowId job, const QString& note);
    void tagsEdited(palimpsest::RowId job, const QStringList& tags);
    void folderRequested();

private:
    void makeTabs();
    void showTab();
    void showFiles(); ///< log, events and folder of the latest run
    void putLog(const QString& text);
    static void putHtml(QTextBrowser* browser, const QString& html);

    StudySession* m_session;
    QTabWidget* m_tabs;
    QTextBrowser* m_summary;
    RunNote* m_note;
    RunConfiguration* m_configuration;
    QTextBrowser* m_provenance;
    RunEventList* m_events;
    QPlainTextEdit* m_log;
    RunFiles* m_files;
    QTimer* m_logTimer; ///< reads the files again while the job runs and their tab is open
    RowId m_job = 0;
    RowId m_other = 0;
    quint64 m_token = 0; ///< drops tails of a job that is no longer shown
};

} // namespace palimpsest
