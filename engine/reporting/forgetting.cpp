// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/forgetting.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/reporting/tradeoff.h"
#include "engine/reporting/trial_cells.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace
{

using Cell = ForgettingMatrix::Cell;
using Score = std::optional<double>;
using Scores = std::vector<Score>;

Score scoreOf(const EvaluationRow& evaluation, const std::string& domain, const std::string& metric)
{
    for (const ScoreRow& score : evaluation.scores) {
        if (score.domain == domain && score.metric == metric)
            return score.value;
    }
    return std::nullopt;
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
Score meanOf(const Scores& values)
{
    std::vector<double> known;
    for (const Score& value : values) {
        if (!value)
            return std::nullopt;
        known.push_back(*value);
    }
    return known.empty() ? std::nullopt : std::optional(spreadOf(known).mean);
}

Score difference(const Score& a, const Score& b, double sign)
{
    return a && b ? std::optional(sign * (*a - *b)) : std::nullopt;
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

/// The matrix of one seed.
struct SeedMatrix {
    std::vector<Scores> scores;
    std::vector<Scores> changes;
    Scores forgetting;
    Score meanForgetting;
    Score backwardTransfer;
    Score average;
};

void summarise(SeedMatrix& seed, const std::vector<std::optional<std::size_t>>& learned,
               double sign)
{
    const std::size_t end = seed.scores.size() - 1;
    seed.changes.assign(seed.scores.size(), Scores(learned.size()));
    Scores lost, kept, moved;
    for (std::size_t domain = 0; domain < learned.size(); ++domain) {
        seed.forgetting.emplace_back();
        if (!learned[domain])
            continue;
        Score best;
        for (std::size_t row = *learned[domain]; row <= end; ++row) {
            const Score& score = seed.scores[row][domain];
            seed.changes[row][domain] = difference(score, best, sign);
            if (score && (!best || sign * *score > sign * *best))
                best = score;
        }
        kept.push_back(seed.scores[end][domain]);
        if (*learned[domain] == end)
            continue;
        if (const Score& change = seed.changes[end][domain])
            seed.forgetting.back() = -*change;
        lost.push_back(seed.forgetting.back());
        moved.push_back(difference(kept.back(), seed.scores[*learned[domain]][domain], sign));
    }
    seed.meanForgetting = meanOf(lost);
    seed.backwardTransfer = meanOf(moved);
    seed.average = meanOf(kept);
}

/// Over the seeds that have the figure.
template <class FigureOf>
Cell spreadOver(const std::vector<SeedMatrix>& seeds, const FigureOf& figureOf)
{
    std::vector<double> values;
    for (const SeedMatrix& seed : seeds) {
        if (const Score& value = figureOf(seed))
            values.push_back(*value);
    }
    return values.empty() ? std::nullopt : std::optional(spreadOf(values));
}

void pool(ForgettingMatrix& matrix, const std::vector<SeedMatrix>& seeds)
{
    for (std::size_t row = 0; row < matrix.steps.size(); ++row) {
        std::vector<Cell> scores, changes;
        for (std::size_t domain = 0; domain < matrix.domains.size(); ++domain) {
            scores.push_back(spreadOver(
                seeds, [&](const SeedMatrix& seed) { return seed.scores[row][domain]; }));
            changes.push_back(spreadOver(
                seeds, [&](const SeedMatrix& seed) { return seed.changes[row][domain]; }));
            if (row == 0 && scores.back()) // one base model, whatever the seed
                *scores.back() = {scores.back()->mean, 0, 1};
        }
        matrix.scores.push_back(std::move(scores));
        matrix.changes.push_back(std::move(changes));
    }
    for (std::size_t domain = 0; domain < matrix.domains.size(); ++domain)
        matrix.forgetting.push_back(
            spreadOver(seeds, [&](const SeedMatrix& seed) { return seed.forgetting[domain]; }));
    matrix.meanForgetting =
        spreadOver(seeds, [](const SeedMatrix& seed) { return seed.meanForgetting; });
    matrix.backwardTransfer =
        spreadOver(seeds, [](const SeedMatrix& seed) { return seed.backwardTransfer; });
    matrix.average = spreadOver(seeds, [](const SeedMatrix& seed) { return seed.average; });
}

/// Trials by the folder of the model that they make.
using TrialsByModel = std::map<std::string, const EvaluatedTrial*>;

/// The scores of one trial of a last step and of the trials before it.
SeedMatrix seedMatrix(const EvaluatedTrial& last, const EvaluationRow* baseline,
                      const ForgettingMatrix& matrix, const TrialsByModel& trials,
                      const std::string& metric)
{
    std::vector<const EvaluationRow*> rows(matrix.steps.size());
    rows[0] = baseline;
    std::size_t later = rows.size(); // a stranger's study may lead anywhere, but not back
    for (const EvaluatedTrial* trial = &last;
         trial && trial->job->config.sequence.size() < later;) {
        later = trial->job->config.sequence.size();
        rows[later] = trial->evaluation;
        const auto before = trials.find(trial->job->config.startFolder);
        trial = before == trials.end() ? nullptr : before->second;
    }
    SeedMatrix seed;
    for (const EvaluationRow* row : rows) {
        Scores scores;
        for (const std::string& domain : matrix.domains)
            scores.push_back(row ? scoreOf(*row, domain, metric) : std::nullopt);
        seed.scores.push_back(std::move(scores));
    }
    summarise(seed, matrix.learned, lowerIsBetter(metric) ? -1 : 1);
    return seed;
}

ForgettingMatrix matrixOf(const TrialCell& last, const TrialsByModel& trials,
                          const std::string& metric)
{
    const RunConfig& config = last.trials.front().job->config;
    ForgettingMatrix matrix;
    matrix.series = last.series;
    matrix.label = parameterLabel(config.strategy);
    matrix.seeds = static_cast<int>(last.trials.size());
    matrix.decimals = metric == "loss" ? 3 : 1;
    matrix.domains = orderedDomains(config);
    matrix.steps = {"base model"};
    matrix.steps.insert(matrix.steps.end(), config.sequence.begin(), config.sequence.end());
    matrix.learned = learnedIn(matrix);
    std::vector<SeedMatrix> seeds;
    for (const EvaluatedTrial& trial : last.trials) {
        matrix.jobs.push_back(trial.job->id);
        seeds.push_back(seedMatrix(trial, last.baseline, matrix, trials, metric));
    }
    pool(matrix, seeds);
    return matrix;
}

} // namespace

std::vector<ForgettingMatrix> forgettingMatrices(const std::vector<JobRow>& jobs,
                                                 const std::vector<EvaluationRow>& evaluations,
                                                 const ForgettingOptions& options)
{
    const auto cells = trialCells(jobs, evaluations, options.split, options.sweep, true);
    TrialsByModel trials;
    std::set<std::string> starts; ///< models that a later step began with
    for (const TrialCell& cell : cells) {
        for (const EvaluatedTrial& trial : cell.trials) {
            if (trial.job->config.sequence.empty())
                continue;
            trials[StudyLayout::modelFolder(trial.job->identity)] = &trial;
            starts.insert(trial.job->config.startFolder);
        }
    }
    const auto wentOn = [&](const EvaluatedTrial& trial) {
        return starts.contains(StudyLayout::modelFolder(trial.job->identity));
    };
    std::vector<ForgettingMatrix> matrices;
    for (const TrialCell& cell : cells) {
        if (!cell.trials.front().job->config.sequence.empty() &&
            std::ranges::none_of(cell.trials, wentOn))
            matrices.push_back(matrixOf(cell, trials, options.metric));
    }
    return matrices;
}

} // namespace palimpsest
