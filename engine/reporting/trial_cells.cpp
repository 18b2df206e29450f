// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/trial_cells.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/study/canonical_json.h"
#include "engine/study/imported_system.h"

namespace palimpsest
{

namespace
{

/// What makes two trials the same cell: everything but the seed.
std::string cellKey(const JobRow& job)
{
    nlohmann::json training = job.config.training;
    for (const char* irrelevant : {"seed", "logEvery", "checkpointEvery"})
        training.erase(irrelevant);
    nlohmann::json domains = nlohmann::json::array();
    for (const Domain& domain : job.config.domains)
        domains.push_back(domain.name);
    return canonicalJson({job.config.strategy, training, job.config.evaluation,
                          job.config.baseFolder, job.config.fisherFolder, domains});
}

/// Larger first: λ, then the ratio, then any other parameter that a grid can vary.
std::vector<double> sortKey(const StrategySpec& strategy)
{
    std::vector<double> key;
    for (const StrategyPartKind& kind : strategyPartCatalogue()) {
        for (const StrategyParameter& parameter : kind.parameters) {
            if (!parameter.sweepable)
                continue;
            const nlohmann::json value = strategy.parameter(kind.kind, parameter.name);
            if (value.is_number()) {
                key.push_back(-value.get<double>());
            } else { // texts in the order of their choices
                const std::string text = value.is_string() ? value.get<std::string>() : "";
                const auto place = std::ranges::find(parameter.choices, text);
                key.push_back(static_cast<double>(place - parameter.choices.begin()));
            }
        }
    }
    key.push_back(isImported(strategy) ? -importedNumber(strategy) : 0);
    return key;
}

/// By series, then by the parameters.
void sortCells(std::vector<TrialCell>& cells, const std::map<std::string, int>& seriesOrder)
{
    struct Place {
        int series;
        std::vector<double> key;
        std::size_t cell;
    };
    std::vector<Place> places;
    places.reserve(cells.size());
    for (const TrialCell& cell : cells) {
        places.push_back({seriesOrder.at(cell.series),
                          sortKey(cell.trials.front().job->config.strategy), places.size()});
    }
    std::ranges::sort(places, {}, [](const Place& place) {
        return std::tie(place.series, place.key, place.cell);
    });
    std::vector<TrialCell> sorted;
    sorted.reserve(cells.size());
    for (const Place& place : places)
        sorted.push_back(std::move(cells[place.cell]));
    cells = std::move(sorted);
}

bool belongsTo(const JobRow& job, RowId sweep)
{
    return job.kind == RunKind::Trial &&
           (sweep == 0 || std::ranges::find(job.sweeps, sweep) != job.sweeps.end());
}

/// The newest selected evaluation of each job on one split.
std::map<RowId, const EvaluationRow*> selectedOnes(const std::vector<EvaluationRow>& evaluations,
                                                   Split split)
{
    std::map<RowId, const EvaluationRow*> selected;
    for (const EvaluationRow& evaluation : evaluations) {
        if (evaluation.split != split || !evaluation.selected)
            continue;
        const EvaluationRow*& kept = selected[evaluation.job];
        if (!kept || kept->id < evaluation.id)
            kept = &evaluation;
    }
    return selected;
}

} // namespace

std::vector<TrialCell> trialCells(const std::vector<JobRow>& jobs,
                                  const std::vector<EvaluationRow>& evaluations, Split split,
                                  RowId sweep, bool poolSeeds)
{
    const auto selected = selectedOnes(evaluations, split);
    std::map<std::string, const EvaluationRow*> baselines; // by base model
    std::vector<const JobRow*> ordered;
    for (const JobRow& job : jobs) {
        if (!job.binned.empty())
            continue;
        const auto found = selected.find(job.id);
        if (job.kind == RunKind::Trial && !job.config.strategy.adapts && found != selected.end())
            baselines[job.config.baseFolder] = found->second;
        if (belongsTo(job, sweep))
            ordered.push_back(&job);
    }
    std::ranges::stable_sort(ordered, {}, &JobRow::position);

    std::vector<TrialCell> cells;
    std::map<std::string, std::size_t> known;
    std::map<std::string, int> seriesOrder;
    for (const JobRow* job : ordered) {
        const StrategySpec& strategy = job->config.strategy;
        // Series keep their place while the first of their trials is still under way.
        seriesOrder.emplace(strategy.name, static_cast<int>(seriesOrder.size()));
        const auto evaluation = selected.find(job->id);
        if (evaluation == selected.end())
            continue;
        const std::string key = poolSeeds ? cellKey(*job) : job->identity;
        const auto [place, fresh] = known.emplace(key, cells.size());
        if (fresh) {
            const auto baseline = baselines.find(job->config.baseFolder);
            cells.push_back({strategy.name,
                             parameterLabel(strategy),
                             0,
                             {},
                             baseline == baselines.end() ? nullptr : baseline->second});
        }
        cells[place->second].trials.push_back({job, evaluation->second});
    }
    sortCells(cells, seriesOrder);
    for (std::size_t i = 1; i < cells.size(); ++i)
        cells[i].order = cells[i].series == cells[i - 1].series ? cells[i - 1].order + 1 : 0;
    return cells;
}

} // namespace palimpsest
