// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/sweep_spec.h"

#include <algorithm>
#include <set>

#include "engine/study/device_slot.h"
#include "engine/study/json_fields.h"
#include "engine/study/own_training.h"
#include "engine/study/strategy_axis.h"

namespace palimpsest
{

namespace
{

constexpr const char* kMetrics[] = {"bleu", "chrf", "ter"};

template <class Self, class Visitor>
void eachChoice(Self& plan, Visitor&& visit)
{
    visit("metrics", plan.metrics);
    visit("beam", plan.beam);
    visit("devBeam", plan.devBeam);
    visit("lengthPenalty", plan.lengthPenalty);
    visit("testSentences", plan.testSentences);
    visit("maxLengthRatio", plan.maxLengthRatio);
    visit("precision", plan.precision);
}

template <class Self, class Visitor>
void eachField(Self& spec, Visitor&& visit)
{
    visit("name", spec.name);
    visit("strategies", spec.strategies);
    visit("seeds", spec.seeds);
    visit("base", spec.base);
    visit("training", spec.training);
    visit("fisher", spec.fisher);
    visit("evaluation", spec.evaluation);
    visit("oldDomains", spec.oldDomains);
    visit("newDomains", spec.newDomains);
    visit("devices", spec.devices);
    visit("limits", spec.limits);
    visit("sequence", spec.sequence);
    visit("search", spec.search);
    visit("stopping", spec.stopping);
}

void validatePlan(const EvaluationPlan& plan)
{
    const std::string at = "evaluation";
    requireField(!plan.metrics.empty(), at, "metrics", plan.metrics, "name at least one metric");
    for (const std::string& metric : plan.metrics)
        requireField(std::ranges::find(kMetrics, metric) != std::end(kMetrics), at, "metrics",
                     metric, "use bleu, chrf or ter");
    requireField(plan.beam >= 1, at, "beam", plan.beam, "it must be at least 1");
    requireField(plan.devBeam >= 1, at, "devBeam", plan.devBeam, "it must be at least 1");
    requireField(plan.lengthPenalty >= 0, at, "lengthPenalty", plan.lengthPenalty,
                 "it must be 0 or more");
    requireField(plan.testSentences >= 0, at, "testSentences", plan.testSentences,
                 "it must be 0 or more");
    requireField(plan.maxLengthRatio >= 1, at, "maxLengthRatio", plan.maxLengthRatio,
                 "it must be at least 1");
    requireField(plan.precision != Precision::Auto, at, "precision", enumText(plan.precision),
                 "write float32 or bfloat16, so that scores do not depend on the machine");
}

/// Axes of numbers, which a search takes as ranges.
std::size_t searchedNumbers(const StrategyGrid& grid)
{
    return static_cast<std::size_t>(std::ranges::count_if(grid.axes, [](const auto& axis) {
        return axis.second.size() > 1 && axis.second.front().is_number();
    }));
}

/// The options that a strategy trains with, given the sweep's.
void checkTraining(const StrategySpec& strategy, const TrainingOptions& training)
{
    for (const auto& [name, value] : strategy.training) {
        if (!hasEffect(name, training.budget))
            throw FieldError(std::string(kTrainingPart) + "." + name,
                             "would change nothing: the sweep's budget is \"" +
                                 std::string(enumText(training.budget.policy)) + "\".");
    }
    if (!strategy.training.empty())
        validate(withOwnTraining(training, strategy), kTrainingPart);
}

void validateAxis(const StrategyGrid& grid, const std::string& name,
                  const std::vector<nlohmann::json>& values, const TrainingOptions& training)
{
    const StrategyAxis axis = StrategyAxis::named(name);
    if (!axis.fits(grid.base))
        throw FieldError("axes." + name, axis.ofTraining()
                                             ? "varies the training of the unadapted base model."
                                             : "varies a part that the strategy does not have.");
    requireField(!values.empty(), "axes", name, values, "give at least one value");
    if (const StrategyParameter* parameter = axis.facts(); parameter && !parameter->sweepable)
        throw FieldError("axes." + name, "cannot be varied: give it one value.");
    for (const nlohmann::json& value : values) {
        StrategySpec cell = grid.base;
        axis.set(cell, value);
        completed(cell);
        checkTraining(cell, training);
    }
}

void validateGrid(const StrategyGrid& grid, const TrainingOptions& training)
{
    completed(grid.base);
    checkTraining(grid.base, training);
    for (const auto& [axis, values] : grid.axes)
        validateAxis(grid, axis, values, training);
}

} // namespace

SweepSpec hasler2021Sweep(const std::vector<double>& lambdas)
{
    const std::vector<nlohmann::json> lambdaAxis(lambdas.begin(), lambdas.end());
    const nlohmann::json none = nlohmann::json::object();
    SweepSpec spec;
    spec.name = "Hasler et al. 2021";
    spec.strategies = {
        {{"baseline", false, {}}, {}},
        {{"fine-tuning", true, {}}, {}},
        {{"ewc", true, {{"ewc", none}}}, {{"ewc.lambda", lambdaAxis}}},
        {{"mixing", true, {{"mixing", none}}}, {{"mixing.ratio", {100, 10, 1}}}},
        {{"ewc+mixing", true, {{"ewc", none}, {"mixing", {{"ratio", 1}}}}},
         {{"ewc.lambda", lambdaAxis}}},
    };
    return spec;
}

void validate(const SweepSpec& spec)
{
    requireField(!spec.strategies.empty(), "", "strategies", nlohmann::json::array(),
                 "name at least one strategy");
    validate(spec.training, "training"); // before what the strategies have in its place
    for (std::size_t i = 0; i < spec.strategies.size(); ++i) {
        try {
            validateGrid(spec.strategies[i], spec.training);
            if (spec.search.method != SearchMethod::Grid &&
                searchedNumbers(spec.strategies[i]) > kMostSearchedNumbers)
                throw FieldError("axes", "are more numbers than a search can vary, which is " +
                                             std::to_string(kMostSearchedNumbers) +
                                             ": give some of them one value.");
        } catch (const FieldError& error) {
            throw error.inside("strategies." + std::to_string(i));
        }
    }
    requireField(!spec.seeds.empty(), "", "seeds", spec.seeds, "give at least one seed");
    const std::set<std::uint64_t> distinct(spec.seeds.begin(), spec.seeds.end());
    requireField(distinct.size() == spec.seeds.size(), "", "seeds", spec.seeds,
                 "each seed may occur once");
    validate(spec.base);
    validate(spec.fisher);
    validatePlan(spec.evaluation);
    validate(spec.limits, "limits");
    validate(spec.sequence, "sequence");
    validate(spec.search, "search");
    validate(spec.stopping, "stopping");
    if (spec.devices != "auto") {
        try {
            parseDeviceSlots(spec.devices);
        } catch (const BadInput& error) {
            throw FieldError("devices", std::string("is wrong: ") + error.what());
        }
    }
}

void to_json(nlohmann::json& json, const EvaluationPlan& plan)
{
    eachChoice(plan, ObjectWriter(json));
    // Identities are made of this: they stay what they were before there was a choice.
    if (plan.precision == Precision::Float32)
        json.erase("precision");
}

void from_json(const nlohmann::json& json, EvaluationPlan& plan)
{
    ObjectReader reader(json);
    eachChoice(plan, reader);
    reader.finish();
}

void to_json(nlohmann::json& json, const StrategyGrid& grid)
{
    json = {{"base", grid.base}, {"axes", grid.axes}};
}

void from_json(const nlohmann::json& json, StrategyGrid& grid)
{
    ObjectReader reader(json);
    reader("base", grid.base);
    reader("axes", grid.axes);
    reader.finish();
}

void to_json(nlohmann::json& json, const SweepSpec& spec)
{
    eachField(spec, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, SweepSpec& spec)
{
    ObjectReader reader(json);
    eachField(spec, reader);
    reader.finish();
}

} // namespace palimpsest
