// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/compared_systems.h"

#include <algorithm>
#include <map>

#include "engine/reporting/trial_cells.h"
#include "engine/study/error.h"

namespace palimpsest
{

std::string nameOf(const ComparedSystem& system)
{
    std::string name = system.series;
    if (!system.label.empty())
        name += " " + system.label;
    if (system.seed)
        name += ", seed " + std::to_string(*system.seed);
    if (system.number != 0)
        name += " (trial " + std::to_string(system.number) + ")";
    return name;
}

std::vector<ComparedSystem> comparableSystems(const std::vector<JobRow>& jobs,
                                              const std::vector<EvaluationRow>& evaluations,
                                              Split split)
{
    std::vector<ComparedSystem> systems;
    std::vector<std::uint64_t> seeds;
    for (const TrialCell& cell : trialCells(jobs, evaluations, split, 0, false)) {
        for (const EvaluatedTrial& trial : cell.trials) {
            ComparedSystem system;
            system.job = trial.job->id;
            system.evaluation = trial.evaluation->id;
            system.series = cell.series;
            system.label = cell.label;
            system.unadapted = !trial.job->config.strategy.adapts;
            systems.push_back(std::move(system));
            seeds.push_back(trial.job->config.training.seed);
        }
    }
    std::map<std::string, std::vector<std::size_t>> sameName;
    for (std::size_t i = 0; i < systems.size(); ++i)
        sameName[nameOf(systems[i])].push_back(i);
    for (const auto& [name, members] : sameName) {
        std::map<std::uint64_t, int> ofSeed;
        for (const std::size_t i : members)
            ++ofSeed[seeds[i]];
        for (const std::size_t i : members) {
            if (ofSeed.size() > 1)
                systems[i].seed = seeds[i];
            if (ofSeed[seeds[i]] > 1)
                systems[i].number = systems[i].job;
        }
    }
    return systems;
}

std::vector<ComparedSystem> systemsOfJobs(const std::vector<ComparedSystem>& all,
                                          const std::vector<RowId>& jobs, Split split)
{
    std::vector<ComparedSystem> systems;
    for (const RowId job : jobs) {
        const auto found = std::ranges::find(all, job, &ComparedSystem::job);
        if (found == all.end())
            throw BadInput("Trial " + std::to_string(job) + " has no scores on " + toString(split) +
                           ": wait until it is finished, or compare others.");
        systems.push_back(*found);
    }
    return systems;
}

} // namespace palimpsest
