// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAction;

namespace palimpsest
{

/// A menu's text as one reads it: "&New…" is "New", "a && b" is "a & b".
QString plainActionText(const QString& text);

/// The action's tool tip is `tip` and its keys, "Keep the recipe (Ctrl+S)", also after other keys
/// are chosen.
void setActionTip(QAction& action, const QString& tip);

} // namespace palimpsest
