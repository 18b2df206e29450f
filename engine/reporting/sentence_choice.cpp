// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/sentence_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

bool passesChange(const SentenceTable& table, const SentenceFilter& filter, std::uint32_t row)
{
    const double gain = table.gain(filter.system, row);
    if (filter.leastChange > 0 && !(std::abs(gain) >= filter.leastChange - kLeastChange))
        return false;
    switch (filter.change) {
    case SentenceChange::Better:
        return gain > kLeastChange;
    case SentenceChange::Worse:
        return gain < -kLeastChange;
    case SentenceChange::Equal:
        return std::abs(gain) <= kLeastChange;
    case SentenceChange::Different:
        return table.translations[filter.system][row] != table.translations.front()[row];
    case SentenceChange::Any:
        break;
    }
    return true;
}

double spreadOver(const SentenceTable& table, std::uint32_t row)
{
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const auto& scores : table.scores) {
        if (std::isfinite(scores[row])) {
            least = std::min(least, scores[row]);
            most = std::max(most, scores[row]);
        }
    }
    return most < least ? std::numeric_limits<double>::quiet_NaN() : most - least;
}

double sortValue(const SentenceTable& table, const SentenceOrder& order, std::uint32_t row)
{
    switch (order.by) {
    case SentenceSort::Change:
        return table.change(order.system, row);
    case SentenceSort::Size:
        return std::abs(table.change(order.system, row));
    case SentenceSort::Score:
        return table.scores[order.system][row];
    case SentenceSort::Words:
        return table.words[row];
    case SentenceSort::Spread:
        return spreadOver(table, row);
    case SentenceSort::Line:
        break;
    }
    return row;
}

void sortRows(std::vector<std::uint32_t>& rows, const SentenceTable& table,
              const SentenceOrder& order)
{
    struct Keyed {
        double value;
        std::uint32_t row;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(rows.size());
    const double last = std::numeric_limits<double>::infinity();
    for (const std::uint32_t row : rows) {
        const double value = sortValue(table, order, row);
        keyed.push_back({std::isnan(value) ? last : order.descending ? -value : value, row});
    }
    std::ranges::stable_sort(keyed, {}, &Keyed::value);
    std::ranges::transform(keyed, rows.begin(), &Keyed::row);
}

/// 1, 2 or 5 times a power of ten, at least `least`.
double roundWidth(double least)
{
    const double power = std::pow(10, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= least * (1 - 1e-12))
            return factor * power;
    return 10 * power;
}

void addToBar(std::vector<int>& bars, double size, double width)
{
    // A change on the edge between two bars belongs to the one nearer to 0.
    const auto bar = static_cast<std::size_t>(std::ceil(size / width - 1e-9)) - 1;
    bars[std::min(bar, bars.size() - 1)] += 1;
}

} // namespace

SentenceSearch::SentenceSearch(const SentenceTable& table) : m_table(table)
{
    m_starts.reserve(table.size() + 1);
    for (std::size_t row = 0; row < table.size(); ++row) {
        m_starts.push_back(m_text.size());
        m_text += toLower(table.sources[row]) + "\n" + toLower(table.references[row]) + "\n";
        for (const auto& system : table.translations)
            m_text += toLower(system[row]) + "\n";
    }
    m_starts.push_back(m_text.size());
}

std::vector<std::uint32_t> SentenceSearch::rows(const SentenceFilter& filter,
                                                const SentenceOrder& order) const
{
    const std::string lower = toLower(filter.text);
    const std::vector<std::string_view> wanted = splitWhitespace(lower);
    const auto passesText = [&](std::uint32_t row) {
        const auto text =
            std::string_view(m_text).substr(m_starts[row], m_starts[row + 1] - m_starts[row]);
        return std::ranges::all_of(wanted, [&](std::string_view word) {
            return text.find(word) != std::string_view::npos;
        });
    };
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < m_table.size(); ++row) {
        if (!filter.domain.empty() && m_table.domains[m_table.domain[row]] != filter.domain)
            continue;
        if (m_table.words[row] < filter.leastWords ||
            (filter.mostWords > 0 && m_table.words[row] > filter.mostWords))
            continue;
        if (passesChange(m_table, filter, row) && passesText(row))
            rows.push_back(row);
    }
    sortRows(rows, m_table, order);
    return rows;
}

int ChangeHistogram::worseCount() const
{
    return std::accumulate(worse.begin(), worse.end(), 0);
}

int ChangeHistogram::betterCount() const
{
    return std::accumulate(better.begin(), better.end(), 0);
}

ChangeHistogram changeHistogram(const SentenceTable& table, const std::vector<std::uint32_t>& rows,
                                std::size_t system, int mostBars)
{
    ChangeHistogram histogram;
    std::vector<double> gains;
    for (const std::uint32_t row : rows) {
        const double gain = table.gain(system, row);
        if (std::isfinite(gain))
            gains.push_back(gain);
        else
            ++histogram.unknown;
    }
    if (gains.empty())
        return histogram;
    histogram.mean =
        std::accumulate(gains.begin(), gains.end(), 0.0) / static_cast<double>(gains.size());
    std::ranges::sort(gains);
    const std::size_t middle = gains.size() / 2;
    histogram.median =
        gains.size() % 2 == 1 ? gains[middle] : (gains[middle - 1] + gains[middle]) / 2;
    const double largest = std::max(std::abs(gains.front()), std::abs(gains.back()));
    histogram.width = roundWidth(std::max(largest, 0.1) / mostBars);
    const auto bars =
        static_cast<std::size_t>(std::max(1.0, std::ceil(largest / histogram.width - 1e-9)));
    histogram.worse.assign(bars, 0);
    histogram.better.assign(bars, 0);
    for (const double gain : gains) {
        if (std::abs(gain) <= kLeastChange)
            ++histogram.equal;
        else
            addToBar(gain < 0 ? histogram.worse : histogram.better, std::abs(gain),
                     histogram.width);
    }
    return histogram;
}

} // namespace palimpsest
