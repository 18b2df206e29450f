// SPDX-License-Identifier: GPL-3.0-or-later
// Plays searches over a table of recorded trials, whose values are the listed ones. Prints
// {"random": [[rows in the order taken] per seed], "hypervolume": …}.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>

#include "engine/search/configuration_search.h"

namespace
{

using namespace palimpsest;

constexpr std::size_t kMostTrials = 24;

struct Trial {
    StrategySpec strategy;
    PlanePoint scores;
};

/// [{"strategy": {...}, "x": new, "y": old}, …].
std::vector<Trial> readTable(const std::string& file)
{
    std::vector<Trial> trials;
    for (const auto& row : nlohmann::json::parse(std::ifstream(file)))
        trials.push_back({completed(row.at("strategy").get<StrategySpec>()),
                          {row.at("x").get<double>(), row.at("y").get<double>()}});
    return trials;
}

/// Grids whose axes are the numbers that vary within a strategy.
SweepSpec specOf(const std::vector<Trial>& trials)
{
    SweepSpec spec;
    std::map<std::string, std::size_t> grids;
    for (const Trial& trial : trials) {
        const auto [grid, isNew] = grids.emplace(trial.strategy.name, spec.strategies.size());
        if (isNew)
            spec.strategies.push_back({trial.strategy, {}});
        StrategyGrid& known = spec.strategies[grid->second];
        for (const StrategyPart& part : trial.strategy.parts) {
            for (const StrategyParameter& parameter : findPartKind(part.kind)->parameters) {
                const auto& value = part.parameters.at(parameter.name);
                if (!parameter.sweepable || !value.is_number())
                    continue;
                auto& values = known.axes[part.kind + "." + parameter.name];
                if (std::ranges::find(values, value) == values.end())
                    values.push_back(value);
            }
        }
    }
    return spec;
}

std::vector<std::size_t> play(SweepSpec spec, const std::vector<Trial>& trials, SearchMethod method,
                              std::uint64_t seed)
{
    const auto most = std::min(trials.size(), kMostTrials);
    spec.search = {method, static_cast<int>(most), seed, SearchValues::Listed};
    const ConfigurationSearch search(spec);
    std::vector<SearchPoint> points;
    for (const Trial& trial : trials)
        points.push_back(*search.space().locate(trial.strategy));
    std::vector<SearchObservation> known;
    std::vector<std::size_t> taken;
    while (const auto next = search.next(known, {})) {
        const auto row = std::ranges::find(points, *next);
        if (row == points.end())
            throw std::runtime_error("the table has no trial where the search wants one");
        taken.push_back(static_cast<std::size_t>(row - points.begin()));
        known.push_back({*next, trials[taken.back()].scores});
    }
    return taken;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "usage: search_benchmark TABLE.json SEEDS\n";
        return 2;
    }
    const std::vector<Trial> trials = readTable(argv[1]);
    const SweepSpec spec = specOf(trials);
    nlohmann::json results;
    for (const auto& [name, method] : {std::pair("random", SearchMethod::Random),
                                       std::pair("hypervolume", SearchMethod::Hypervolume)}) {
        for (int seed = 1; seed <= std::stoi(argv[2]); ++seed)
            results[name].push_back(play(spec, trials, method, static_cast<std::uint64_t>(seed)));
    }
    std::cout << results.dump() << "\n";
    return 0;
}
