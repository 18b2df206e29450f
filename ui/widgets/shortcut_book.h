// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>

class QAction;
class QWidget;

namespace palimpsest
{

/// The one table of actions and their keys. The window enters every action once; the keys that a
/// person chose instead of the standard ones are in the settings, under "shortcuts/" and the
/// action's object name, as portable text ("" = no keys).
class ShortcutBook : public QObject
{
    Q_OBJECT
public:
    struct Entry {
        QString id;               ///< object name of its action
        QString text;             ///< as one reads it
        QString where;            ///< menu or page
        QWidget* scope = nullptr; ///< where the keys work; null = in the whole window
        QList<QKeySequence> standard;
        QList<QPointer<QAction>> actions; ///< several where a page has the same list twice
    };

    using QObject::QObject;

    /// The action must have an object name, a text and its standard keys.
    void add(QAction* action, const QString& where, QWidget* scope);
    void load(); ///< what was chosen earlier, from the settings

    const QList<Entry>& entries() const { return m_entries; }
    const Entry* entry(const QString& id) const; ///< null where there is none
    QKeySequence keys(const Entry& entry) const; ///< now
    bool isStandard(const Entry& entry) const;

    /// The entry that these keys would clash with, or null: keys work in one place only once.
    const Entry* clash(const QString& id, const QKeySequence& keys) const;
    /// Why these keys cannot be chosen whatever other actions have, as a sentence; else empty.
    QString refusal(const QKeySequence& keys) const;

    void setKeys(const QString& id, const QKeySequence& keys); ///< empty = none; kept at once
    void reset(const QString& id);
    void resetAll();

Q_SIGNALS:
    void changed(const QString& id);

private:
    void apply(const Entry& entry, const QList<QKeySequence>& keys);

    QList<Entry> m_entries;
};

} // namespace palimpsest
