// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/training_options.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachLimit(Self& budget, Visitor&& visit)
{
    visit("policy", budget.policy);
    visit("updates", budget.updates);
    visit("targetTokens", budget.targetTokens);
    visit("newDataEpochs", budget.newDataEpochs);
    visit("patience", budget.patience);
    visit("minutes", budget.minutes);
}

template <class Self, class Visitor>
void eachOption(Self& options, Visitor&& visit)
{
    visit("seed", options.seed);
    visit("batchTokens", options.batchTokens);
    visit("accumulate", options.accumulate);
    visit("learningRate", options.learningRate);
    visit("warmup", options.warmup);
    visit("schedule", options.schedule);
    visit("adamBeta1", options.adamBeta1);
    visit("adamBeta2", options.adamBeta2);
    visit("adamEpsilon", options.adamEpsilon);
    visit("weightDecay", options.weightDecay);
    visit("clipNorm", options.clipNorm);
    visit("clipScope", options.clipScope);
    visit("dropout", options.dropout);
    visit("labelSmoothing", options.labelSmoothing);
    visit("activationCheckpointing", options.activationCheckpointing);
    visit("precision", options.precision);
    visit("budget", options.budget);
    visit("validateEvery", options.validateEvery);
    visit("validateSentences", options.validateSentences);
    visit("choice", options.choice);
    visit("averageBest", options.averageBest);
    visit("checkpointEvery", options.checkpointEvery);
    visit("logEvery", options.logEvery);
}

void validateBudget(const TrainingOptions& options, const std::string& at)
{
    const Budget& budget = options.budget;
    requireField(budget.updates >= (budget.policy == BudgetPolicy::Updates ? 1 : 0), at, "updates",
                 budget.updates, "it must be at least 1 where it is the budget, else 0 or more");
    requireField(budget.targetTokens >= 1, at, "targetTokens", budget.targetTokens,
                 "it must be at least 1");
    requireField(budget.policy != BudgetPolicy::NewDataEpochs || budget.newDataEpochs > 0, at,
                 "newDataEpochs", budget.newDataEpochs, "it must be above 0");
    requireField(budget.policy != BudgetPolicy::EarlyStopping || budget.patience >= 1, at,
                 "patience", budget.patience, "it must be at least 1");
    requireField(budget.policy != BudgetPolicy::EarlyStopping || options.validateEvery > 0, at,
                 "policy", enumText(budget.policy), "early stopping needs validateEvery above 0");
    requireField(budget.minutes >= 0, at, "minutes", budget.minutes, "it must be 0 or more");
}

void validateOptimiser(const TrainingOptions& options, const std::string& at)
{
    const auto fraction = [](double value) { return value >= 0 && value < 1; };
    requireField(options.learningRate > 0, at, "learningRate", options.learningRate,
                 "it must be above 0");
    requireField(options.warmup >= 0, at, "warmup", options.warmup, "it must be 0 or more");
    requireField(fraction(options.adamBeta1), at, "adamBeta1", options.adamBeta1,
                 "it must be at least 0 and below 1");
    requireField(fraction(options.adamBeta2), at, "adamBeta2", options.adamBeta2,
                 "it must be at least 0 and below 1");
    requireField(options.adamEpsilon > 0, at, "adamEpsilon", options.adamEpsilon,
                 "it must be above 0");
    requireField(options.weightDecay >= 0, at, "weightDecay", options.weightDecay,
                 "it must be 0 or more");
    requireField(options.clipNorm >= 0, at, "clipNorm", options.clipNorm, "it must be 0 or more");
    requireField(fraction(options.dropout), at, "dropout", options.dropout,
                 "it must be at least 0 and below 1");
    requireField(fraction(options.labelSmoothing), at, "labelSmoothing", options.labelSmoothing,
                 "it must be at least 0 and below 1");
}

} // namespace

void validate(const TrainingOptions& options, const std::string& prefix)
{
    requireField(options.batchTokens >= 2, prefix, "batchTokens", options.batchTokens,
                 "it must be at least 2");
    requireField(options.accumulate >= 1, prefix, "accumulate", options.accumulate,
                 "it must be at least 1");
    validateOptimiser(options, prefix);
    validateBudget(options, prefix.empty() ? "budget" : prefix + ".budget");
    requireField(options.validateEvery >= 0, prefix, "validateEvery", options.validateEvery,
                 "it must be 0 or more");
    requireField(options.validateSentences >= 0, prefix, "validateSentences",
                 options.validateSentences, "it must be 0 or more");
    requireField(options.choice == CheckpointChoice::Last || options.validateEvery > 0, prefix,
                 "choice", enumText(options.choice),
                 "choosing among checkpoints needs validateEvery above 0");
    requireField(options.averageBest >= 1, prefix, "averageBest", options.averageBest,
                 "it must be at least 1");
    requireField(options.checkpointEvery >= 0, prefix, "checkpointEvery", options.checkpointEvery,
                 "it must be 0 or more");
    requireField(options.logEvery >= 1, prefix, "logEvery", options.logEvery,
                 "it must be at least 1");
}

void to_json(nlohmann::json& json, const Budget& budget)
{
    eachLimit(budget, ObjectWriter(json));
    // Identities are made of this: those of budgets without tokens stay what they were before there
    // were any.
    if (budget.policy != BudgetPolicy::TargetTokens &&
        budget.targetTokens == Budget::kDefaultTargetTokens)
        json.erase("targetTokens");
}

void from_json(const nlohmann::json& json, Budget& budget)
{
    ObjectReader reader(json);
    eachLimit(budget, reader);
    reader.finish();
    // A bound that nobody wrote must not cut the epochs or the early stopping that somebody did.
    if (budget.policy != BudgetPolicy::Updates && !json.contains("updates"))
        budget.updates = 0;
}

void to_json(nlohmann::json& json, const TrainingOptions& options)
{
    eachOption(options, ObjectWriter(json));
    // Identities are made of this: they stay what they were before there was a choice.
    if (!options.activationCheckpointing)
        json.erase("activationCheckpointing");
}

void from_json(const nlohmann::json& json, TrainingOptions& options)
{
    ObjectReader reader(json);
    eachOption(options, reader);
    reader.finish();
}

} // namespace palimpsest
