// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/sentence_table.h"

namespace palimpsest
{

/// Which sentences, by what `system` did to them against the baseline.
enum class SentenceChange {
    Any,
    Better,
    Worse,
    Equal,     ///< the same score
    Different, ///< another translation, whatever the scores
};

struct SentenceFilter {
    std::string text;   ///< words that all must occur in the texts of the row, whatever their case
    std::string domain; ///< empty = all
    std::size_t system = 1; ///< index whose change counts; the baseline's changes are 0
    SentenceChange change = SentenceChange::Any;
    double leastChange = 0;       ///< least size of the change, in points; 0 = any
    std::uint32_t leastWords = 0; ///< of the source
    std::uint32_t mostWords = 0;  ///< 0 = no limit

    bool operator==(const SentenceFilter&) const = default;
};

enum class SentenceSort {
    Line,   ///< as in the test sets
    Change, ///< of `system` against the baseline
    Size,   ///< of that change, whatever its sign
    Score,  ///< of `system`
    Words,  ///< of the source
    Spread, ///< largest score minus smallest over all systems
};

struct SentenceOrder {
    SentenceSort by = SentenceSort::Change;
    std::size_t system = 1;
    bool descending = false;

    bool operator==(const SentenceOrder&) const = default;
};

/// Looks for text in a table's sentences. Keeps them in lower case, made once; refers to the table.
class SentenceSearch
{
public:
    explicit SentenceSearch(const SentenceTable& table);
    const SentenceTable& table() const { return m_table; }

    /// Rows that pass the filter, in this order; equal ones, and those without a value (last), as
    /// in the test sets.
    std::vector<std::uint32_t> rows(const SentenceFilter& filter, const SentenceOrder& order) const;

private:
    const SentenceTable& m_table;
    std::string m_text;                ///< of all rows, each text closed by a line feed
    std::vector<std::size_t> m_starts; ///< of each row, and the end
};

/// How many of the rows changed by how much.
struct ChangeHistogram {
    double width = 0; ///< of a bar, in points
    /// Bars away from 0: worse[i] counts losses in (i·width, (i + 1)·width], better likewise.
    std::vector<int> worse;
    std::vector<int> better;
    int equal = 0;
    int unknown = 0; ///< without a score
    double mean = 0; ///< gain of those known
    double median = 0;

    int worseCount() const;
    int betterCount() const;
    int known() const { return worseCount() + equal + betterCount(); }
};

/// Gains of a system (positive is better, whatever the metric); at most `mostBars` bars a side of a
/// round width.
ChangeHistogram changeHistogram(const SentenceTable& table, const std::vector<std::uint32_t>& rows,
                                std::size_t system, int mostBars = 12);

} // namespace palimpsest
