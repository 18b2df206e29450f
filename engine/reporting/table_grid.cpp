// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "engine/reporting/results_table.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

std::size_t placeOf(std::vector<std::string>& names, const std::string& name)
{
    const auto found = std::ranges::find(names, name);
    const auto place = static_cast<std::size_t>(found - names.begin());
    if (found == names.end())
        names.push_back(name);
    return place;
}

void addHeads(ResultsTable& grid, const std::vector<TableHead>& heads,
              const std::vector<std::string>& ratios)
{
    for (const std::string& ratio : ratios) {
        for (TableHead head : heads) {
            head.title = grid.recipe.metrics.size() > 1 && !head.group.empty()
                             ? head.group + " " + head.title
                             : head.title;
            head.group = ratio;
            head.key = ratio + " " + head.key;
            grid.heads.push_back(std::move(head));
        }
    }
}

} // namespace

ResultsTable gridOf(ResultsTable cells, const std::vector<GridPlace>& places)
{
    std::vector<std::string> lambdas, ratios;
    // Whatever comes first in the study, "no" comes first in a grid: it is where both axes start.
    if (std::ranges::any_of(places, [](const auto& p) { return p.lambda == GridPlace::kNoEwc; }))
        lambdas.emplace_back(GridPlace::kNoEwc);
    if (std::ranges::any_of(places, [](const auto& p) { return p.ratio == GridPlace::kNoMixing; }))
        ratios.emplace_back(GridPlace::kNoMixing);
    for (const GridPlace& place : places) {
        placeOf(lambdas, place.lambda);
        placeOf(ratios, place.ratio);
    }
    ResultsTable grid = cells;
    grid.heads.clear();
    grid.lines.clear();
    addHeads(grid, cells.heads, ratios);
    for (const std::string& lambda : lambdas) {
        grid.lines.push_back({});
        grid.lines.back().parameters = lambda;
        grid.lines.back().figures.resize(grid.heads.size());
    }
    std::vector<std::string> taken;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::string key = places[i].lambda + ", " + places[i].ratio;
        if (placeOf(taken, key) < i)
            throw BadInput("Several rows of the study belong into the grid's cell " + key +
                           ": choose one sweep or fewer strategies in the recipe.");
        const TableLine& cell = cells.lines[i];
        TableLine& line = grid.lines[placeOf(lambdas, places[i].lambda)];
        const std::size_t first = placeOf(ratios, places[i].ratio) * cells.heads.size();
        std::ranges::copy(cell.figures, line.figures.begin() + static_cast<std::ptrdiff_t>(first));
        line.seeds = std::max(line.seeds, cell.seeds);
        line.jobs.insert(line.jobs.end(), cell.jobs.begin(), cell.jobs.end());
        line.identities.insert(line.identities.end(), cell.identities.begin(),
                               cell.identities.end());
    }
    return grid;
}

} // namespace palimpsest
