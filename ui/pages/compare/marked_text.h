// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QList>
#include <QString>
#include <QTextLayout>

namespace palimpsest
{

/// What the words of a translation are compared with.
enum class MarkAgainst { Baseline, Reference, Nothing };

/// A text with its differences from another one: words that are new are underlined, words that are
/// missing struck through; each also has a colour of its own.
struct MarkedText {
    QString text;
    QList<QTextLayout::FormatRange> formats;
};
MarkedText markedText(const std::string& from, const std::string& to);

/// The same as rich text.
QString markedHtml(const std::string& from, const std::string& to);
/// "[-old-]{+new+}": the same without colour and shape, for screen readers.
QString spokenMarks(const std::string& from, const std::string& to);

} // namespace palimpsest
