// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/shortcut_book.h"

#include <algorithm>

#include <QAction>
#include <QSettings>

#include "ui/widgets/action_texts.h"

namespace palimpsest
{

namespace
{

QString settingOf(const QString& id)
{
    return QStringLiteral("shortcuts/") + id;
}

bool sharePlace(const ShortcutBook::Entry& a, const ShortcutBook::Entry& b)
{
    return a.scope == nullptr || b.scope == nullptr || a.scope == b.scope;
}

} // namespace

void ShortcutBook::add(QAction* action, const QString& where, QWidget* scope)
{
    Q_ASSERT(!action->objectName().isEmpty());
    for (Entry& known : m_entries) {
        if (known.id == action->objectName()) {
            known.actions.append(action);
            return;
        }
    }
    m_entries.append({action->objectName(),
                      plainActionText(action->text()),
                      where,
                      scope,
                      action->shortcuts(),
                      {action}});
}

void ShortcutBook::load()
{
    const QSettings settings;
    for (const Entry& each : std::as_const(m_entries)) {
        const QString key = settingOf(each.id);
        if (settings.contains(key)) {
            apply(each, QKeySequence::listFromString(settings.value(key).toString()));
        }
    }
}

const ShortcutBook::Entry* ShortcutBook::entry(const QString& id) const
{
    const auto it = std::ranges::find(m_entries, id, &Entry::id);
    return it == m_entries.end() ? nullptr : &*it;
}

QKeySequence ShortcutBook::keys(const Entry& entry) const
{
    const QAction* action = entry.actions.first();
    return action ? action->shortcut() : QKeySequence();
}

bool ShortcutBook::isStandard(const Entry& entry) const
{
    const QAction* action = entry.actions.first();
    return !action || action->shortcuts() == entry.standard;
}

const ShortcutBook::Entry* ShortcutBook::clash(const QString& id, const QKeySequence& keys) const
{
    const Entry* own = entry(id);
    if (!own || keys.isEmpty()) {
        return nullptr;
    }
    for (const Entry& other : m_entries) {
        const QAction* action = other.actions.first();
        if (&other != own && action && sharePlace(*own, other) &&
            action->shortcuts().contains(keys)) {
            return &other;
        }
    }
    return nullptr;
}

QString ShortcutBook::refusal(const QKeySequence& keys) const
{
    if (keys.isEmpty()) {
        return {};
    }
    const auto modifiers = keys[0].keyboardModifiers() & ~Qt::ShiftModifier;
    const Qt::Key key = keys[0].key();
    const bool writes = key > Qt::Key_Space && key < Qt::Key_Escape;
    if (writes && modifiers == Qt::NoModifier) {
        return tr("%1 alone would be taken from what you type: add Ctrl or Alt, or use a function "
                  "key.")
            .arg(keys.toString(QKeySequence::NativeText));
    }
    if (modifiers == Qt::NoModifier &&
        (key == Qt::Key_Tab || key == Qt::Key_Backtab || key == Qt::Key_Escape)) {
        return tr("%1 leads through the controls of the window and stays with that.")
            .arg(keys.toString(QKeySequence::NativeText));
    }
    return {};
}

void ShortcutBook::setKeys(const QString& id, const QKeySequence& keys)
{
    if (const Entry* chosen = entry(id)) {
        QSettings().setValue(settingOf(id), keys.toString(QKeySequence::PortableText));
        apply(*chosen, keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
    }
}

void ShortcutBook::reset(const QString& id)
{
    if (const Entry* chosen = entry(id)) {
        QSettings().remove(settingOf(id));
        apply(*chosen, chosen->standard);
    }
}

void ShortcutBook::resetAll()
{
    for (const Entry& each : std::as_const(m_entries)) {
        reset(each.id);
    }
}

void ShortcutBook::apply(const Entry& entry, const QList<QKeySequence>& keys)
{
    for (const QPointer<QAction>& action : entry.actions) {
        if (action) {
            action->setShortcuts(keys);
        }
    }
    Q_EMIT changed(entry.id);
}

} // namespace palimpsest
