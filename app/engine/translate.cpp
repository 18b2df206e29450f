// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iostream>
#include <memory>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/neural_program.h"
#include "app/engine/step_progress.h"
#include "app/engine/study_model.h"
#include "app/engine/study_options.h"
#include "app/engine/translation_options.h"
#include "engine/model/model_files.h"
#include "engine/study/domain_tags.h"
#include "engine/study/error.h"
#include "engine/text/line_reader.h"
#include "engine/text/tokenizer.h"
#include "engine/translation/translator.h"

namespace palimpsest
{

namespace
{

struct TranslateOptions {
    std::string study;
    std::string job;
    std::string domain;
    std::string tag; ///< of the domain, for a model that was adapted with tags
    std::string model;
    std::string tokenizer;
    std::string device = "cpu";
    std::filesystem::path output;
    int threads = 0;
    bool json = false;
    TranslationOptions search;
};

/// The tag of the text to translate. Throws BadInput where the model needs to know its domain, and
/// where it knows no such domain.
std::string tagOf(const RunConfig& trained, const std::string& name)
{
    const bool tags = !trained.strategy.parameter("domain-tags", "text").is_null();
    std::string known;
    for (const Domain& domain : *trained.domains) {
        if (domain.name == name)
            return domainTag(trained.strategy, domain);
        known += (known.empty() ? "" : ", ") + domain.name;
    }
    if (!name.empty())
        throw BadInput("The model knows no domain \"" + name + "\": use one of " + known + ".");
    if (tags)
        throw BadInput("The model was adapted with domain tags: say with --domain which domain the "
                       "text is of: " +
                       known + ".");
    return {};
}

void findInStudy(TranslateOptions& options)
{
    const StudyModel found = findModel(openForReading(options.study), options.job);
    options.model = found.folder.string();
    options.tokenizer = found.tokenizer.string();
    options.tag = tagOf(found.job.config, options.domain);
}

std::vector<std::string> readLines(std::istream& in)
{
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (const std::size_t byte = findInvalidUtf8(line); byte != std::string::npos)
            throw BadInput("Standard input, line " + std::to_string(lines.size() + 1) + ": byte " +
                           std::to_string(byte + 1) +
                           " of the line is not UTF-8; convert the text to UTF-8.");
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<std::string> withTag(std::vector<std::string> lines, const std::string& tag)
{
    for (std::string& line : lines)
        line = tagged(tag, line);
    return lines;
}

std::string resultText(const TranslateOptions& options, const std::vector<std::string>& sources,
                       std::vector<std::string>& translations)
{
    std::string text;
    for (std::size_t line = 0; line < translations.size(); ++line) {
        // A model may produce any byte; one that ends the line would shift all lines behind it.
        std::ranges::replace_if(
            translations[line], [](char c) { return c == '\n' || c == '\r'; }, ' ');
        if (options.json)
            text +=
                nlohmann::json{{"source", sources[line]}, {"translation", translations[line]}}.dump(
                    -1, ' ', false, nlohmann::json::error_handler_t::replace);
        else
            text += translations[line];
        text += '\n';
    }
    return text;
}

void run(TranslateOptions options)
{
    if (options.model.empty() != options.tokenizer.empty())
        throw BadInput("--model and --tokenizer belong together: give both, or --study alone.");
    if (options.model.empty() && options.study.empty())
        throw BadInput("No model is named: give --model and --tokenizer, or --study.");
    if (options.model.empty())
        findInStudy(options);
    const at::Device device = deviceFromString(options.device);
    if (options.threads > 0)
        at::set_num_threads(options.threads);
    const Tokenizer tokenizer(options.tokenizer);
    const std::unique_ptr<Transformer> model = loadModel(options.model, device);
    const std::vector<std::string> sources = readLines(std::cin);
    StepProgress progress("Translating", "lines");
    std::vector<std::string> translations =
        translateText(*model, tokenizer, withTag(sources, options.tag), options.search,
                      [&](std::int64_t done, std::int64_t total) { progress.update(done, total); });
    progress.clear();
    writeResult(resultText(options, sources, translations), options.output);
}

} // namespace

void addTranslateCommand(CLI::App& app)
{
    auto options = std::make_shared<TranslateOptions>();
    CLI::App* command = app.add_subcommand(kTranslate.name, kTranslate.help);
    command->add_option("--model", options->model,
                        "Model folder (model.json, weights.safetensors)");
    command->add_option("--tokenizer", options->tokenizer, "Tokenizer folder or model file");
    CLI::Option* study =
        command->add_option("--study", options->study, "Study folder: its newest base model");
    command
        ->add_option("--job", options->job,
                     "A base model or a trial of the study, by its job's identity")
        ->needs(study);
    command
        ->add_option("--domain", options->domain,
                     "Which domain the text is of, for a model that was adapted with domain tags")
        ->needs(study);
    addTranslationOptions(*command, options->search);
    command->add_option("--batch-tokens", options->search.batchTokens, "Padded pieces of a batch")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--device", options->device, "cpu or cuda:<number>")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads; 0 = all")
        ->check(CLI::NonNegativeNumber);
    command->add_flag("--json", options->json, "A JSON object a line, with source and translation");
    command->add_option("-o,--output", options->output, "Write the translations to this file");
    command->callback([options] { run(*options); });
}

} // namespace palimpsest
