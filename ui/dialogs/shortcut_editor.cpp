// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/shortcut_editor.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/widgets/sentence_label.h"
#include "ui/widgets/shortcut_book.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

namespace
{

enum Column { WhatColumn, WhereColumn, KeysColumn, ColumnCount };

QPushButton* button(const char* name, const QString& text, QWidget* parent)
{
    auto* made = new QPushButton(text, parent);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false); // Return is a key that may be pressed for an action
    return made;
}

QString native(const QKeySequence& keys)
{
    return keys.toString(QKeySequence::NativeText);
}

} // namespace

ShortcutEditor::ShortcutEditor(ShortcutBook* book, QWidget* parent)
    : QWidget(parent), m_book(book), m_filter(new QLineEdit(this)),
      m_table(new QTableWidget(0, ColumnCount, this)), m_keys(new QKeySequenceEdit(this)),
      m_none(button("shortcutNone", tr("&No keys"), this)),
      m_reset(button("shortcutReset", tr("&Standard"), this)),
      m_resetAll(button("shortcutResetAll", tr("&All standard"), this)),
      m_steal(button("shortcutTake", tr("&Take them from there"), this)),
      m_sentence(new QLabel(this))
{
    m_filter->setObjectName(QStringLiteral("shortcutFilter"));
    m_filter->setPlaceholderText(tr("Find an action, a page or keys"));
    m_filter->setAccessibleName(tr("Find an action"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutEditor::filter);
    makeTable();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    layout->addWidget(makeFields());
    connect(m_book, &ShortcutBook::changed, this, [this](const QString& id) {
        for (int row = 0; row < m_table->rowCount(); ++row) {
            if (m_table->item(row, WhatColumn)->data(Qt::UserRole).toString() == id) {
                showRow(row);
            }
        }
        showChosen();
    });
    m_table->selectRow(0);
}

void ShortcutEditor::makeTable()
{
    m_table->setObjectName(QStringLiteral("shortcutTable"));
    m_table->setAccessibleName(tr("Actions and their keys"));
    m_table->setHorizontalHeaderLabels({tr("Action"), tr("Where"), tr("Keys")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    dressTable(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(WhatColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(WhereColumn, fontMetrics().averageCharWidth() * 24);
    m_table->setColumnWidth(KeysColumn, fontMetrics().averageCharWidth() * 20);
    for (const ShortcutBook::Entry& entry : m_book->entries()) {
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        for (const QString& text : {entry.text, entry.where, QString()}) {
            const int column = text == entry.text ? WhatColumn
                               : text.isEmpty()   ? KeysColumn
                                                  : WhereColumn;
            m_table->setItem(row, column, new QTableWidgetItem(text));
        }
        m_table->item(row, WhatColumn)->setData(Qt::UserRole, entry.id);
        showRow(row);
    }
    connect(m_table, &QTableWidget::currentCellChanged, this, &ShortcutEditor::showChosen);
    connect(m_table, &QTableWidget::cellActivated, m_keys,
            [this] { m_keys->setFocus(Qt::OtherFocusReason); });
}

QWidget* ShortcutEditor::makeFields()
{
    auto* fields = new QWidget(this);
    auto* label = new QLabel(tr("New &keys"), fields);
    label->setBuddy(m_keys);
    m_keys->setObjectName(QStringLiteral("shortcutKeys"));
    m_keys->setAccessibleName(tr("New keys of the chosen action"));
    m_sentence->setObjectName(QStringLiteral("shortcutSentence"));
    m_sentence->setWordWrap(true);
    m_steal->hide();
    auto* first = new QHBoxLayout;
    first->addWidget(label);
    first->addWidget(m_keys, 1);
    first->addWidget(m_none);
    first->addWidget(m_reset);
    first->addWidget(m_resetAll);
    auto* second = new QHBoxLayout;
    second->addWidget(m_sentence, 1);
    second->addWidget(m_steal);
    auto* layout = new QVBoxLayout(fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(first);
    layout->addLayout(second);
    connect(m_keys, &QKeySequenceEdit::editingFinished, this, &ShortcutEditor::take);
    connect(m_none, &QPushButton::clicked, this, [this] { m_book->setKeys(chosenId(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_book->reset(chosenId()); });
    connect(m_resetAll, &QPushButton::clicked, m_book, &ShortcutBook::resetAll);
    connect(m_steal, &QPushButton::clicked, this, &ShortcutEditor::takeFromOther);
    return fields;
}

QString ShortcutEditor::chosenId() const
{
    const QTableWidgetItem* item = m_table->item(m_table->currentRow(), WhatColumn);
    return item ? item->data(Qt::UserRole).toString() : QString();
}

void ShortcutEditor::showRow(int row)
{
    const auto* entry =
        m_book->entry(m_table->item(row, WhatColumn)->data(Qt::UserRole).toString());
    QTableWidgetItem* item = m_table->item(row, KeysColumn);
    item->setText(native(m_book->keys(*entry)));
    QFont font = m_table->font();
    font.setBold(!m_book->isStandard(*entry));
    item->setFont(font);
    item->setToolTip(
        m_book->isStandard(*entry)
            ? QString()
            : tr("Standard: %1")
                  .arg(entry->standard.isEmpty() ? tr("none") : native(entry->standard.first())));
}

void ShortcutEditor::showChosen()
{
    const auto* entry = m_book->entry(chosenId());
    const QSignalBlocker quiet(m_keys);
    m_keys->setKeySequence(entry ? m_book->keys(*entry) : QKeySequence());
    for (QWidget* each : std::initializer_list<QWidget*>{m_keys, m_none}) {
        each->setEnabled(entry != nullptr);
    }
    m_reset->setEnabled(entry != nullptr && !m_book->isStandard(*entry));
    m_steal->hide();
    m_sentence->clear();
}

void ShortcutEditor::filter(const QString& words)
{
    for (int row = 0; row < m_table->rowCount(); ++row) {
        bool found = false;
        for (int column = 0; column < ColumnCount; ++column) {
            found =
                found || m_table->item(row, column)->text().contains(words, Qt::CaseInsensitive);
        }
        m_table->setRowHidden(row, !found);
    }
}

void ShortcutEditor::take()
{
    const auto* own = m_book->entry(chosenId());
    const QKeySequence pressed = m_keys->keySequence();
    if (!own || pressed.isEmpty() || pressed == m_book->keys(*own)) {
        return;
    }
    const QKeySequence keys(pressed[0]); // one stroke, not a sequence of up to four
    const QString refusal = m_book->refusal(keys);
    const auto* other = m_book->clash(own->id, keys);
    m_keys->setKeySequence(keys);
    m_steal->setVisible(refusal.isEmpty() && other != nullptr);
    if (!refusal.isEmpty()) {
        sayWrong(*m_sentence, refusal);
    } else if (other != nullptr) {
        sayWrong(*m_sentence, tr("%1 is already “%2” (%3): press other keys, or take them from "
                                 "there.")
                                  .arg(native(keys), other->text, other->where));
    } else {
        m_book->setKeys(own->id, keys);
    }
}

void ShortcutEditor::takeFromOther()
{
    const QString id = chosenId();
    const QKeySequence keys = m_keys->keySequence();
    if (const auto* other = m_book->clash(id, keys)) {
        m_book->setKeys(other->id, {});
    }
    m_book->setKeys(id, keys);
}

} // namespace palimpsest
