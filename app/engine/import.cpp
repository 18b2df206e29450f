// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/study_options.h"
#include "engine/reporting/score_import.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr int kMostSegments = 1'000'000'000;

void printReport(const StudyOptions& common, const ImportReport& report)
{
    if (common.json)
        common.print(nlohmann::json{{"systems", report.systems},
                                    {"evaluations", report.evaluations},
                                    {"scores", report.scores}});
    else
        common.print("Stored " + std::to_string(report.scores) + " scores in " +
                     std::to_string(report.evaluations) + " evaluations, of " +
                     std::to_string(report.systems) + " new systems.");
}

void addScores(CLI::App& parent)
{
    struct Options {
        StudyOptions common;
        std::filesystem::path file;
        int first = 0;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* command = parent.add_subcommand(
        "scores", "Scores made elsewhere, from a CSV file; they become points of the plots");
    options->common.addTo(*command);
    command
        ->add_option("--file", options->file,
                     "CSV with system, split, domain, metric, value; if wanted strategy, "
                     "parameters, seed, step, selected, signature, time")
        ->required();
    command
        ->add_option(
            "--first", options->first,
            "The test scores are of so many first segments, as with testSentences; 0 = all")
        ->check(CLI::Range(0, kMostSegments));
    command->callback([options] {
        StudyStore store(options->common.study, OpenMode::ReadWrite);
        printReport(options->common, importScores(store, options->file, options->first));
    });
}

struct OutputsOptions {
    StudyOptions common;
    SystemOutputs outputs;
    std::string split = "test";
    std::vector<std::string> domains;
    std::vector<std::string> files;
};

void storeOutputs(OutputsOptions& options)
{
    if (options.domains.size() != options.files.size())
        throw BadInput("There are " + std::to_string(options.domains.size()) + " --domain and " +
                       std::to_string(options.files.size()) +
                       " --file; give one file of translations for each domain.");
    options.outputs.split = splitFromString(options.split);
    for (std::size_t i = 0; i < options.domains.size(); ++i)
        options.outputs.files.emplace_back(options.domains[i], options.files[i]);
    StudyStore store(options.common.study, OpenMode::ReadWrite);
    printReport(options.common, importOutputs(store, options.outputs));
}

void addOutputs(CLI::App& parent)
{
    const auto options = std::make_shared<OutputsOptions>();
    SystemOutputs& outputs = options->outputs;
    CLI::App* command = parent.add_subcommand(
        "outputs", "Translations made elsewhere; they are scored against the study's references");
    options->common.addTo(*command);
    command->add_option("--system", outputs.system.name, "Name of the system")->required();
    command->add_option("--strategy", outputs.system.strategy,
                        "Series that it belongs to (default: imported)");
    command->add_option("--parameters", outputs.system.parameters,
                        "Its label in the series, such as λ=0.1");
    command->add_option("--seed", outputs.system.seed, "Random seed of its training");
    command->add_option("--split", options->split, "dev or test")
        ->check(CLI::IsMember({"dev", "test"}))
        ->capture_default_str();
    command->add_option("--domain", options->domains, "A domain of the study; repeat with --file")
        ->required();
    command
        ->add_option("--file", options->files,
                     "Its translations, one segment a line, plain or gzip")
        ->required();
    command->add_option("-m,--metrics", outputs.metrics, "bleu, chrf, chrf++, ter")
        ->check(CLI::IsMember({"bleu", "chrf", "chrf++", "ter"}));
    command
        ->add_option("--first", outputs.firstSegments,
                     "Score the first so many segments only, as testSentences does; 0 = all")
        ->check(CLI::Range(0, kMostSegments));
    command->callback([options] { storeOutputs(*options); });
}

} // namespace

void addImportCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("import", "Bring in results of other programs to compare with");
    command->require_subcommand(1);
    addScores(*command);
    addOutputs(*command);
}

} // namespace palimpsest
