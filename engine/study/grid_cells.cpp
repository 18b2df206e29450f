// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/grid_cells.h"

#include <algorithm>
#include <deque>
#include <tuple>

#include "engine/study/strategy_axis.h"

namespace palimpsest
{

namespace
{

/// How early each of `count` positions of an axis comes: 0 for the ends, then by halving.
std::vector<int> halvingLevels(std::size_t count)
{
    std::vector<int> levels(count, 0);
    std::deque<std::tuple<std::size_t, std::size_t, int>> gaps;
    if (count > 2)
        gaps.emplace_back(0, count - 1, 1);
    while (!gaps.empty()) {
        const auto [first, last, level] = gaps.front();
        gaps.pop_front();
        const std::size_t middle = first + (last - first) / 2;
        levels[middle] = level;
        if (middle - first > 1)
            gaps.emplace_back(first, middle, level + 1);
        if (last - middle > 1)
            gaps.emplace_back(middle, last, level + 1);
    }
    return levels;
}

struct Cell {
    StrategySpec strategy;
    int level = 0; ///< of the axis on which it comes latest
};

/// The product of all axes of one grid, values of each in descending order.
std::vector<Cell> cellsOf(const StrategyGrid& grid)
{
    std::vector<Cell> cells = {{grid.base, 0}};
    for (const auto& [axis, values] : grid.axes) {
        const StrategyAxis varied = StrategyAxis::named(axis);
        std::vector<nlohmann::json> sorted = values;
        std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) {
            return a.is_number() && b.is_number() &&
                   a.template get<double>() > b.template get<double>();
        });
        const std::vector<int> levels = halvingLevels(sorted.size());
        std::vector<Cell> product;
        for (const Cell& cell : cells) {
            for (std::size_t i = 0; i < sorted.size(); ++i) {
                Cell next = cell;
                next.level = std::max(cell.level, levels[i]);
                varied.set(next.strategy, sorted[i]);
                product.push_back(std::move(next));
            }
        }
        cells = std::move(product);
    }
    for (Cell& cell : cells)
        cell.strategy = completed(cell.strategy);
    return cells;
}

} // namespace

std::vector<StrategySpec> gridCells(const SweepSpec& spec)
{
    std::vector<Cell> cells;
    for (const StrategyGrid& grid : spec.strategies) {
        if (spec.search.method != SearchMethod::Grid && !grid.axes.empty())
            continue;
        for (Cell& cell : cellsOf(grid))
            cells.push_back(std::move(cell));
    }
    std::ranges::stable_sort(cells, {}, [](const Cell& cell) {
        return std::pair(cell.strategy.adapts, cell.level); // the unadapted model first
    });
    std::vector<StrategySpec> strategies;
    for (Cell& cell : cells)
        strategies.push_back(std::move(cell.strategy));
    return strategies;
}

} // namespace palimpsest
