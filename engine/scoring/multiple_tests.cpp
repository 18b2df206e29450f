// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/multiple_tests.h"

#include <algorithm>
#include <cmath>

namespace palimpsest
{

namespace
{

std::vector<std::size_t> ascending(std::span<const double> pValues)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pValues.size(); ++i)
        if (!std::isnan(pValues[i]))
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    return order;
}

} // namespace

std::vector<double> holmCorrection(std::span<const double> pValues)
{
    std::vector<double> corrected(pValues.begin(), pValues.end());
    const std::vector<std::size_t> order = ascending(pValues);
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double scaled = static_cast<double>(order.size() - rank) * pValues[order[rank]];
        largest = std::max(largest, std::min(1.0, scaled));
        corrected[order[rank]] = largest;
    }
    return corrected;
}

std::vector<double> benjaminiHochbergCorrection(std::span<const double> pValues)
{
    std::vector<double> corrected(pValues.begin(), pValues.end());
    const std::vector<std::size_t> order = ascending(pValues);
    double smallest = 1;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        const double scaled = static_cast<double>(order.size()) / static_cast<double>(rank) *
                              pValues[order[rank - 1]];
        smallest = std::min(smallest, scaled);
        corrected[order[rank - 1]] = smallest;
    }
    return corrected;
}

} // namespace palimpsest
