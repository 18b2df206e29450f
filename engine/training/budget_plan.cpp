// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/training/budget_plan.h"

#include <cmath>
#include <iomanip>
#include <sstream>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

std::string readable(double number)
{
    std::ostringstream text;
    text << std::setprecision(3) << number;
    return text.str();
}

/// Smallest number of updates after which `seen` has reached `wanted`, or the budget's upper bound.
std::int64_t updatesUntil(const Budget& budget, std::int64_t wanted,
                          const std::function<std::int64_t(std::int64_t updates)>& seen)
{
    std::int64_t updates = 1;
    while ((budget.updates == 0 || updates < budget.updates) && seen(updates) < wanted)
        ++updates;
    return updates;
}

std::string boundSentence(const Budget& budget, const std::string& seen, const std::string& wanted)
{
    return "The upper bound of " + std::to_string(budget.updates) +
           " updates ends the training after " + seen + " of " + wanted;
}

} // namespace

std::int64_t plannedUpdates(const TrainingOptions& options, BatchStream& stream,
                            const std::vector<TrainingHooks*>& hooks,
                            const std::function<void(const std::string&)>& warn)
{
    const Budget& budget = options.budget;
    if (budget.policy == BudgetPolicy::NewDataEpochs) {
        const std::int64_t pairs = stream.newExamples();
        if (pairs == 0)
            throw BadInput("A budget in epochs of new data needs new text, and there is none.");
        const auto wanted =
            static_cast<std::int64_t>(std::ceil(budget.newDataEpochs * static_cast<double>(pairs)));
        const std::int64_t updates = updatesUntil(budget, wanted, [&](std::int64_t made) {
            return stream.at(made * options.accumulate).newExamplesBefore;
        });
        const double epochs = newEpochsAfter(updates, options, stream);
        if (epochs < budget.newDataEpochs)
            warn(boundSentence(budget, readable(epochs), readable(budget.newDataEpochs)) +
                 " passes over the new text, so trials with other ratios see other amounts of it; "
                 "set budget.updates to 0 to lift the bound.");
        return updates;
    }
    if (budget.policy == BudgetPolicy::TargetTokens) {
        const auto seen = [&](std::int64_t made) {
            std::int64_t pieces = stream.at(made * options.accumulate).targetPiecesBefore;
            for (TrainingHooks* hook : hooks)
                pieces += hook->targetPiecesDrawn(made);
            return pieces;
        };
        const std::int64_t updates = updatesUntil(budget, budget.targetTokens, seen);
        if (seen(updates) < budget.targetTokens)
            warn(boundSentence(budget, std::to_string(seen(updates)),
                               std::to_string(budget.targetTokens)) +
                 " target tokens; set budget.updates to 0 to lift the bound.");
        return updates;
    }
    return budget.updates;
}

double newEpochsAfter(std::int64_t updates, const TrainingOptions& options, BatchStream& stream)
{
    return static_cast<double>(stream.at(updates * options.accumulate).newExamplesBefore) /
           static_cast<double>(stream.newExamples());
}

} // namespace palimpsest
