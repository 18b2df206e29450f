// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/fuzzy_match.h"

#include <algorithm>
#include <vector>

namespace palimpsest
{

namespace
{

constexpr int kLetter = 16;
constexpr int kFollows = 24;   ///< more for a letter that stands right behind the last one
constexpr int kWordStart = 20; ///< more for the first letter of a word
constexpr int kNone = -1;

bool startsWord(const QString& text, qsizetype at)
{
    return at == 0 || (!text[at - 1].isLetterOrNumber() && text[at].isLetterOrNumber()) ||
           (text[at - 1].isLower() && text[at].isUpper());
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& wanted, const QString& text)
{
    QString pattern = wanted.toCaseFolded();
    pattern.removeIf([](QChar c) { return c.isSpace(); });
    const qsizetype letters = pattern.size();
    const qsizetype places = text.size();
    if (letters == 0)
        return FuzzyMatch{};
    // best[i][j]: of the first i + 1 letters, the last one at place j; kNone where impossible.
    std::vector<std::vector<int>> best(static_cast<std::size_t>(letters),
                                       std::vector<int>(static_cast<std::size_t>(places), kNone));
    std::vector<std::vector<int>> from = best;
    for (qsizetype i = 0; i < letters; ++i) {
        int before = kNone; // the best place of the letter before, further left than j − 1
        for (qsizetype j = i; j < places; ++j) {
            auto& row = best[static_cast<std::size_t>(i)];
            const auto at = static_cast<std::size_t>(j);
            const auto* last = i > 0 ? &best[static_cast<std::size_t>(i - 1)] : nullptr;
            if (last && j >= 2 && (*last)[at - 2] != kNone &&
                (before == kNone || (*last)[at - 2] > (*last)[static_cast<std::size_t>(before)]))
                before = static_cast<int>(j - 2);
            if (text[j].toCaseFolded() != pattern[i])
                continue;
            const int own = kLetter + (startsWord(text, j) ? kWordStart : 0);
            if (!last) {
                row[at] = own;
                continue;
            }
            const int follows =
                j > 0 && (*last)[at - 1] != kNone ? (*last)[at - 1] + kFollows : kNone;
            const int jumps = before != kNone ? (*last)[static_cast<std::size_t>(before)] : kNone;
            if (follows == kNone && jumps == kNone)
                continue;
            row[at] = own + std::max(follows, jumps);
            from[static_cast<std::size_t>(i)][at] =
                follows >= jumps ? static_cast<int>(j - 1) : before;
        }
    }
    const auto& row = best.back();
    const auto end = std::max_element(row.begin(), row.end());
    if (end == row.end() || *end == kNone)
        return std::nullopt;
    FuzzyMatch match;
    match.score = *end * 8 - static_cast<int>(std::min<qsizetype>(places, 200));
    auto at = static_cast<int>(end - row.begin());
    for (qsizetype i = letters - 1; i >= 0; --i) {
        match.positions.prepend(at);
        at = from[static_cast<std::size_t>(i)][static_cast<std::size_t>(at)];
    }
    return match;
}

} // namespace palimpsest
