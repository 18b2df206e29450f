// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/reporting/compared_systems.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// Every sentence behind the scores of some systems, the first of them the baseline; rows in the
/// order of the study's domains and of each test set. All vectors by row are as long as `size()`.
struct SentenceTable {
    std::vector<ComparedSystem> systems;
    std::string metric;
    Split split = Split::Test;
    std::vector<std::string> domains;

    std::vector<std::uint32_t> domain; ///< by row: index into `domains`
    std::vector<std::uint32_t> line;   ///< by row: line of the test set, from 1
    std::vector<std::string> sources;  ///< empty where the study has none
    std::vector<std::string> references;
    std::vector<std::uint32_t> words; ///< by row: of the source, or else of the reference
    std::vector<std::vector<std::string>> translations; ///< [system][row]
    /// [system][row]: sacreBLEU's score of the single sentence; NaN where there are no statistics.
    std::vector<std::vector<double>> scores;
    bool hasText = false; ///< false in a bundle that was made without text

    std::size_t size() const { return line.size(); }
    /// Score minus the baseline's; NaN where one is not known.
    double change(std::size_t system, std::size_t row) const
    {
        return scores[system][row] - scores.front()[row];
    }
    /// The same in the direction of better, whatever the metric.
    double gain(std::size_t system, std::size_t row) const
    {
        return lowerIsBetter ? -change(system, row) : change(system, row);
    }
    bool lowerIsBetter = false;
};

/// Changes smaller than this are none: they come from the last bits of equal scores.
inline constexpr double kLeastChange = 1e-9;

/// Reads them from study.db. Without statistics of the metric, sentences have no scores; without
/// text they have no words. Throws BadInput where there is neither, or where the test sets of the
/// systems differ.
SentenceTable sentenceTable(const StudyStore& store, const std::vector<ComparedSystem>& systems,
                            const std::string& metric, Split split);

} // namespace palimpsest
