// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_note.h"

#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/models/run_table_model.h"

namespace palimpsest
{

RunNote::RunNote(QWidget* parent)
    : QWidget(parent), m_tags(new QLineEdit(this)), m_note(new QPlainTextEdit(this))
{
    m_tags->setObjectName(QStringLiteral("runTags"));
    m_tags->setPlaceholderText(tr("camera-ready, to check"));
    m_note->setObjectName(QStringLiteral("runNote"));
    m_note->setPlaceholderText(tr("What is worth remembering of this run"));
    m_note->setTabChangesFocus(true);
    m_note->installEventFilter(this);
    auto* tagsLabel = new QLabel(tr("&Tags, separated by commas"), this);
    tagsLabel->setBuddy(m_tags);
    auto* noteLabel = new QLabel(tr("&Note"), this);
    noteLabel->setBuddy(m_note);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 10, 10, 10);
    layout->addWidget(tagsLabel);
    layout->addWidget(m_tags);
    layout->addWidget(noteLabel);
    layout->addWidget(m_note, 1);
    connect(m_tags, &QLineEdit::editingFinished, this, &RunNote::handOver);
}

void RunNote::setJob(const JobRow* job, bool writable)
{
    const RowId id = job ? job->id : 0;
    const bool other = id != m_job;
    if (other)
        handOver();
    m_job = id;
    m_tags->setEnabled(job && writable);
    m_note->setEnabled(job && writable);
    QStringList tags;
    if (job)
        for (const std::string& tag : job->tags)
            tags += QString::fromStdString(tag);
    const QString note = job ? QString::fromStdString(job->note) : QString();
    if (other || !m_tags->hasFocus())
        m_tags->setText(tags.join(QStringLiteral(", ")));
    if ((other || !m_note->hasFocus()) && m_note->toPlainText() != note)
        m_note->setPlainText(note);
    if (other || !m_note->hasFocus())
        m_note->document()->setModified(false);
}

void RunNote::handOver()
{
    if (m_job == 0)
        return;
    if (m_tags->isModified()) {
        m_tags->setModified(false);
        Q_EMIT tagsEdited(m_job, tagList(m_tags->text()));
    }
    if (m_note->document()->isModified()) {
        m_note->document()->setModified(false);
        Q_EMIT noteEdited(m_job, m_note->toPlainText());
    }
}

bool RunNote::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_note && event->type() == QEvent::FocusOut)
        handOver();
    return QWidget::eventFilter(watched, event);
}

} // namespace palimpsest
