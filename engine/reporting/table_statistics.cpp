// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/table_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/reporting/tradeoff_analysis.h"
#include "engine/scoring/multiple_tests.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr double kNotTested = std::numeric_limits<double>::quiet_NaN();
/// As many trials as where two points are compared by hand.
constexpr int kRandomisationTrials = 2000;

std::vector<double> corrected(const std::vector<double>& p, TestCorrection correction)
{
    switch (correction) {
    case TestCorrection::Holm:
        return holmCorrection(p);
    case TestCorrection::BenjaminiHochberg:
        return benjaminiHochbergCorrection(p);
    case TestCorrection::None:
        break;
    }
    return p;
}

std::optional<double> known(double p)
{
    return std::isnan(p) ? std::nullopt : std::optional(p);
}

std::optional<std::size_t> bestLine(const ResultsTable& table, std::size_t column)
{
    std::optional<std::size_t> best;
    const double sign = table.heads[column].lowerIsBetter ? -1 : 1;
    const auto score = [&](std::size_t i) {
        return sign * table.lines[i].figures[column].spread.mean;
    };
    for (std::size_t i = 0; i < table.lines.size(); ++i) {
        if (table.lines[i].figures[column].spread.n > 0 && (!best || score(i) > score(*best)))
            best = i;
    }
    return best;
}

/// Whether all trials of the cell have the column's scores.
bool isScored(const TrialCell& cell, const TableHead& head)
{
    return std::ranges::all_of(cell.trials, [&](const EvaluatedTrial& trial) {
        return std::ranges::all_of(head.domains, [&](const std::string& domain) {
            return std::ranges::any_of(trial.evaluation->scores, [&](const ScoreRow& score) {
                return score.domain == domain && score.metric == head.metric &&
                       std::isfinite(score.value);
            });
        });
    });
}

/// Indices of the cells that can be resampled.
std::vector<std::size_t> scoredOnes(const std::vector<TrialCell>& cells, const TableHead& head)
{
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (isScored(cells[i], head))
            indices.push_back(i);
    }
    return indices;
}

void addIntervals(ResultsTable& table, std::size_t column, const std::vector<std::size_t>& cells,
                  const std::vector<ResampledMean>& means)
{
    for (std::size_t k = 0; k < cells.size() && cells[k] < table.lines.size(); ++k) {
        TableFigure& figure = table.lines[cells[k]].figures[column];
        const BootstrapInterval interval = means[k].interval();
        figure.low = interval.mean - interval.halfWidth;
        figure.high = interval.mean + interval.halfWidth;
    }
}

double bootstrapP(const ResampledMean& first, const ResampledMean& second)
{
    const auto same = [](const NumpyFloat& a, const NumpyFloat& b) {
        return a.value() == b.value();
    };
    // Equal outputs: sacreBLEU's formula would call them different.
    if (first.mean == second.mean && std::ranges::equal(first.resamples, second.resamples, same))
        return 1;
    return pairedBootstrap(first.resamples, second.resamples, first.mean, second.mean).p;
}

} // namespace

TableStatistics::TableStatistics(const StudyStore& store)
    : m_domains(store),
      m_statistics(store, "for some rows; evaluate them anew to see intervals and tests.")
{
}

int TableStatistics::samplesOf(TableTest test)
{
    return test == TableTest::ApproximateRandomisation ? kRandomisationTrials
                                                       : ResamplingOptions{}.samples;
}

std::vector<ResampledMean> TableStatistics::resampled(const std::vector<TrialCell>& cells,
                                                      const std::vector<std::string>& domains,
                                                      const std::string& metric)
{
    std::vector<PointParts> parts;
    for (const TrialCell& cell : cells) {
        PointParts runs;
        for (const EvaluatedTrial& trial : cell.trials)
            runs.push_back(m_statistics.partsOf(trial.evaluation->id, domains, metric, m_domains));
        parts.push_back(std::move(runs));
    }
    const ResamplingOptions options;
    checkEffort(parts, options.samples);
    return resampleMeans(*makeMetric(metric), parts, options);
}

