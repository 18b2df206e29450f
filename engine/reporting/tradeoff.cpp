// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/tradeoff.h"

#include <algorithm>

#include "engine/reporting/number_text.h"
#include "engine/reporting/trial_cells.h"
#include "engine/scoring/pareto.h"

namespace palimpsest
{

bool lowerIsBetter(const std::string& metric)
{
    return metric == "ter" || metric == "loss";
}

namespace
{

const ScoreRow* findScore(const EvaluationRow& evaluation, const std::string& domain,
                          const std::string& metric)
{
    for (const ScoreRow& score : evaluation.scores) {
        if (score.domain == domain && score.metric == metric)
            return &score;
    }
    return nullptr;
}

/// The domain that lost most against the base model; empty where it cannot be told.
std::optional<std::string> worstDomain(const EvaluationRow& evaluation,
                                       const EvaluationRow* baseline, const AxisChoice& axis)
{
    std::optional<std::string> worst;
    double worstChange = 0;
    if (!baseline)
        return std::nullopt;
    for (const ScoreRow& score : evaluation.scores) {
        if (score.role != axis.role || score.metric != axis.metric)
            continue;
        const ScoreRow* before = findScore(*baseline, score.domain, score.metric);
        if (!before)
            continue;
        const double change = (score.value - before->value) * (lowerIsBetter(axis.metric) ? -1 : 1);
        if (!worst || change < worstChange) {
            worst = score.domain;
            worstChange = change;
        }
    }
    return worst;
}

/// The domains that an axis averages over for one evaluation; none where it has no score there.
std::vector<std::string> axisDomains(const EvaluationRow& evaluation, const EvaluationRow* baseline,
                                     const AxisChoice& axis)
{
    std::vector<std::string> domains;
    switch (axis.over) {
    case AxisChoice::Over::Mean:
        for (const ScoreRow& score : evaluation.scores) {
            if (score.role == axis.role && score.metric == axis.metric)
                domains.push_back(score.domain);
        }
        break;
    case AxisChoice::Over::Worst:
        if (const auto worst = worstDomain(evaluation, baseline, axis))
            domains.push_back(*worst);
        break;
    case AxisChoice::Over::Domain:
        if (findScore(evaluation, axis.domain, axis.metric))
            domains.push_back(axis.domain);
        break;
    }
    return domains;
}

double meanScore(const EvaluationRow& evaluation, const std::vector<std::string>& domains,
                 const std::string& metric)
{
    std::vector<double> values;
    for (const std::string& domain : domains)
        values.push_back(findScore(evaluation, domain, metric)->value);
    return spreadOf(values).mean;
}

/// A point over the trials of a cell that have a score on both axes.
std::optional<TradeoffPoint> pointOf(const TrialCell& cell, const TradeoffOptions& options)
{
    std::vector<double> xs, ys;
    std::map<std::string, std::vector<double>> domains;
    TradeoffPoint point;
    point.series = cell.series;
    point.label = cell.label;
    point.order = cell.order;
    point.step = static_cast<int>(cell.trials.front().job->config.sequence.size());
    for (const EvaluatedTrial& trial : cell.trials) {
        auto xDomains = axisDomains(*trial.evaluation, cell.baseline, options.x);
        auto yDomains = axisDomains(*trial.evaluation, cell.baseline, options.y);
        if (xDomains.empty() || yDomains.empty())
            continue;
        xs.push_back(meanScore(*trial.evaluation, xDomains, options.x.metric));
        ys.push_back(meanScore(*trial.evaluation, yDomains, options.y.metric));
        point.xDomains.push_back(std::move(xDomains));
        point.yDomains.push_back(std::move(yDomains));
        point.jobs.push_back(trial.job->id);
        point.evaluations.push_back(trial.evaluation->id);
        for (const ScoreRow& score : trial.evaluation->scores) {
            if (score.metric == options.x.metric)
                domains[score.domain].push_back(score.value);
        }
    }
    if (xs.empty())
        return std::nullopt;
    const Spread x = spreadOf(xs);
    const Spread y = spreadOf(ys);
    point.x = x.mean;
    point.y = y.mean;
    point.xSd = x.sd;
    point.ySd = y.sd;
    point.seeds = x.n;
    for (const auto& [name, values] : domains)
        point.domainScores[name] = spreadOf(values).mean;
    return point;
}

/// Sets one of the front flags for the points with these indices.
void markFront(std::vector<TradeoffPoint>& points, const std::vector<std::size_t>& indices,
               const TradeoffOptions& options, bool TradeoffPoint::* flag)
{
    const double signX = lowerIsBetter(options.x.metric) ? -1 : 1;
    const double signY = lowerIsBetter(options.y.metric) ? -1 : 1;
    std::vector<PlanePoint> plane;
    for (const std::size_t index : indices)
        plane.push_back({signX * points[index].x, signY * points[index].y});
    for (const std::size_t position : paretoFront(plane))
        points[indices[position]].*flag = true;
}

void markFronts(std::vector<TradeoffPoint>& points, const TradeoffOptions& options)
{
    std::vector<std::size_t> all;
    std::map<std::string, std::vector<std::size_t>> bySeries;
    for (std::size_t i = 0; i < points.size(); ++i) {
        all.push_back(i);
        bySeries[points[i].series].push_back(i);
    }
    markFront(points, all, options, &TradeoffPoint::onJointFront);
    for (const auto& [series, indices] : bySeries)
        markFront(points, indices, options, &TradeoffPoint::onSeriesFront);
}

} // namespace

std::vector<TradeoffPoint> tradeoffPoints(const std::vector<JobRow>& jobs,
                                          const std::vector<EvaluationRow>& evaluations,
                                          const TradeoffOptions& options)
{
    std::vector<TradeoffPoint> points;
    for (const TrialCell& cell :
         trialCells(jobs, evaluations, options.split, options.sweep, options.poolSeeds)) {
        if (auto point = pointOf(cell, options))
            points.push_back(std::move(*point));
    }
    // Each step of a sequence is a curve of its own.
    for (auto first = points.begin(); first != points.end();) {
        const auto end = std::find_if(first, points.end(), [&](const TradeoffPoint& point) {
            return point.series != first->series;
        });
        std::ranges::stable_sort(first, end, {}, &TradeoffPoint::step);
        first = end;
    }
    markFronts(points, options);
    return points;
}

std::vector<TradeoffPoint> tradeoffPath(const JobRow& job,
                                        const std::vector<EvaluationRow>& evaluations,
                                        const TradeoffOptions& options)
{
    // A later evaluation of the same update replaces an earlier one.
    std::map<std::int64_t, const EvaluationRow*> bySteps;
    for (const EvaluationRow& evaluation : evaluations) {
        if (evaluation.job != job.id || evaluation.split != Split::Dev)
            continue;
        const EvaluationRow*& kept = bySteps[evaluation.step];
        if (!kept || kept->id < evaluation.id)
            kept = &evaluation;
    }
    const auto start = bySteps.find(0); // the base model, seen by the job itself
    std::vector<TradeoffPoint> points;
    for (const auto& [step, evaluation] : bySteps) {
        TrialCell cell{job.config.strategy.name,
                       std::to_string(step),
                       0,
                       {{&job, evaluation}},
                       start == bySteps.end() ? nullptr : start->second};
        if (auto point = pointOf(cell, options)) {
            point->order = static_cast<double>(step);
            points.push_back(std::move(*point));
        }
    }
    markFronts(points, options);
    return points;
}

} // namespace palimpsest
