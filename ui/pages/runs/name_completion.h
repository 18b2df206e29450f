// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QCompleter;
class QLineEdit;
class QStringListModel;

namespace palimpsest
{

/// Completes the word at the cursor of a line, where QLineEdit's own completer takes the whole
/// line. Tab or Return takes the marked name.
class NameCompletion : public QObject
{
    Q_OBJECT

public:
    explicit NameCompletion(QLineEdit* edit);
    void setNames(const QStringList& names);
    QCompleter* completer() const { return m_completer; }

private:
    void offer();
    void insert(const QString& name);
    qsizetype wordStart() const; ///< of the word that ends at the cursor

    QLineEdit* m_edit;
    QStringListModel* m_names;
    QCompleter* m_completer;
};

} // namespace palimpsest
