// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/sweep_search.h"

#include <algorithm>
#include <optional>

#include "engine/search/configuration_search.h"

namespace palimpsest
{
namespace
{

/// The sweep with these configurations instead of its axes.
SweepSpec withStrategies(SweepSpec spec, const std::vector<StrategySpec>& strategies)
{
    spec.search.method = SearchMethod::Grid;
    spec.strategies.clear();
    for (const StrategySpec& strategy : strategies)
        spec.strategies.push_back({strategy, {}});
    return spec;
}

/// Distinct strategies of the trials that lie within the search's space.
std::vector<StrategySpec> triedStrategies(const SearchSpace& space,
                                          const std::vector<const JobRow*>& jobs)
{
    std::vector<StrategySpec> tried;
    for (const JobRow* job : jobs) {
        const StrategySpec& strategy = job->config.strategy;
        if (job->kind == RunKind::Trial && space.locate(strategy) &&
            std::ranges::find(tried, strategy) == tried.end())
            tried.push_back(strategy);
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
    for (const StrategySpec& strategy : triedStrategies(search.space(), jobs)) {
        std::vector<const JobRow*> trials;
        std::ranges::copy_if(jobs, std::back_inserter(trials), [&](const JobRow* job) {
            return planned.contains(job->identity) && job->config.strategy == strategy &&
                   (!strategy.adapts || job->config.sequence == sweep.spec.sequence.domains);
        });
        if (trials.empty()) // of an earlier version of the sweep
            continue;
        const SearchPoint point = *search.space().locate(strategy);
        if (const auto scores = meanScores(trials, m_scores, sweep.spec.evaluation.metrics.front()))
            observations.push_back({point, *scores});
        else
            unscored.push_back(point);
    }
    const auto next = search.next(observations, unscored);
    if (!next) {
        m_ended.insert(sweep.id);
        return false;
    }
    m_store.addJobs(planSweep(withStrategies(sweep.spec, {search.space().strategy(*next)}), facts),
                    sweep.id);
    m_queue.refresh();
    return true;
}

} // namespace palimpsest
