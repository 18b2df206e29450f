// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/sweep_search.h"

#include <algorithm>
#include <optional>

#include "engine/search/configuration_search.h"

namespace palimpsest
{
namespace
{

/// A strategy that was tried, and its trials.
struct Tried {
    StrategySpec strategy;
    std::vector<const JobRow*> trials;
};

/// The sweep with these configurations instead of its axes.
SweepSpec withStrategies(SweepSpec spec, const std::vector<Tried>& strategies)
{
    spec.search.method = SearchMethod::Grid;
    spec.strategies.clear();
    for (const Tried& each : strategies)
        spec.strategies.push_back({each.strategy, {}});
    return spec;
}

/// Distinct strategies of the trials that lie within the search's space.
std::vector<Tried> triedStrategies(const SearchSpace& space, const std::vector<const JobRow*>& jobs)
{
    std::vector<Tried> tried;
    for (const JobRow* job : jobs) {
        if (job->kind != RunKind::Trial)
            continue;
        const auto strategy = space.strategyOf(job->config);
        if (!strategy)
            continue;
        auto known = std::ranges::find(tried, *strategy, &Tried::strategy);
        if (known == tried.end())
            known = tried.insert(known, {*strategy, {}});
        known->trials.push_back(job);
    }
    return tried;
}

/// The mean over those of its trials that have a score; nothing where none has.
std::optional<PlanePoint> meanScores(const std::vector<const JobRow*>& trials,
                                     const DevScores& scores, const std::string& metric)
{
    PlanePoint sum;
    int count = 0;
    for (const JobRow* trial : trials) {
        if (const auto point = scores.selected(trial->id, metric)) {
            sum.x += point->x;
            sum.y += point->y;
            ++count;
        }
    }
    if (count == 0)
        return std::nullopt;
    return PlanePoint{sum.x / count, sum.y / count};
}

} // namespace

bool searches(const SweepSpec& spec)
{
    return spec.search.method != SearchMethod::Grid;
}

std::vector<Job> plannedJobs(const SweepSpec& spec, const StudyFacts& facts,
                             const std::vector<const JobRow*>& jobs)
{
    std::vector<Job> plan = planSweep(spec, facts);
    if (!searches(spec))
        return plan;
    const auto tried = triedStrategies(SearchSpace(spec), jobs);
    if (tried.empty())
        return plan;
    std::set<std::string> known;
    for (const Job& job : plan)
        known.insert(job.identity);
    std::set<std::string> belonging;
    for (const JobRow* job : jobs)
        belonging.insert(job->identity);
    for (Job& job : planSweep(withStrategies(spec, tried), facts)) {
        if (!known.contains(job.identity) && belonging.contains(job.identity))
            plan.push_back(std::move(job));
    }
    return plan;
}

bool SweepSearch::wantsMore(const SweepRow& sweep) const
{
    if (!searches(sweep.spec) || sweep.state != SweepState::Running || m_ended.contains(sweep.id))
        return false;
    return std::ranges::all_of(m_queue.jobsOf(sweep.id), [](const JobRow* job) {
        return job->kind == RunKind::Trial ? job->state != JobState::Waiting
                                           : job->state == JobState::Done;
    });
}

bool SweepSearch::addNext(const SweepRow& sweep)
{
    const ConfigurationSearch search(sweep.spec);
    const std::vector<const JobRow*> jobs = m_queue.jobsOf(sweep.id);
    const StudyFacts facts = m_store.facts();
    std::set<std::string> planned;
    for (const Job& job : plannedJobs(sweep.spec, facts, jobs))
        planned.insert(job.identity);
    m_scores.refresh();
    std::vector<SearchObservation> observations;
    std::vector<SearchPoint> unscored;
    for (Tried& tried : triedStrategies(search.space(), jobs)) {
        std::erase_if(tried.trials, [&](const JobRow* job) {
            return !planned.contains(job->identity) ||
                   (tried.strategy.adapts && job->config.sequence != sweep.spec.sequence.domains);
        });
        if (tried.trials.empty()) // of an earlier version of the sweep
            continue;
        const SearchPoint point = *search.space().locate(tried.strategy);
        if (const auto scores =
                meanScores(tried.trials, m_scores, sweep.spec.evaluation.metrics.front()))
            observations.push_back({point, *scores});
        else
            unscored.push_back(point);
    }
    const auto next = search.next(observations, unscored);
    if (!next) {
        m_ended.insert(sweep.id);
        return false;
    }
    m_store.addJobs(
        planSweep(withStrategies(sweep.spec, {{search.space().strategy(*next), {}}}), facts),
        sweep.id);
    m_queue.refresh();
    return true;
}

} // namespace palimpsest
