// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/budget_warning.h"

#include <map>
#include <set>
#include <tuple>
#include <unordered_set>

#include "engine/reporting/number_text.h"
#include "engine/reporting/text_list.h"
#include "engine/study/imported_system.h"

namespace palimpsest
{

namespace
{

/// More budgets than this are counted, not listed.
constexpr std::size_t kMostListed = 4;

bool trainsItself(const RunConfig& config)
{
    return config.strategy.adapts && !isImported(config.strategy) && config.adaptedFolder.empty();
}

/// Pieces that an update may take; 0 where the budget does not count updates alone.
std::int64_t updateSize(const TrainingOptions& options)
{
    return options.budget.policy == BudgetPolicy::Updates ? options.batchTokens * options.accumulate
                                                          : 0;
}

/// What a budget allows; what its policy does not look at is left out.
auto limitsOf(const TrainingOptions& options)
{
    const Budget& budget = options.budget;
    const auto only = [&](BudgetPolicy policy, double value) {
        return budget.policy == policy ? value : 0;
    };
    return std::tuple(budget.policy, budget.updates,
                      only(BudgetPolicy::TargetTokens, static_cast<double>(budget.targetTokens)),
                      only(BudgetPolicy::NewDataEpochs, budget.newDataEpochs),
                      only(BudgetPolicy::EarlyStopping, budget.patience), budget.minutes,
                      updateSize(options));
}

std::string counted(const std::string& number, const std::string& one, const std::string& many)
{
    return number + " " + (number == "1" ? one : many);
}

/// "500 updates", "100000 target tokens, at most 500 updates"; with sizes "500 updates of 1536
/// padded pieces".
std::string budgetText(const TrainingOptions& options, bool sizes)
{
    const Budget& budget = options.budget;
    const std::string updates = counted(std::to_string(budget.updates), "update", "updates");
    std::string text;
    switch (budget.policy) {
    case BudgetPolicy::Updates:
        text = updates;
        if (sizes)
            text += " of " + std::to_string(updateSize(options)) + " padded pieces";
        break;
    case BudgetPolicy::TargetTokens:
        text = counted(std::to_string(budget.targetTokens), "target token", "target tokens");
        break;
    case BudgetPolicy::NewDataEpochs:
        text = counted(exactText(budget.newDataEpochs), "pass", "passes") + " over the new text";
        break;
    case BudgetPolicy::EarlyStopping:
        text = "early stopping after " +
               counted(std::to_string(budget.patience), "validation", "validations") +
               " without a better score";
        break;
    }
    if (budget.policy != BudgetPolicy::Updates && budget.updates > 0)
        text += ", at most " + updates;
    if (budget.minutes > 0)
        text += ", at most " + counted(exactText(budget.minutes), "minute", "minutes");
    return text;
}

} // namespace

std::optional<std::string> budgetWarning(const std::vector<const JobRow*>& jobs)
{
    std::map<decltype(limitsOf({})), const TrainingOptions*> budgets;
    std::set<std::int64_t> sizes;
    for (const JobRow* job : jobs) {
        const TrainingOptions& options = job->config.training;
        if (trainsItself(job->config) && budgets.emplace(limitsOf(options), &options).second)
            sizes.insert(updateSize(options));
    }
    sizes.erase(0);
    if (budgets.size() < 2)
        return std::nullopt;
    std::vector<std::string> texts;
    for (const auto& [limits, options] : budgets) {
        if (texts.size() < kMostListed)
            texts.push_back(budgetText(*options, sizes.size() > 1));
    }
    if (budgets.size() > kMostListed)
        texts.push_back(std::to_string(budgets.size() - kMostListed) + " more");
    return "The trials were not trained for the same budget: " + joined(texts, "; ") +
           ". Compare those of one budget.";
}

std::optional<std::string> budgetWarning(const std::vector<TradeoffPoint>& points,
                                         const std::vector<JobRow>& jobs)
{
    std::unordered_set<RowId> shown;
    for (const TradeoffPoint& point : points)
        shown.insert(point.jobs.begin(), point.jobs.end());
    std::vector<const JobRow*> trials;
    for (const JobRow& job : jobs) {
        if (shown.contains(job.id))
            trials.push_back(&job);
    }
    return budgetWarning(trials);
}

} // namespace palimpsest
