// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/trial_cells.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/study/imported_system.h"
#include "engine/study/own_training.h"

namespace palimpsest
{

namespace
{

/// Whether two trials are the same cell: alike in everything but the seed.
bool sameCell(const RunConfig& a, const RunConfig& b)
{
    TrainingOptions training = a.training;
    training.seed = b.training.seed;
    training.logEvery = b.training.logEvery;
    training.checkpointEvery = b.training.checkpointEvery;
    // Later steps of a sequence have an importance of their own for every seed.
    const bool sameImportance = a.startFolder.empty()
                                    ? a.fisherFolder == b.fisherFolder
                                    : *a.fisher == *b.fisher && a.fisherDecay == b.fisherDecay;
    return a.baseFolder == b.baseFolder && a.sequence == b.sequence && sameImportance &&
           training == b.training && a.evaluation == b.evaluation &&
           std::ranges::equal(*a.domains, *b.domains, {}, &Domain::name, &Domain::name) &&
           a.strategy == b.strategy;
}

/// Finds the cells of trials. Most of them follow another one of their cell, or come in the order
/// of the cells before, once for each seed; else those of one series and label are compared one by
/// one, which is much less work than a key of everything.
class CellFinder
{
public:
    /// The cell of the job; `next` where it is the first of its cell.
    std::size_t cellOf(const JobRow& job, std::size_t next)
    {
        const auto isOf = [&](std::size_t cell) {
            return sameCell(m_firsts[cell]->config, job.config);
        };
        if (m_firsts.empty() || !isOf(m_last)) {
            const std::size_t following = m_last + 1 < m_firsts.size() ? m_last + 1 : 0;
            m_last = !m_firsts.empty() && isOf(following) ? following : search(job, isOf, next);
        }
        return m_last;
    }

private:
    template <class IsOf>
    std::size_t search(const JobRow& job, const IsOf& isOf, std::size_t next)
    {
        auto& alike = m_alike[{job.config.strategy.name, pointLabel(job.config)}];
        const auto found = std::ranges::find_if(alike, isOf);
        if (found != alike.end())
            return *found;
        alike.push_back(next);
        m_firsts.push_back(&job);
        return next;
    }

    std::vector<const JobRow*> m_firsts; ///< of each cell
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>>
        m_alike; ///< cells by series and label
    std::size_t m_last = 0;
};

/// Larger first: λ, then the ratio, then any other parameter that a grid can vary; then the steps
/// of a sequence.
std::vector<double> sortKey(const RunConfig& config)
{
    const StrategySpec& strategy = config.strategy;
    std::vector<double> key;
    const auto add = [&](const std::string& part, const StrategyParameter& parameter) {
        const nlohmann::json value = strategy.parameter(part, parameter.name);
        if (value.is_number()) {
            key.push_back(-value.get<double>());
        } else { // texts in the order of their choices
            const std::string text = value.is_string() ? value.get<std::string>() : "";
            const auto place = std::ranges::find(parameter.choices, text);
            key.push_back(static_cast<double>(place - parameter.choices.begin()));
        }
    };
    for (const StrategyPartKind& kind : strategyPartCatalogue()) {
        for (const StrategyParameter& parameter : kind.parameters) {
            if (parameter.sweepable)
                add(kind.kind, parameter);
        }
    }
    for (const StrategyParameter& parameter : trainingParameters())
        add(kTrainingPart, parameter);
    key.push_back(isImported(strategy) ? -importedNumber(strategy) : 0);
    key.push_back(static_cast<double>(config.sequence.size()));
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
        places.push_back(
            {seriesOrder.at(cell.series), sortKey(cell.trials.front().job->config), places.size()});
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
    CellFinder known;
    std::map<std::string, int> seriesOrder;
    for (const JobRow* job : ordered) {
        const StrategySpec& strategy = job->config.strategy;
        // Series keep their place while the first of their trials is still under way.
        seriesOrder.emplace(strategy.name, static_cast<int>(seriesOrder.size()));
        const auto evaluation = selected.find(job->id);
        if (evaluation == selected.end())
            continue;
        const std::size_t place = poolSeeds ? known.cellOf(*job, cells.size()) : cells.size();
        if (place == cells.size()) {
            const auto baseline = baselines.find(job->config.baseFolder);
            cells.push_back({strategy.name,
                             pointLabel(job->config),
                             0,
                             {},
                             baseline == baselines.end() ? nullptr : baseline->second});
        }
        cells[place].trials.push_back({job, evaluation->second});
    }
    sortCells(cells, seriesOrder);
    for (std::size_t i = 1; i < cells.size(); ++i)
        cells[i].order = cells[i].series == cells[i - 1].series ? cells[i - 1].order + 1 : 0;
    return cells;
}

} // namespace palimpsest
