// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/tradeoff.h"

#include <algorithm>

#include "engine/reporting/number_text.h"
#include "engine/reporting/trial_cells.h"
#include "engine/scoring/pareto.h"

namespace palimpsest
{

namespace
{

bool lowerIsBetter(const std::string& metric)
{
    return metric == "ter" || metric == "loss";
}

const ScoreRow* findScore(const EvaluationRow& evaluation, const std::string& domain,
                          const std::string& metric)
{
    for (const ScoreRow& score : evaluation.scores) {
        if (score.domain == domain && score.metric == metric)
            return &score;
    }
    return nullptr;
}

std::optional<double> meanScore(const EvaluationRow& evaluation, const AxisChoice& axis)
{
    std::vector<double> values;
    for (const ScoreRow& score : evaluation.scores) {
        if (score.role == axis.role && score.metric == axis.metric)
            values.push_back(score.value);
    }
    return values.empty() ? std::nullopt : std::optional(spreadOf(values).mean);
}

/// The score of the domain that lost most against the base model.
std::optional<double> worstScore(const EvaluationRow& evaluation, const EvaluationRow* baseline,
                                 const AxisChoice& axis)
{
    std::optional<double> worst;
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
            worst = score.value;
            worstChange = change;
        }
    }
    return worst;
}

std::optional<double> axisValue(const EvaluationRow& evaluation, const EvaluationRow* baseline,
                                const AxisChoice& axis)
{
    switch (axis.over) {
    case AxisChoice::Over::Mean:
        return meanScore(evaluation, axis);
    case AxisChoice::Over::Worst:
        return worstScore(evaluation, baseline, axis);
    case AxisChoice::Over::Domain:
        break;
    }
    const ScoreRow* score = findScore(evaluation, axis.domain, axis.metric);
    return score ? std::optional(score->value) : std::nullopt;
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
    for (const EvaluatedTrial& trial : cell.trials) {
        const auto x = axisValue(*trial.evaluation, cell.baseline, options.x);
        const auto y = axisValue(*trial.evaluation, cell.baseline, options.y);
        if (!x || !y)
            continue;
        xs.push_back(*x);
        ys.push_back(*y);
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
