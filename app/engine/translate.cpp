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
#include "app/engine/study_options.h"
#include "engine/model/model_files.h"
#include "engine/store/study_store.h"
#include "engine/study/error.h"
#include "engine/study/imported_system.h"
#include "engine/study/study_layout.h"
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
    std::string model;
    std::string tokenizer;
    std::string device = "cpu";
    std::filesystem::path output;
    int threads = 0;
    bool json = false;
    TranslationOptions search;
};

/// The model that a finished job has made, relative to the study; empty for jobs that make none.
std::string modelOf(const JobRow& job)
{
    if (job.kind == RunKind::Base)
        return job.config.baseFolder;
    if (job.kind != RunKind::Trial || isImported(job.config.strategy))
        return {};
    return job.config.strategy.adapts ? StudyLayout::modelFolder(job.identity)
                                      : job.config.baseFolder;
}

/// The base model or the adapted model whose job has this identity (or its beginning), with its
/// tokenizer; without one, the newest base model that is finished.
void findInStudy(TranslateOptions& options)
{
    const StudyLayout layout(options.study);
    const StudyStore store = openForReading(options.study);
    const std::vector<JobRow> jobs = store.jobs();
    const JobRow* found = nullptr;
    for (const JobRow& job : jobs) {
        const bool searched = options.job.empty()
                                  ? job.kind == RunKind::Base && job.state == JobState::Done
                                  : job.identity.starts_with(options.job);
        if (!searched || modelOf(job).empty())
            continue;
        if (job.state != JobState::Done)
            throw BadInput(job.label + ": this model is not finished yet.");
        found = &job;
    }
    if (found == nullptr)
        throw BadInput(options.job.empty()
                           ? "The study " + options.study +
                                 " has no finished base model; make one with 'base train'."
                           : "The study " + options.study + " has no base model or trial \"" +
                                 options.job + "\": give --model and --tokenizer instead.");
    options.model = layout.absolute(modelOf(*found)).string();
    options.tokenizer = layout.absolute(found->config.tokenizerFolder).string();
    if (!std::filesystem::exists(options.model))
        throw BadInput(found->label +
                       " was made by an earlier version of this program, which did "
                       "not keep adapted models: remove the trial and run its sweep again.");
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
        translateText(*model, tokenizer, sources, options.search,
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
    command->add_option("--beam", options->search.beam, "Beam width; 1 = greedy")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command
        ->add_option("--length-penalty", options->search.lengthPenalty,
                     "Hypotheses are ranked by log p / length^a")
        ->capture_default_str();
    command
        ->add_option("--max-length-ratio", options->search.maxLengthRatio,
                     "At most so many target pieces a source piece, and 10 more")
        ->capture_default_str();
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
