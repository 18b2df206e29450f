// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <memory>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "engine/model/model_files.h"
#include "engine/store/study_store.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
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
    int threads = 0;
    TranslationOptions search;
};

// The base model whose job has this identity (or its beginning), with its tokenizer.
void findInStudy(TranslateOptions& options)
{
    const StudyLayout layout(options.study);
    const StudyStore store(options.study, OpenMode::ReadOnly);
    for (const JobRow& job : store.jobs()) {
        if (job.kind != RunKind::Base || !job.identity.starts_with(options.job))
            continue;
        if (job.state != JobState::Done)
            throw BadInput("The base model \"" + options.job + "\" is not finished yet.");
        options.model = layout.absolute(job.config.baseFolder).string();
        options.tokenizer = layout.absolute(job.config.tokenizerFolder).string();
        return;
    }
    throw BadInput("The study " + options.study + " has no base model job \"" + options.job +
                   "\": give --model and --tokenizer instead.");
}

void run(TranslateOptions options)
{
    if (!options.job.empty())
        findInStudy(options);
    if (options.model.empty() || options.tokenizer.empty())
        throw BadInput("No model is named: give --model and --tokenizer, or --study and --job.");
    if (options.threads > 0)
        at::set_num_threads(options.threads);
    std::filesystem::path tokenizerFile = options.tokenizer;
    if (std::filesystem::is_directory(tokenizerFile))
        tokenizerFile /= "tokenizer.model";
    const Tokenizer tokenizer(tokenizerFile);
    const std::unique_ptr<Transformer> model =
        loadModel(options.model, deviceFromString(options.device));
    std::vector<std::string> lines;
    for (std::string line; std::getline(std::cin, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        lines.push_back(std::move(line));
    }
    for (const std::string& line : translateText(*model, tokenizer, lines, options.search))
        std::cout << line << '\n';
    std::cout.flush();
    if (!std::cout)
        throw Error(ExitCode::DiskFull, "The translations could not be written to the output.");
}

} // namespace

void addTranslateCommand(CLI::App& app)
{
    auto options = std::make_shared<TranslateOptions>();
    CLI::App* command = app.add_subcommand(
        "translate", "Translate lines from standard input to standard output, in their order");
    command->add_option("--model", options->model,
                        "Model folder (model.json, weights.safetensors)");
    command->add_option("--tokenizer", options->tokenizer, "Tokenizer folder or model file");
    CLI::Option* study = command->add_option("--study", options->study, "Study folder");
    command->add_option("--job", options->job, "A base model of the study, by its job's identity")
        ->needs(study);
    command->add_option("--beam", options->search.beam, "Beam width; 1 = greedy")
        ->capture_default_str();
    command
        ->add_option("--length-penalty", options->search.lengthPenalty,
                     "Hypotheses are ranked by log p / length^a")
        ->capture_default_str();
    command->add_option("--batch-tokens", options->search.batchTokens, "Padded pieces of a batch")
        ->capture_default_str();
    command->add_option("--device", options->device, "cpu or cuda:<number>")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads; 0 = all");
    command->callback([options] { run(*options); });
}

} // namespace palimpsest
