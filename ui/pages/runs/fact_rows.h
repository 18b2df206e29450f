// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QColor>
#include <QString>

namespace palimpsest
{

/// As rich text shows it.
QString escaped(const std::string& text);
/// A row of a rich-text table, the name muted; nothing where there is no value. Both are rich text.
QString factRow(const QString& name, const QString& value, const QColor& muted);

} // namespace palimpsest
