// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_detail.h"

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTextBrowser>
#include <QTimer>
#include <QVBoxLayout>

#include "engine/study/study_layout.h"
#include "ui/models/study_session.h"
#include "ui/pages/runs/file_tail.h"
#include "ui/pages/runs/run_configuration.h"
#include "ui/pages/runs/run_events.h"
#include "ui/pages/runs/run_files.h"
#include "ui/pages/runs/run_note.h"
#include "ui/pages/runs/run_provenance.h"
#include "ui/pages/runs/run_summary.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr qint64 kTailBytes = 32 * 1024;
constexpr int kLogPollMilliseconds = 1500;

QTextBrowser* makeBrowser(const QString& name, const QString& accessibleName, QWidget* parent)
{
    auto* browser = new QTextBrowser(parent);
    browser->setObjectName(name);
    browser->setAccessibleName(accessibleName);
    browser->setFrameShape(QFrame::NoFrame);
    browser->document()->setDocumentMargin(10);
    return browser;
}

} // namespace

RunDetail::RunDetail(StudySession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_tabs(new QTabWidget(this)),
      m_summary(makeBrowser(QStringLiteral("runSummary"), tr("Summary of the selected run"), this)),
      m_note(new RunNote(this)), m_configuration(new RunConfiguration(this)),
      m_provenance(makeBrowser(QStringLiteral("runProvenance"),
                               tr("Where the selected run's result comes from"), this)),
      m_events(new RunEventList(this)), m_log(new QPlainTextEdit(this)),
      m_files(new RunFiles(this)), m_logTimer(new QTimer(this))
{
    m_summary->setPlaceholderText(tr("Select a run to see what became of it."));
    m_log->setObjectName(QStringLiteral("runLog"));
    m_log->setAccessibleName(tr("End of the worker's log"));
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setReadOnly(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_log->setPlaceholderText(tr("The worker has written no log yet."));
    makeTabs();
    connect(m_note, &RunNote::noteEdited, this, &RunDetail::noteEdited);
    connect(m_note, &RunNote::tagsEdited, this, &RunDetail::tagsEdited);
    connect(m_files, &RunFiles::folderRequested, this, &RunDetail::folderRequested);
    m_logTimer->setInterval(kLogPollMilliseconds);
    connect(m_logTimer, &QTimer::timeout, this, &RunDetail::showFiles);
    connect(m_tabs, &QTabWidget::currentChanged, this, &RunDetail::showTab);
}

void RunDetail::makeTabs()
{
    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(m_note, tr("Note"));
    m_tabs->addTab(m_configuration, tr("Settings"));
    m_tabs->addTab(m_provenance, tr("Origin"));
    m_tabs->addTab(m_events, tr("Events"));
    m_tabs->addTab(m_log, tr("Log"));
    m_tabs->addTab(m_files, tr("Files"));
    m_tabs->setMinimumWidth(m_tabs->tabBar()->sizeHint().width()); // no tab is out of sight
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
}

void RunDetail::setJobs(RowId job, RowId other)
{
    const bool same = job == m_job && other == m_other;
    m_note->handOver();
    m_job = job;
    m_other = other;
    if (!same) {
        m_log->clear();
        m_events->clear();
    }
    showTab();
}

void RunDetail::refresh()
{
    showTab();
}

void RunDetail::showTab()
{
    const bool open = m_session->isOpen();
    const JobRow* job = open ? m_session->job(m_job) : nullptr;
    const QWidget* shown = m_tabs->currentWidget();
    m_note->setJob(job, open && !m_session->readOnly());
    if (shown == m_summary)
        putHtml(m_summary,
                job ? runSummary(*m_session, m_job, themeColors().mutedText, themeColors().bad)
                    : QString());
    else if (shown == m_configuration)
        m_configuration->show(job, open ? m_session->job(m_other) : nullptr);
    else if (shown == m_provenance)
        putHtml(m_provenance,
                job ? runProvenance(*m_session, m_job, themeColors().mutedText) : QString());
    showFiles();
}

void RunDetail::putHtml(QTextBrowser* browser, const QString& html)
{
    if (html == browser->property("shown").toString())
        return; // keeps the reader's selection and place
    const int place = browser->verticalScrollBar()->value();
    browser->setProperty("shown", html);
    browser->setHtml(html);
    browser->verticalScrollBar()->setValue(place);
}

void RunDetail::showFiles()
{
    const RunRow* run = m_session->isOpen() ? m_session->latestRun(m_job) : nullptr;
    const QWidget* shown = m_tabs->currentWidget();
    const bool open = shown == m_log || shown == m_events || shown == m_files;
    if (run && open && run->state == JobState::Running)
        m_logTimer->start();
    else
        m_logTimer->stop();
    if (!open)
        return;
    const QString folder =
        run ? QString::fromStdString(
                  StudyLayout(m_session->folder().toStdString()).run(run->name).string())
            : QString();
    if (shown == m_files) {
        m_files->setFolder(folder);
        return;
    }
    const quint64 token = ++m_token;
    if (!run)
        return;
    const bool log = shown == m_log;
    readTail(folder + (log ? QStringLiteral("/worker.log") : QStringLiteral("/events.jsonl")),
             kTailBytes, this, [this, token, log](const QString& text) {
                 if (token != m_token)
                     return;
                 if (log)
                     putLog(text);
                 else
                     m_events->setText(text);
             });
}

void RunDetail::putLog(const QString& text)
{
    if (text == m_log->toPlainText())
        return;
    QScrollBar* bar = m_log->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    const int place = bar->value();
    m_log->setPlainText(text);
    bar->setValue(atEnd ? bar->maximum() : place);
}

} // namespace palimpsest
