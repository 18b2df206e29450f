// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/results_table.h"
#include "engine/reporting/statistics_cache.h"
#include "engine/reporting/trial_cells.h"

namespace palimpsest
{

/// Intervals and tests of a table's score columns, from the statistics in the study alone.
class TableStatistics
{
public:
    explicit TableStatistics(const StudyStore& store);

    /// Resamples or trials that a test takes.
    static int samplesOf(TableTest test);

    /// Fills in intervals, p-values and bold of a column. `cells` are those of the table's lines,
    /// then perhaps more; `baseline` is the index among them of what p compares with, or none.
    /// Throws BadInput where statistics are missing or do not match; the figures stay as they are.
    void addTo(ResultsTable& table, std::size_t column, const std::vector<TrialCell>& cells,
               std::optional<std::size_t> baseline);

    /// Resampled means of the cells over these domains, drawn like those of the trade-off plot.
    std::vector<ResampledMean> resampled(const std::vector<TrialCell>& cells,
                                         const std::vector<std::string>& domains,
                                         const std::string& metric);

private:
    std::vector<double> pValues(const TableRecipe& recipe, const TableHead& head,
                                const std::vector<TrialCell>& cells,
                                const std::vector<ResampledMean>& means, std::size_t against);
    double randomisation(const TableHead& head, const TrialCell& first, const TrialCell& second);

    DomainNumbers m_domains;
    StatisticsCache m_statistics;
};

/// Marks the best of a column alone: where there is no test.
void markBest(ResultsTable& table, std::size_t column);

} // namespace palimpsest
