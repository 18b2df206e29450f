// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAction;
class QIcon;
class QKeySequence;
class QWidget;

namespace palimpsest
{

/// A menu's text as one reads it: "&New…" is "New", "a && b" is "a & b".
QString plainActionText(const QString& text);

/// The action's tool tip is `tip` and its keys, "Keep the recipe (Ctrl+S)", also after other keys
/// are chosen.
void setActionTip(QAction& action, const QString& tip);

/// An action that a page owns, with a tip as above; its keys work while the page, or the part of it
/// that the action is added to, has the keyboard.
QAction* makePageAction(QWidget* page, const QString& name, const QIcon& icon, const QString& text,
                        const QString& tip, const QKeySequence& keys);

} // namespace palimpsest
