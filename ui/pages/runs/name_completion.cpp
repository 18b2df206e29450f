// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/name_completion.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QScrollBar>
#include <QStringListModel>

namespace palimpsest
{

NameCompletion::NameCompletion(QLineEdit* edit)
    : QObject(edit), m_edit(edit), m_names(new QStringListModel(this)),
      m_completer(new QCompleter(m_names, this))
{
    m_completer->setWidget(edit);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    connect(edit, &QLineEdit::textEdited, this, &NameCompletion::offer);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            &NameCompletion::insert);
}

void NameCompletion::setNames(const QStringList& names)
{
    m_names->setStringList(names);
}

qsizetype NameCompletion::wordStart() const
{
    const QString text = m_edit->text();
    qsizetype start = m_edit->cursorPosition();
    while (start > 0 && !QStringLiteral(" ()=!<>~").contains(text[start - 1]))
        --start;
    return start;
}

void NameCompletion::offer()
{
    const qsizetype start = wordStart();
    const QString word = m_edit->text().mid(start, m_edit->cursorPosition() - start);
    // Behind an operator stands a value, not a name.
    const QString before = m_edit->text().left(start).trimmed();
    const bool value = !before.isEmpty() && QStringLiteral("=<>~").contains(before.back());
    m_completer->setCompletionPrefix(word);
    if (word.isEmpty() || value || m_completer->completionCount() == 0 ||
        (m_completer->completionCount() == 1 && m_completer->currentCompletion() == word)) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = m_edit->inputMethodQuery(Qt::ImCursorRectangle).toRect();
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) +
                   m_completer->popup()->verticalScrollBar()->sizeHint().width() + 8);
    m_completer->complete(place);
}

void NameCompletion::insert(const QString& name)
{
    const qsizetype start = wordStart();
    const qsizetype end = m_edit->cursorPosition();
    m_edit->setSelection(static_cast<int>(start), static_cast<int>(end - start));
    m_edit->insert(name + QLatin1Char(' '));
}

} // namespace palimpsest
