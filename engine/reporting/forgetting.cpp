// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/forgetting.h"

#include <algorithm>
#include <map>

#include "engine/reporting/number_text.h"
#include "engine/reporting/tradeoff.h"
#include "engine/reporting/trial_cells.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace
{

using Scores = std::vector<std::optional<double>>;

/// Mean over the trials that have this score.
std::optional<double> scoreOf(const std::vector<const EvaluationRow*>& evaluations,
                              const std::string& domain, const std::string& metric)
{
    std::vector<double> values;
    for (const EvaluationRow* evaluation : evaluations) {
        for (const ScoreRow& score : evaluation->scores) {
            if (score.domain == domain && score.metric == metric)
                values.push_back(score.value);
        }
    }
    return values.empty() ? std::nullopt : std::optional(spreadOf(values).mean);
}

std::vector<const EvaluationRow*> evaluationsOf(const TrialCell& cell)
{
    std::vector<const EvaluationRow*> evaluations;
    for (const EvaluatedTrial& trial : cell.trials)
        evaluations.push_back(trial.evaluation);
    return evaluations;
}

/// Old domains, those of the sequence in its order, then the others.
std::vector<std::string> orderedDomains(const RunConfig& config)
{
    std::vector<std::string> domains;
    for (const Domain& domain : *config.domains) {
        if (domain.role == DomainRole::Old)
            domains.push_back(domain.name);
    }
    domains.insert(domains.end(), config.sequence.begin(), config.sequence.end());
    for (const Domain& domain : *config.domains) {
        if (std::ranges::find(domains, domain.name) == domains.end())
            domains.push_back(domain.name);
    }
    return domains;
}

/// The mean, where there is anything and nothing is missing.
std::optional<double> meanOf(const Scores& values)
{
    std::vector<double> known;
    for (const auto& value : values) {
        if (!value)
            return std::nullopt;
        known.push_back(*value);
    }
    return known.empty() ? std::nullopt : std::optional(spreadOf(known).mean);
}

std::optional<double> difference(const std::optional<double>& a, const std::optional<double>& b)
{
    return a && b ? std::optional(*a - *b) : std::nullopt;
}

/// The row in which each domain was learned first; nothing for one that never was.
std::vector<std::optional<std::size_t>> learnedIn(const ForgettingMatrix& matrix)
{
    std::vector<std::optional<std::size_t>> rows;
    const auto firstNew = std::ranges::find(matrix.domains, matrix.steps[1]);
    for (auto domain = matrix.domains.begin(); domain != matrix.domains.end(); ++domain) {
        const auto step = std::find(matrix.steps.begin() + 1, matrix.steps.end(), *domain);
        if (domain < firstNew)
            rows.emplace_back(0);
        else if (step != matrix.steps.end())
            rows.emplace_back(static_cast<std::size_t>(step - matrix.steps.begin()));
        else
            rows.emplace_back(std::nullopt);
    }
    return rows;
}

void summarise(ForgettingMatrix& matrix, bool lowerBetter)
{
    const double sign = lowerBetter ? -1 : 1;
    const Scores& last = matrix.scores.back();
    const std::size_t end = matrix.scores.size() - 1;
    const auto rows = learnedIn(matrix);
    Scores lost, kept, moved;
    for (std::size_t domain = 0; domain < matrix.domains.size(); ++domain) {
        matrix.forgetting.emplace_back();
        if (rows[domain])
            kept.push_back(last[domain]);
        if (!rows[domain] || *rows[domain] >= end)
            continue;
        std::optional<double> best;
        for (std::size_t row = *rows[domain]; row < end; ++row) {
            const auto& score = matrix.scores[row][domain];
            if (score && (!best || sign * *score > sign * *best))
                best = score;
        }
        matrix.forgetting.back() = difference(best, last[domain]);
        if (matrix.forgetting.back())
            *matrix.forgetting.back() *= sign;
        lost.push_back(matrix.forgetting.back());
        moved.push_back(difference(last[domain], matrix.scores[*rows[domain]][domain]));
    }
    matrix.meanForgetting = meanOf(lost);
    matrix.backwardTransfer = meanOf(moved);
    matrix.average = meanOf(kept);
}

/// The cells of a chain by the number of domains they have learned.
using Chain = std::map<std::size_t, const TrialCell*>;

ForgettingMatrix matrixOf(const Chain& chain, const ForgettingOptions& options)
{
    const TrialCell& last = *chain.rbegin()->second;
    const RunConfig& config = last.trials.front().job->config;
    ForgettingMatrix matrix;
    matrix.series = last.series;
    matrix.label = parameterLabel(config.strategy);
    matrix.seeds = static_cast<int>(last.trials.size());
    matrix.decimals = options.metric == "loss" ? 3 : 1;
    matrix.domains = orderedDomains(config);
    matrix.steps = {"base model"};
    matrix.steps.insert(matrix.steps.end(), config.sequence.begin(), config.sequence.end());
    for (std::size_t row = 0; row < matrix.steps.size(); ++row) {
        std::vector<const EvaluationRow*> evaluations;
        if (row == 0 && last.baseline)
            evaluations = {last.baseline};
        else if (const auto step = chain.find(row); step != chain.end())
            evaluations = evaluationsOf(*step->second);
        Scores scores;
        for (const std::string& domain : matrix.domains)
            scores.push_back(scoreOf(evaluations, domain, options.metric));
        matrix.scores.push_back(std::move(scores));
    }
    summarise(matrix, lowerIsBetter(options.metric));
    return matrix;
}

} // namespace

std::vector<ForgettingMatrix> forgettingMatrices(const std::vector<JobRow>& jobs,
                                                 const std::vector<EvaluationRow>& evaluations,
                                                 const ForgettingOptions& options)
{
    const auto cells = trialCells(jobs, evaluations, options.split, options.sweep, true);
    std::map<std::string, const TrialCell*> byModel; ///< of the cell's trials
    std::vector<const TrialCell*> ends;
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials)
            byModel[StudyLayout::modelFolder(trial.job->identity)] = &cell;
    }
    std::map<const TrialCell*, const TrialCell*> before;
    for (const TrialCell& cell : cells) {
        const RunConfig& config = cell.trials.front().job->config;
        if (config.sequence.empty())
            continue;
        ends.push_back(&cell);
        if (const auto found = byModel.find(config.startFolder); found != byModel.end())
            before[&cell] = found->second;
    }
    for (const auto& [cell, earlier] : before)
        std::erase(ends, earlier);
    std::vector<ForgettingMatrix> matrices;
    for (const TrialCell* end : ends) {
        Chain chain;
        const TrialCell* cell = end;
        while (cell) {
            chain[cell->trials.front().job->config.sequence.size()] = cell;
            const auto earlier = before.find(cell);
            cell = earlier == before.end() ? nullptr : earlier->second;
        }
        matrices.push_back(matrixOf(chain, options));
    }
    return matrices;
}

} // namespace palimpsest
