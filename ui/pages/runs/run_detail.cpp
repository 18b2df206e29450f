// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_detail.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabWidget>
#include <QTextBrowser>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "engine/study/study_layout.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/runs/file_tail.h"
#include "ui/pages/runs/run_summary.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr qint64 kTailBytes = 32 * 1024;
constexpr int kLogPollMilliseconds = 1500;

QString valueText(const nlohmann::json& value)
{
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    if (value.is_number_float())
        return numberText(value.get<double>());
    return QString::fromStdString(value.dump());
}

void addItems(QTreeWidgetItem* parent, const nlohmann::json& value)
{
    int place = 0;
    for (const auto& [key, child] : value.items()) {
        const QString name =
            value.is_array() ? QString::number(++place) : QString::fromStdString(key);
        auto* item = new QTreeWidgetItem(parent, {name});
        if (child.is_structured() && !child.empty())
            addItems(item, child);
        else
            item->setText(1, child.is_structured() ? QString() : valueText(child));
        item->setToolTip(1, item->text(1));
    }
}

} // namespace

RunDetail::RunDetail(StudySession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_tabs(new QTabWidget(this)),
      m_summary(new QTextBrowser(this)), m_configuration(new QTreeWidget(this)),
      m_log(new QPlainTextEdit(this)), m_logTimer(new QTimer(this))
{
    m_summary->setObjectName(QStringLiteral("runSummary"));
    m_summary->setAccessibleName(tr("Summary of the selected run"));
    m_summary->setFrameShape(QFrame::NoFrame);
    m_summary->setPlaceholderText(tr("Select a run to see what became of it."));
    m_summary->document()->setDocumentMargin(10);
    m_configuration->setObjectName(QStringLiteral("runConfiguration"));
    m_configuration->setAccessibleName(tr("Configuration of the selected run"));
    m_configuration->setFrameShape(QFrame::NoFrame);
    m_configuration->setHeaderLabels({tr("Setting"), tr("Value")});
    m_configuration->setUniformRowHeights(true);
    m_configuration->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_log->setObjectName(QStringLiteral("runLog"));
    m_log->setAccessibleName(tr("End of the worker's log"));
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setReadOnly(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_log->setPlaceholderText(tr("The worker has written no log yet."));

    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(m_configuration, tr("Configuration"));
    m_tabs->addTab(m_log, tr("Log"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);

    m_logTimer->setInterval(kLogPollMilliseconds);
    connect(m_logTimer, &QTimer::timeout, this, &RunDetail::showLog);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { showLog(); });
}

void RunDetail::setJob(RowId job)
{
    if (job == m_job) {
        refresh();
        return;
    }
    m_job = job;
    m_log->clear();
    showSummary();
    showConfiguration();
    showLog();
}

void RunDetail::refresh()
{
    showSummary();
    showLog();
}

void RunDetail::showSummary()
{
    const QString html =
        m_session->isOpen()
            ? runSummary(*m_session, m_job, themeColors().mutedText, themeColors().bad)
            : QString();
    if (html == m_summary->property("shown").toString())
        return; // keeps the reader's selection and place
    const int place = m_summary->verticalScrollBar()->value();
    m_summary->setProperty("shown", html);
    m_summary->setHtml(html);
    m_summary->verticalScrollBar()->setValue(place);
}

void RunDetail::showConfiguration()
{
    m_configuration->clear();
    const JobRow* job = m_session->isOpen() ? m_session->job(m_job) : nullptr;
    if (!job)
        return;
    nlohmann::json json;
    to_json(json, job->config);
    addItems(m_configuration->invisibleRootItem(), json);
    for (int i = 0; i < m_configuration->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_configuration->topLevelItem(i);
        if (item->text(0) == QLatin1String("strategy") ||
            item->text(0) == QLatin1String("training"))
            item->setExpanded(true);
    }
}

void RunDetail::showLog()
{
    const RunRow* run = m_session->isOpen() ? m_session->latestRun(m_job) : nullptr;
    const bool open = m_tabs->currentWidget() == m_log;
    if (run && open && run->state == JobState::Running)
        m_logTimer->start();
    else
        m_logTimer->stop();
    if (!run || !open)
        return;
    const auto folder = StudyLayout(m_session->folder().toStdString()).run(run->name);
    const quint64 token = ++m_logToken;
    readTail(QString::fromStdString((folder / "worker.log").string()), kTailBytes, this,
             [this, token](const QString& text) {
                 if (token == m_logToken)
                     putLog(text);
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
