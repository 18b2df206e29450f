// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// The words of a text, for looking at differences: separated by white space, punctuation at either
/// end of a word set apart, each character of scripts that put no blanks between words by itself.
/// Views into `text`, in its order; what lies between them is white space.
std::vector<std::string_view> diffWords(std::string_view text);

/// A run of words that two texts have in common, or that only one of them has. `from` and `to`
/// count words of the two; where a run has none of a text, begin and end are its place there.
struct DiffPart {
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    std::size_t fromBegin = 0;
    std::size_t fromEnd = 0;
    std::size_t toBegin = 0;
    std::size_t toEnd = 0;

    bool operator==(const DiffPart&) const = default;
};

/// How `from` becomes `to` with as few words removed and added as can be: what stays is a longest
/// common subsequence (Hirschberg, 1975: time is the product of the lengths, memory their sum).
/// Parts cover both texts in order; neighbours differ in kind, and what is removed stands before
/// what is added in its place.
std::vector<DiffPart> wordDiff(std::span<const std::string_view> from,
                               std::span<const std::string_view> to);

/// A part of two texts laid into one another, as people read it.
struct DiffRun {
    DiffPart::Kind kind = DiffPart::Kind::Same;
    std::string text;   ///< from its first word to its last
    bool blank = false; ///< stands apart from the part before: in its own text, or by replacing it
};
std::vector<DiffRun> diffRuns(std::string_view from, std::string_view to);

} // namespace palimpsest