double TableStatistics::randomisation(const TableHead& head, const TrialCell& first,
                                      const TrialCell& second)
{
    if (first.trials.size() != second.trials.size())
        return kNotTested;
    const auto runsOf = [&](const TrialCell& cell) {
        std::vector<DomainStatistics> runs;
        for (const EvaluatedTrial& trial : cell.trials)
            runs.push_back(m_statistics.of(trial.evaluation->id, head.domains, head.metric));
        return runs;
    };
    ResamplingOptions options;
    options.trials = kRandomisationTrials;
    return stratifiedRandomisation(*makeMetric(head.metric), runsOf(first), runsOf(second), options)
        .p;
}

std::vector<double> TableStatistics::pValues(const TableRecipe& recipe, const TableHead& head,
                                             const std::vector<TrialCell>& cells,
                                             const std::vector<ResampledMean>& means,
                                             std::size_t against)
{
    std::vector<double> p;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i == against)
            p.push_back(kNotTested);
        else if (recipe.test == TableTest::PairedBootstrap)
            p.push_back(bootstrapP(means[against], means[i]));
        else if (means[against].mean == means[i].mean) // no trial can be less different
            p.push_back(1);
        else
            p.push_back(randomisation(head, cells[against], cells[i]));
    }
    return p;
}

void TableStatistics::addTo(ResultsTable& table, std::size_t column,
                            const std::vector<TrialCell>& cells,
                            std::optional<std::size_t> baseline)
{
    TableHead& head = table.heads[column];
    const std::size_t lines = table.lines.size();
    const std::vector<std::size_t> present = scoredOnes(cells, head);
    std::vector<TrialCell> scored;
    for (const std::size_t i : present)
        scored.push_back(cells[i]);
    const std::vector<ResampledMean> means = resampled(scored, head.domains, head.metric);
    addIntervals(table, column, present, means);
    const auto place = [&](const std::optional<std::size_t>& cell) {
        const auto found = cell ? std::ranges::find(present, *cell) : present.end();
        return found == present.end() ? std::nullopt : std::optional(found - present.begin());
    };
    const auto best = place(bestLine(table, column));
    if (table.recipe.test == TableTest::None || !best)
        return;
    /// Raw and corrected p of each line against one cell; NaN where there is no test.
    const auto family = [&](std::ptrdiff_t against) {
        const std::vector<double> tests =
            pValues(table.recipe, head, scored, means, static_cast<std::size_t>(against));
        std::vector<double> raw(lines, kNotTested);
        for (std::size_t k = 0; k < present.size() && present[k] < lines; ++k)
            raw[present[k]] = tests[k];
        return std::pair(raw, corrected(raw, table.recipe.correction));
    };
    if (const auto base = place(baseline)) {
        const auto [raw, adjusted] = family(*base);
        for (std::size_t i = 0; i < lines; ++i) {
            table.lines[i].figures[column].p = known(raw[i]);
            table.lines[i].figures[column].pCorrected = known(adjusted[i]);
        }
    }
    const auto [raw, adjusted] = family(*best);
    for (std::size_t i = 0; i < lines; ++i) {
        table.lines[i].figures[column].pBest = known(adjusted[i]);
        table.lines[i].figures[column].bold =
            i == present[static_cast<std::size_t>(*best)] || adjusted[i] >= table.recipe.alpha;
    }
    head.tested = true;
}

void markBest(ResultsTable& table, std::size_t column)
{
    const auto best = bestLine(table, column);
    for (TableLine& line : table.lines) {
        TableFigure& figure = line.figures[column];
        figure.bold = best && figure.spread.n > 0 &&
                      figure.spread.mean == table.lines[*best].figures[column].spread.mean;
    }
}

} // namespace palimpsest
