// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/study_file.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/study/configuration_file.h"
#include "engine/study/json_fields.h"
#include "engine/study/own_training.h"
#include "engine/study/strategy_axis.h"

namespace palimpsest
{

namespace
{

/// "a.tsv", ["a.tsv"] or ["a.de", "a.en"].
std::vector<std::string> readFiles(const nlohmann::json& json)
{
    std::vector<std::string> files;
    if (json.is_string())
        files.push_back(json.get<std::string>());
    else
        readValue(json, files);
    if (files.empty() || files.size() > 2 || std::ranges::count(files, std::string()) > 0)
        throw FieldError("", "must be two aligned files or one TSV or TMX file, not " +
                                 quoted(json) + ".");
    return files;
}

DomainSource readDomain(const nlohmann::json& json)
{
    DomainSource domain;
    ObjectReader reader(json);
    reader("name", domain.name);
    reader("role", domain.role);
    reader("note", domain.note);
    for (const Split split : kSplits) {
        nlohmann::json files;
        reader(toString(split), files);
        if (files.is_null())
            throw FieldError(toString(split), "is missing: name the domain's text.");
        try {
            domain.files[split] = readFiles(files);
        } catch (const FieldError& error) {
            throw error.inside(toString(split));
        }
    }
    reader.finish();
    requireField(!domain.name.empty(), "", "name", domain.name, "give the domain a name");
    return domain;
}

/// Puts one "name = value" of a strategy's short form where the catalogue has that parameter.
void setParameter(StrategyGrid& grid, const std::string& name, const nlohmann::json& value)
{
    for (StrategyPart& part : grid.base.parts) {
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            if (kind.kind != part.kind ||
                std::ranges::find(kind.parameters, name, &StrategyParameter::name) ==
                    kind.parameters.end())
                continue;
            if (value.is_array())
                grid.axes[part.kind + "." + name] = value.get<std::vector<nlohmann::json>>();
            else
                part.parameters[name] = value;
            return;
        }
    }
    throw FieldError(name, "is unknown: the strategy has no such parameter.");
}

/// `training = { learningRate = [1e-3, 1e-4] }`: what the strategy has in place of the sweep's.
void setTraining(StrategyGrid& grid, const nlohmann::json& options)
{
    if (!options.is_object())
        throw FieldError(kTrainingPart,
                         "must be a table of options of training, not " + quoted(options) + ".");
    for (const auto& [name, value] : options.items()) {
        const StrategyAxis axis{kTrainingPart, name};
        if (value.is_array())
            grid.axes[axis.name()] = value.get<std::vector<nlohmann::json>>();
        else
            axis.set(grid.base, value);
    }
}

/// "baseline", "fine-tuning", "ewc+mixing" or {name = "ewc+mixing", lambda = [1, 0.1], ratio = 1};
/// a list of values becomes an axis. `parts` = ["ewc", "mixing"] allows any other name.
StrategyGrid readStrategy(const nlohmann::json& json)
{
    StrategyGrid grid;
    const nlohmann::json object = json.is_string() ? nlohmann::json{{"name", json}} : json;
    if (!object.is_object() || !object.contains("name"))
        throw FieldError("", "must be a strategy's name or a table with a name, not " +
                                 quoted(json) + ".");
    readValue(object["name"], grid.base.name);
    grid.base.adapts = grid.base.name != "baseline";
    std::vector<std::string> kinds;
    if (object.contains("parts")) {
        readValue(object["parts"], kinds);
    } else if (grid.base.adapts && grid.base.name != "fine-tuning") {
        std::istringstream names(grid.base.name);
        std::string kind;
        while (std::getline(names, kind, '+'))
            kinds.push_back(kind);
    }
    for (const std::string& kind : kinds)
        grid.base.parts.push_back({kind, nlohmann::json::object()});
    completed(grid.base); // unknown kinds are named before their parameters
    for (const auto& [name, value] : object.items()) {
        if (name == kTrainingPart)
            setTraining(grid, value);
        else if (name != "name" && name != "parts")
            setParameter(grid, name, value);
    }
    return grid;
}

void readSweepSection(const nlohmann::json& json, SweepSpec& sweep)
{
    std::vector<nlohmann::json> strategies;
    ObjectReader reader(json);
    reader("name", sweep.name);
    reader("seeds", sweep.seeds);
    reader("devices", sweep.devices);
    reader("oldDomains", sweep.oldDomains);
    reader("newDomains", sweep.newDomains);
    reader("strategies", strategies);
    reader.finish();
    for (std::size_t i = 0; i < strategies.size(); ++i) {
        try {
            sweep.strategies.push_back(readStrategy(strategies[i]));
        } catch (const FieldError& error) {
            throw error.inside("strategies." + std::to_string(i));
        }
    }
}

void readStudySection(const nlohmann::json& json, StudyFile& file)
{
    ObjectReader reader(json);
    reader("name", file.name);
    reader("source", file.sourceLanguage);
    reader("target", file.targetLanguage);
    reader.finish();
    requireField(!file.name.empty(), "", "name", file.name, "give the study a name");
    requireField(!file.sourceLanguage.empty(), "", "source", file.sourceLanguage,
                 "give the source language, such as \"de\"");
    requireField(!file.targetLanguage.empty(), "", "target", file.targetLanguage,
                 "give the target language, such as \"en\"");
}

PretrainedSource readPretrained(const nlohmann::json& json)
{
    PretrainedSource source;
    for (const char* other : {"tokenizer", "model", "base"}) {
        if (json.contains(other))
            throw FieldError(other, "does not go with [pretrained], which brings its own: leave "
                                    "one of them out.");
    }
    ObjectReader reader(json["pretrained"]);
    reader("folder", source.folder);
    reader("name", source.name);
    reader.finish();
    if (source.name.empty())
        source.name = std::filesystem::path(source.folder).lexically_normal().filename().string();
    requireField(!source.name.empty(), "pretrained", "name", source.name,
                 "name the model's folder, or a pretrained model of the study");
    return source;
}

StudyFile readSections(const nlohmann::json& json)
{
    StudyFile file;
    ObjectReader reader(json);
    nlohmann::json study = nlohmann::json::object();
    nlohmann::json sweep = nlohmann::json::object();
    std::vector<nlohmann::json> domains;
    reader("study", study);
    reader("domain", domains);
    reader("tokenizer", file.sweep.base.tokenizer);
    reader("filter", file.sweep.base.filter);
    reader("model", file.sweep.base.model);
    reader("base", file.sweep.base.training);
    nlohmann::json pretrained;
    reader("pretrained", pretrained);
    if (!pretrained.is_null())
        file.pretrained = readPretrained(json);
    reader("training", file.sweep.training);
    reader("fisher", file.sweep.fisher);
    reader("evaluation", file.sweep.evaluation);
    reader("limits", file.sweep.limits);
    reader("sequence", file.sweep.sequence);
    reader("search", file.sweep.search);
    reader("stopping", file.sweep.stopping);
    reader("sweep", sweep);
    reader.finish();
    const auto within = [](const std::string& section, const auto& read) {
        try {
            read();
        } catch (const FieldError& error) {
            throw error.inside(section);
        }
    };
    within("study", [&] { readStudySection(study, file); });
    for (std::size_t i = 0; i < domains.size(); ++i) {
        within("domain." + std::to_string(i), [&] {
            file.domains.push_back(readDomain(domains[i]));
            const std::string& name = file.domains.back().name;
            if (std::ranges::count(file.domains, name, &DomainSource::name) > 1)
                throw FieldError("name",
                                 "is \"" + name + "\" a second time: give each domain its own.");
        });
    }
    within("sweep", [&] { readSweepSection(sweep, file.sweep); });
    return file;
}

/// Where validate() reports a field of the base model's training it says "base…", as the file does;
/// the strategies stand in the section [sweep].
std::string pathInFile(const std::string& path)
{
    const bool ofSweep = path.rfind("strategies", 0) == 0 || path.rfind("seeds", 0) == 0 ||
                         path.rfind("devices", 0) == 0;
    return ofSweep ? "sweep." + path : path;
}

} // namespace

StudyFile readStudyFile(const std::filesystem::path& path)
{
    const ConfigurationFile source(path);
    StudyFile file;
    try {
        file = readSections(source.json());
    } catch (const FieldError& error) {
        source.report(error.path(), error.problem());
    }
    try {
        validate(file.sweep);
    } catch (const FieldError& error) {
        source.report(pathInFile(error.path()), error.problem());
    }
    return file;
}

} // namespace palimpsest
