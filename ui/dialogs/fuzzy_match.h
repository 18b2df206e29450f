// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QList>
#include <QString>

namespace palimpsest
{

struct FuzzyMatch {
    int score = 0;        ///< larger is better
    QList<int> positions; ///< of the pattern's letters in the text, ascending
};

/// Finds the letters of `pattern` in `text` in their order, without regard to case and blanks of
/// the pattern: letters at the start of words and letters that follow each other count more,
/// and of equal ones the shorter text. Nothing where a letter is missing.
std::optional<FuzzyMatch> fuzzyMatch(const QString& pattern, const QString& text);

} // namespace palimpsest
