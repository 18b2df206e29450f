// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <memory>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/neural_program.h"
#include "app/engine/step_progress.h"
#include "app/engine/study_options.h"
#include "app/engine/translation_options.h"
#include "engine/model/model_files.h"
#include "engine/scoring/metric.h"
#include "engine/store/study_store.h"
#include "engine/study/domain_tags.h"
#include "engine/study/enum_text.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "engine/text/tokenizer.h"
#include "engine/translation/translator.h"

namespace palimpsest
{
namespace
{

struct EvaluateOptions {
    StudyOptions common;
    std::string model;
    std::string tokenizer;
    std::string split = "test";
    std::vector<std::string> domains;
    std::vector<std::string> metrics = {"bleu", "chrf"};
    std::string device = "cpu";
    int threads = 0;
    int sentences = 0;
    TranslationOptions translation;
};

/// The newest finished base model of the study, or the one in this folder.
RunConfig findBase(const StudyStore& store, const std::string& folder)
{
    const std::vector<JobRow> jobs = store.jobs();
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
        if (job->kind == RunKind::Base && job->state == JobState::Done &&
            (folder.empty() || job->config.baseFolder == folder))
            return job->config;
    }
    throw BadInput(folder.empty()
                       ? "The study has no finished base model; make one with 'base train'."
                       : folder + " is no base model of this study; give --tokenizer, too.");
}

std::vector<std::string> chosenDomains(const StudyStore& store,
                                       const std::vector<std::string>& wanted)
{
    std::vector<std::string> names;
    for (const DomainRow& row : store.domains())
        names.push_back(row.domain.name);
    for (const std::string& name : wanted) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            throw BadInput("The study has no domain \"" + name + "\"; see 'domain list'.");
    }
    return wanted.empty() ? names : wanted;
}

nlohmann::json evaluateDomain(const EvaluateOptions& options, const Transformer& model,
                              const Tokenizer& tokenizer, ReferenceText text,
                              StepProgress& progress)
{
    if (options.sentences > 0 &&
        static_cast<std::size_t>(options.sentences) < text.sources.size()) {
        text.sources.resize(static_cast<std::size_t>(options.sentences));
        text.references.resize(static_cast<std::size_t>(options.sentences));
    }
    const std::vector<std::string> translations =
        translateText(model, tokenizer, text.sources, options.translation,
                      [&](std::int64_t done, std::int64_t total) { progress.update(done, total); });
    const std::vector<std::vector<std::string>> references = {text.references};
    nlohmann::json scores = {{"segments", translations.size()}};
    for (const std::string& name : options.metrics) {
        const auto metric = makeMetric(name);
        scores[name] = {{"score", metric->corpusScore(translations, references)},
                        {"signature", metric->signature()}};
    }
    return scores;
}

/// Dev or test text of a domain, with the tag that the model was adapted with.
ReferenceText textOf(const StudyStore& store, const std::string& name, Split split,
                     const StrategySpec& strategy)
{
    ReferenceText text = store.reference(name, split);
    for (const DomainRow& row : store.domains()) {
        if (row.domain.name != name)
            continue;
        const std::string tag = domainTag(strategy, row.domain);
        for (std::string& source : text.sources)
            source = tagged(tag, source);
    }
    return text;
}

std::string resultText(const nlohmann::json& result)
{
    std::string text = "translated in " + result.at("precision").get<std::string>() + "\n";
    for (const auto& [domain, scores] : result.at("domains").items()) {
        text += domain + " (" + std::to_string(scores.at("segments").get<int>()) + " segments)";
        for (const auto& [name, value] : scores.items()) {
            if (!value.is_object())
                continue;
            char figure[64];
            std::snprintf(figure, sizeof figure, "  %s %.2f", name.c_str(),
                          value.at("score").get<double>());
            text += figure;
        }
        text += "\n";
    }
    return text;
}

void runEvaluate(const EvaluateOptions& options)
{
    const at::Device device = deviceFromString(options.device);
    const StudyStore store = openForReading(options.common.study);
    const StudyLayout layout(store.folder());
    std::string model = options.model;
    std::string tokenizerFolder = options.tokenizer;
    if (model.empty() || tokenizerFolder.empty()) {
        const RunConfig base = findBase(store, model);
        model = base.baseFolder;
        tokenizerFolder = base.tokenizerFolder;
    }
    if (options.threads > 0)
        at::set_num_threads(options.threads);
    const auto transformer = loadModel(layout.absolute(model), device);
    const Tokenizer tokenizer(layout.absolute(tokenizerFolder));
    const Split split = splitFromString(options.split);
    const StrategySpec strategy =
        modelFacts(layout.absolute(model)).value("strategy", StrategySpec());
    nlohmann::json result = {
        {"model", model},
        {"split", options.split},
        {"precision", enumText(choosePrecision(options.translation.precision, device))},
        {"domains", {}}};
    for (const std::string& domain : chosenDomains(store, options.domains)) {
        StepProgress progress(domain + " " + options.split, "segments");
        result["domains"][domain] = evaluateDomain(
            options, *transformer, tokenizer, textOf(store, domain, split, strategy), progress);
    }
    if (options.common.json)
        options.common.print(result);
    else
        options.common.print(resultText(result));
}

} // namespace

void addEvaluateCommand(CLI::App& app)
{
    auto options = std::make_shared<EvaluateOptions>();
    CLI::App* command = app.add_subcommand(kEvaluate.name, kEvaluate.help);
    options->common.addTo(*command);
    command->add_option("--model", options->model,
                        "Model folder, relative to the study (default: its newest base model)");
    command->add_option(
        "--tokenizer", options->tokenizer,
        "Tokenizer folder, relative to the study (default: that of the base model)");
    command->add_option("--split", options->split, "Which text")
        ->check(CLI::IsMember({"dev", "test"}))
        ->capture_default_str();
    command->add_option("--domain", options->domains, "Only these domains (default: all)");
    command->add_option("-m,--metrics", options->metrics, "Scores: bleu, chrf, ter")
        ->check(CLI::IsMember({"bleu", "chrf", "ter"}))
        ->capture_default_str();
    addTranslationOptions(*command, options->translation);
    command
        ->add_option("--sentences", options->sentences,
                     "Only the first so many of each domain; 0 = all")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--device", options->device, "cpu or cuda:0")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads; 0 = all")
        ->check(CLI::NonNegativeNumber);
    command->callback([options] { runEvaluate(*options); });
}

} // namespace palimpsest
