// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace palimpsest
{

class ShortcutBook;

/// The table of actions with their keys: choose a row, press the new keys. Keys that another action
/// has are named in words and can be taken from it; nothing is changed before that.
class ShortcutEditor : public QWidget
{
    Q_OBJECT
public:
    explicit ShortcutEditor(ShortcutBook* book, QWidget* parent = nullptr);

private:
    void makeTable();
    QWidget* makeFields();
    void showRow(int row);
    void showChosen(); ///< the chosen action's keys in the field
    void filter(const QString& words);
    void take(); ///< what was pressed
    void takeFromOther();
    QString chosenId() const;

    ShortcutBook* m_book;
    QLineEdit* m_filter;
    QTableWidget* m_table;
    QKeySequenceEdit* m_keys;
    QPushButton* m_none;
    QPushButton* m_reset;
    QPushButton* m_resetAll;
    QPushButton* m_steal;
    QLabel* m_sentence;
};

} // namespace palimpsest
