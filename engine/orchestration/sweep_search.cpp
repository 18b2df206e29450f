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

/// Nothing where there is no point.
std::optional<PlanePoint> meanOf(const std::vector<PlanePoint>& points)
{
    if (points.empty())
        return std::nullopt;
    const auto n = static_cast<double>(points.size());
    PlanePoint mean;
    for (const PlanePoint& point : points) {
        mean.x += point.x / n;
        mean.y += point.y / n;
    }
    return mean;
}

/// The mean over those of its trials that have a score; where none has and none is under way any
/// more, over the last scores of those that were stopped on their way.
std::optional<PlanePoint> meanScores(const std::vector<const JobRow*>& trials, bool underWay,
                                     const DevScores& scores, const std::string& metric)
{
    std::vector<PlanePoint> ends;
    std::vector<PlanePoint> stopped;
    for (const JobRow* trial : trials) {
        if (const auto point = scores.selected(trial->id, metric))
            ends.push_back(*point);
        else if (const ScorePath path = scores.path(trial->id, metric); !path.empty())
            stopped.push_back(path.rbegin()->second);
    }
    return !ends.empty() || underWay ? meanOf(ends) : meanOf(stopped);
}

/// Whether a score may still come of it.
bool isUnderWay(const JobQueue& queue, const JobRow& trial)
{
    return trial.state != JobState::Done && trial.state != JobState::Failed &&
           trial.state != JobState::Cancelled && queue.obstacle(trial) == nullptr;
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
    return std::ranges::all_of(m_queue.jobsOf(sweep.id), [this](const JobRow* job) {
        if (job->kind != RunKind::Trial)
            return job->state == JobState::Done;
        // What a trial that failed stands in the way of will not be started.
        return job->state != JobState::Waiting || m_queue.obstacle(*job) != nullptr;
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
    std::vector<SearchPoint> running;
    std::vector<SearchPoint> givenUp; ///< failed or stopped before there was a score
    for (Tried& tried : triedStrategies(search.space(), jobs)) {
        std::erase_if(tried.trials, [&](const JobRow* job) {
            return !planned.contains(job->identity) ||
                   (tried.strategy.adapts && job->config.sequence != sweep.spec.sequence.domains);
        });
        if (tried.trials.empty()) // of an earlier version of the sweep
            continue;
        const SearchPoint point = *search.space().locate(tried.strategy);
        const bool underWay = std::ranges::any_of(
            tried.trials, [this](const JobRow* trial) { return isUnderWay(m_queue, *trial); });
        if (const auto scores =
                meanScores(tried.trials, underWay, m_scores, sweep.spec.evaluation.metrics.front()))
            observations.push_back({point, *scores});
        else
            (underWay ? running : givenUp).push_back(point);
    }
    const auto next = search.next(observations, running, givenUp);
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
