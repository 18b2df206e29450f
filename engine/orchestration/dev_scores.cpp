// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/dev_scores.h"

#include <algorithm>

#include "engine/scoring/metric.h"

namespace palimpsest
{
namespace
{

struct Mean {
    double sum = 0;
    int count = 0;

    void add(double value)
    {
        sum += value;
        ++count;
    }
    double value() const { return sum / count; }
};

/// Means over the new and the old domains, of every metric that was computed on both.
std::map<std::string, PlanePoint> meansOf(const EvaluationRow& evaluation)
{
    std::map<std::string, std::pair<Mean, Mean>> means; ///< new, old
    for (const ScoreRow& score : evaluation.scores) {
        if (score.metric == "loss") // no quality score
            continue;
        auto& [ofNew, ofOld] = means[score.metric];
        (score.role == DomainRole::New ? ofNew : ofOld).add(score.value);
    }
    std::map<std::string, PlanePoint> points;
    for (const auto& [metric, both] : means) {
        if (both.first.count == 0 || both.second.count == 0)
            continue;
        const double sign = makeMetric(metric)->higherIsBetter() ? 1 : -1;
        points[metric] = {sign * both.first.value(), sign * both.second.value()};
    }
    return points;
}

} // namespace

bool DevScores::refresh()
{
    bool any = false;
    for (const EvaluationRow& evaluation : m_store.evaluations(m_last)) {
        m_last = std::max(m_last, evaluation.id);
        if (evaluation.split != Split::Dev)
            continue;
        auto& validations = m_validations[evaluation.job];
        if (evaluation.selected) {
            for (auto& [step, validation] : validations)
                validation.selected = false;
        }
        validations[evaluation.step] = {evaluation.selected, meansOf(evaluation)};
        any = true;
    }
    return any;
}

std::optional<PlanePoint> DevScores::selected(RowId job, const std::string& metric) const
{
    const auto validations = m_validations.find(job);
    if (validations == m_validations.end())
        return std::nullopt;
    for (const auto& [step, validation] : validations->second) {
        const auto point = validation.scores.find(metric);
        if (validation.selected && point != validation.scores.end())
            return point->second;
    }
    return std::nullopt;
}

ScorePath DevScores::path(RowId job, const std::string& metric) const
{
    ScorePath path;
    const auto validations = m_validations.find(job);
    if (validations == m_validations.end())
        return path;
    for (const auto& [step, validation] : validations->second) {
        if (const auto point = validation.scores.find(metric); point != validation.scores.end())
            path[step] = point->second;
    }
    return path;
}

} // namespace palimpsest
