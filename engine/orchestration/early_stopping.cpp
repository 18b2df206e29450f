// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace palimpsest
{
namespace
{

constexpr const char* kDocumentKind = "beaten trials";

std::string oneDecimal(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string percent(double share)
{
    return std::to_string(std::lround(100 * share)) + " %";
}

bool trains(const JobRow& job)
{
    return job.kind == RunKind::Trial && job.config.strategy.adapts &&
           job.config.adaptedFolder.empty();
}

/// Whether other trials are built on this one: those that merge its model, or the later steps of
/// its sequence.
bool isNeeded(const JobRow& job, const std::vector<const JobRow*>& jobs)
{
    return std::ranges::any_of(jobs, [&](const JobRow* other) {
        return std::ranges::find(other->requires_, job.identity) != other->requires_.end();
    });
}

/// Trials of the same seed are compared: they saw the same text in the same order.
std::map<std::int64_t, ScorePath> pathsBeside(const JobRow& job,
                                              const std::vector<const JobRow*>& jobs,
                                              const DevScores& scores, const std::string& metric)
{
    std::map<std::int64_t, ScorePath> paths;
    for (const JobRow* other : jobs) {
        if (trains(*other) && other->config.training.seed == job.config.training.seed &&
            other->config.baseFolder == job.config.baseFolder &&
            other->config.sequence == job.config.sequence)
            paths[other->id] = scores.path(other->id, metric);
    }
    return paths;
}

/// The number that was asked for, or the last one after which there are scores.
double updatesMade(const JobRow& job, const DevScores& scores, const std::string& metric)
{
    const Budget& budget = job.config.training.budget;
    if (budget.policy == BudgetPolicy::Updates)
        return static_cast<double>(budget.updates);
    const ScorePath path = scores.path(job.id, metric);
    return path.empty() ? 0 : static_cast<double>(path.rbegin()->first);
}

/// Trials whose kept checkpoint no other one of the sweep beats.
std::set<RowId> onFront(const std::vector<const JobRow*>& jobs, const DevScores& scores,
                        const std::string& metric)
{
    std::vector<RowId> ids;
    std::vector<PlanePoint> points;
    for (const JobRow* job : jobs) {
        if (const auto point = scores.selected(job->id, metric)) {
            ids.push_back(job->id);
            points.push_back(*point);
        }
    }
    std::set<RowId> front;
    for (const std::size_t i : paretoFront(points))
        front.insert(ids[i]);
    return front;
}

} // namespace

EarlyStopping::Marks EarlyStopping::marks(RowId sweep) const
{
    Marks marks;
    const auto kept = m_store.document(kDocumentKind, std::to_string(sweep));
    if (!kept)
        return marks;
    for (const auto& [job, mark] : kept->items())
        marks[std::stoll(job)] = {mark.at("step"), mark.at("updates"), mark.at("stopped")};
    return marks;
}

void EarlyStopping::keep(RowId sweep, const Marks& marks)
{
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [job, mark] : marks)
        json[std::to_string(job)] = {
            {"step", mark.step}, {"updates", mark.updates}, {"stopped", mark.stopped}};
    m_store.setDocument(kDocumentKind, std::to_string(sweep), json);
}

std::optional<std::string> EarlyStopping::judge(const SweepRow& sweep, const JobRow& job,
                                                std::int64_t planned,
                                                const std::vector<const JobRow*>& jobs)
{
    const StoppingOptions& options = sweep.spec.stopping;
    if (options.mode == StoppingMode::Off || !trains(job) || isNeeded(job, jobs))
        return std::nullopt;
    const std::string& metric = sweep.spec.evaluation.metrics.front();
    const Budget& budget = job.config.training.budget;
    const std::int64_t updates = budget.policy == BudgetPolicy::Updates ? budget.updates : planned;
    if (updates == 0 && budget.policy != BudgetPolicy::EarlyStopping)
        return std::nullopt;
    const auto from =
        static_cast<std::int64_t>(std::ceil(options.after * static_cast<double>(updates)));
    const auto found = beaten(job.id, pathsBeside(job, jobs, m_scores, metric), options.margin,
                              std::max<std::int64_t>(1, from));
    if (!found || (updates > 0 && found->step >= updates)) // too late to save anything
        return std::nullopt;
    Marks known = marks(sweep.id);
    if (known.contains(job.id))
        return std::nullopt;
    const bool stops = options.mode == StoppingMode::Stop;
    known[job.id] = {found->step, std::max(updates, found->step), stops};
    const auto winner = std::ranges::find(jobs, found->by, &JobRow::id);
    const std::string reason = "after " + std::to_string(found->step) + " updates " +
                               (*winner)->label + " is better by " + oneDecimal(found->lead.x) +
                               " points on the new domains and by " + oneDecimal(found->lead.y) +
                               " on the old ones";
    m_store.transaction([&] {
        keep(sweep.id, known);
        m_store.addMessage(
            Severity::Info,
            job.label + ": " + reason +
                (stops ? "; it is stopped." : "; it would be stopped, but is trained to its end."),
            job.id);
    });
    if (!stops)
        return std::nullopt;
    return "Stopped early: " + reason + "; retry it to train it to its end nevertheless.";
}

std::string EarlyStopping::summary(const SweepRow& sweep, const std::vector<const JobRow*>& jobs)
{
    const Marks known = marks(sweep.id);
    if (sweep.spec.stopping.mode == StoppingMode::Off || known.empty())
        return {};
    m_scores.refresh();
    const std::string& metric = sweep.spec.evaluation.metrics.front();
    const auto front = onFront(jobs, m_scores, metric);
    double all = 0;
    double saved = 0;
    int kept = 0; ///< marked, but trained to the end
    int mistaken = 0;
    for (const JobRow* job : jobs) {
        if (!trains(*job))
            continue;
        const auto mark = known.find(job->id);
        if (mark == known.end()) {
            all += updatesMade(*job, m_scores, metric);
            continue;
        }
        all += static_cast<double>(mark->second.updates);
        saved += static_cast<double>(mark->second.updates - mark->second.step);
        if (job->state != JobState::Done)
            continue;
        ++kept;
        mistaken += front.contains(job->id);
    }
    const bool stops = sweep.spec.stopping.mode == StoppingMode::Stop;
    std::string text = "Sweep \"" + sweep.spec.name + "\": others beat " +
                       std::to_string(known.size()) + " trials on their way; stopping them " +
                       (stops ? "saved " : "would have saved ") +
                       percent(all > 0 ? saved / all : 0) + " of all updates.";
    if (kept > 0)
        text += " Of " + std::to_string(kept) + " that were trained to their end, " +
                std::to_string(mistaken) + " came to lie on the front.";
    return text;
}

} // namespace palimpsest
