// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/strategy_spec.h"

#include <algorithm>
#include <cmath>

#include "engine/study/canonical_json.h"
#include "engine/study/imported_system.h"
#include "engine/study/json_fields.h"
#include "engine/study/own_training.h"
#include "engine/study/strategy_axis.h"

namespace palimpsest
{

namespace
{

const StrategyPartKind& knownKind(const std::string& kind)
{
    if (const StrategyPartKind* found = findPartKind(kind))
        return *found;
    std::string known;
    for (const StrategyPartKind& each : strategyPartCatalogue())
        known += (known.empty() ? "" : ", ") + each.kind;
    throw FieldError("",
                     "has an unknown strategy part \"" + kind + "\": use one of " + known + ".");
}

void checkNumber(const StrategyParameter& parameter, const nlohmann::json& value)
{
    double number = 0;
    readValue(value, number);
    if (number < parameter.minimum)
        throw FieldError("", "is " + quoted(value) + ": it must be at least " +
                                 canonicalJson(parameter.minimum) + ".");
    if (parameter.maximum && number > *parameter.maximum)
        throw FieldError("", "is " + quoted(value) + ": it must be at most " +
                                 canonicalJson(*parameter.maximum) + ".");
    if (parameter.whole && number != std::floor(number))
        throw FieldError("", "is " + quoted(value) + ": it must be a whole number.");
    if (number == 0 && parameter.aboveZero)
        throw FieldError("", "is 0: it must be above 0; leave " + parameter.name +
                                 "'s part out of the strategy to do without it.");
}

void checkValue(const StrategyParameter& parameter, const nlohmann::json& value)
{
    if (parameter.fallback.is_number()) {
        checkNumber(parameter, value);
    } else if (parameter.fallback.is_string()) {
        std::string text;
        readValue(value, text);
        if (std::ranges::find(parameter.choices, text) == parameter.choices.end()) {
            std::string allowed;
            for (const std::string& choice : parameter.choices)
                allowed += (allowed.empty() ? "" : ", ") + choice;
            throw FieldError("", "is " + quoted(value) + ": use one of " + allowed + ".");
        }
    } else if (parameter.fallback.is_boolean()) {
        bool flag = false;
        readValue(value, flag);
    }
}

StrategyPart completedPart(const StrategyPart& part)
{
    const StrategyPartKind& kind = knownKind(part.kind);
    if (!part.parameters.is_object() && !part.parameters.is_null())
        throw FieldError(part.kind, "must hold its parameters as an object.");
    StrategyPart full{part.kind, nlohmann::json::object()};
    for (const StrategyParameter& parameter : kind.parameters) {
        nlohmann::json value = parameter.fallback;
        if (part.parameters.is_object() && part.parameters.contains(parameter.name))
            value = part.parameters[parameter.name];
        try {
            checkValue(parameter, value);
        } catch (const FieldError& error) {
            throw error.inside(part.kind + "." + parameter.name);
        }
        full.parameters[parameter.name] = std::move(value);
    }
    if (part.parameters.is_object()) {
        for (const auto& [name, value] : part.parameters.items()) {
            if (!full.parameters.contains(name))
                throw FieldError(part.kind + "." + name,
                                 "is unknown: " + kind.label + " has no such parameter.");
        }
    }
    return full;
}

/// The ranges are those of the sweep's options, and are checked with them.
void checkOwnTraining(const StrategySpec& spec)
{
    if (!spec.adapts && !spec.training.empty())
        throw FieldError(kTrainingPart, "must be empty for the unadapted base model.");
    for (const auto& [name, value] : spec.training) {
        const std::string path = std::string(kTrainingPart) + "." + name;
        const StrategyParameter* parameter = findTrainingParameter(name);
        if (!parameter) {
            std::string known;
            for (const StrategyParameter& each : trainingParameters())
                known += (known.empty() ? "" : ", ") + each.name;
            throw FieldError(path, "is no option that a strategy can have of its own: use one of " +
                                       known + ", or the sweep's [training].");
        }
        try {
            checkNumber(*parameter, value);
        } catch (const FieldError& error) {
            throw error.inside(path);
        }
    }
}

/// Two penalties that each need an importance file, two ways of choosing what is trained … would
/// contradict each other.
bool contradict(const StrategyPartKind& one, const StrategyPartKind& other)
{
    return (one.group != PartGroup::Alone && one.group == other.group) ||
           std::ranges::find(one.excludes, other.group) != one.excludes.end() ||
           // A trial has one importance file: all parts that use it must want the same estimate.
           (one.needsFisher && other.needsFisher && one.estimator != other.estimator);
}

void requireCompatible(const std::vector<StrategyPart>& parts)
{
    for (const StrategyPart& one : parts) {
        for (const StrategyPart& other : parts) {
            if (&one != &other && contradict(knownKind(one.kind), knownKind(other.kind)))
                throw FieldError("parts", "cannot have \"" + one.kind + "\" and \"" + other.kind +
                                              "\" together: leave one out.");
        }
    }
}

bool isMerging(const StrategyPart& part)
{
    const StrategyPartKind* kind = findPartKind(part.kind);
    return kind && kind->group == PartGroup::Merging;
}

/// A number as people write it: 100, 0.1, 1e-5.
std::string readable(const nlohmann::json& number)
{
    std::string text = canonicalJson(number);
    if (const std::size_t zero = text.find("e-0"); zero != std::string::npos)
        text.erase(zero + 2, 1);
    return text;
}

/// The series a specification belongs to where it has no name of its own.
std::string defaultName(const StrategySpec& spec)
{
    if (!spec.adapts)
        return "baseline";
    if (spec.parts.empty())
        return "fine-tuning";
    std::string name;
    for (const StrategyPart& part : spec.parts)
        name += (name.empty() ? "" : "+") + part.kind;
    return name;
}

} // namespace

nlohmann::json StrategySpec::parameter(const std::string& kind,
                                       const std::string& parameterName) const
{
    if (kind == kTrainingPart) {
        const auto found = training.find(parameterName);
        return found == training.end() ? nlohmann::json() : found->second;
    }
    for (const StrategyPart& part : parts) {
        if (part.kind == kind && part.parameters.is_object()) {
            const auto found = part.parameters.find(parameterName);
            return found == part.parameters.end() ? nlohmann::json() : *found;
        }
    }
    return {};
}

StrategySpec completed(const StrategySpec& spec)
{
    StrategySpec full = spec;
    full.parts.clear();
    if (!spec.adapts && !spec.parts.empty())
        throw FieldError("parts", "must be empty for the unadapted base model.");
    for (const StrategyPart& part : spec.parts) {
        if (std::ranges::find(full.parts, part.kind, &StrategyPart::kind) != full.parts.end())
            throw FieldError("parts", "contains \"" + part.kind + "\" twice.");
        full.parts.push_back(completedPart(part));
    }
    requireCompatible(full.parts);
    checkOwnTraining(full);
    if (full.name.empty())
        full.name = defaultName(full);
    return full;
}

std::optional<FisherOptions> neededImportance(const StrategySpec& spec,
                                              const FisherOptions& options)
{
    std::optional<FisherOptions> needed;
    for (const StrategyPart& part : spec.parts) {
        const StrategyPartKind* kind = spec.adapts ? findPartKind(part.kind) : nullptr;
        if (!kind || !kind->needsFisher)
            continue;
        needed = options;
        needed->estimator = kind->estimator.value_or(options.estimator);
    }
    return needed;
}

StrategySpec trainedBeforeMerging(const StrategySpec& spec)
{
    StrategySpec trained = spec;
    std::erase_if(trained.parts, isMerging);
    if (trained.parts.size() != spec.parts.size())
        trained.name = defaultName(trained);
    return trained;
}

bool merges(const StrategySpec& spec)
{
    return std::ranges::any_of(spec.parts, isMerging);
}

std::string parameterLabel(const StrategySpec& spec)
{
    std::string label;
    const auto add = [&label](const std::string& text) {
        label += (label.empty() ? "" : " ") + text;
    };
    if (isImported(spec))
        return importedLabel(spec);
    // The ratio comes first, as in "1:1 λ=0.1": it names the data, λ what is done with it.
    if (const nlohmann::json ratio = spec.parameter("mixing", "ratio"); ratio.is_number())
        add(readable(ratio) + ":1");
    for (const StrategyAxis& axis : variedIn(spec)) {
        const nlohmann::json value = axis.of(spec);
        if (axis.part != "mixing")
            add(axis.facts()->label + "=" +
                (value.is_string() ? value.get<std::string>() : readable(value)));
    }
    return label;
}

void to_json(nlohmann::json& json, const StrategyPart& part)
{
    nlohmann::json parameters =
        part.parameters.is_null() ? nlohmann::json::object() : part.parameters;
    json = {{"kind", part.kind}, {"parameters", std::move(parameters)}};
}

void to_json(nlohmann::json& json, const StrategySpec& spec)
{
    json = {{"name", spec.name}, {"adapts", spec.adapts}, {"parts", spec.parts}};
    if (!spec.training.empty()) // what has none reads as it did before there were any
        json["training"] = spec.training;
}

void from_json(const nlohmann::json& json, StrategyPart& part)
{
    ObjectReader reader(json);
    part.parameters = nlohmann::json::object();
    reader("kind", part.kind);
    reader("parameters", part.parameters);
    reader.finish();
    if (!part.parameters.is_object())
        throw FieldError("parameters", "must be an object, not " + quoted(part.parameters) + ".");
}

void from_json(const nlohmann::json& json, StrategySpec& spec)
{
    ObjectReader reader(json);
    reader("name", spec.name);
    reader("adapts", spec.adapts);
    reader("parts", spec.parts);
    reader("training", spec.training);
    reader.finish();
}

} // namespace palimpsest
