// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/study_options.h"
#include "app/engine/study_setup.h"
#include "engine/reporting/figure.h"
#include "engine/reporting/results_table.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

struct ExportOptions {
    StudyOptions common;
    std::string format;
    std::string metric = "bleu";
    std::string split = "test";
    std::string sweep;
    bool singleSeeds = false;
};

[[noreturn]] void nothingYet(const ExportOptions& options)
{
    throw BadInput("The study " + options.common.study.string() + " has no finished trial with " +
                   options.metric + " on " + options.split +
                   " yet: wait for one, or choose another --metric or --split.");
}

/// Beside every format, also those that have no place for a sentence.
void warn(const std::vector<std::string>& warnings)
{
    for (const std::string& warning : warnings)
        std::cerr << "Warning: " << warning << '\n';
}

void exportTable(const ExportOptions& options)
{
    const StudyStore store = openForReading(options.common.study);
    ResultsOptions wanted;
    wanted.metric = options.metric;
    wanted.split = splitFromString(options.split);
    wanted.sweep = options.sweep.empty() ? 0 : findSweep(store, options.sweep).id;
    const std::string format = options.common.json ? "json" : options.format;
    wanted.certainty = format == "csv" || format == "json";
    const ResultsTable table = resultsTable(store, wanted);
    if (table.domains.empty())
        nothingYet(options);
    warn(table.warnings);
    if (format == "latex")
        options.common.print(latexTable(table));
    else if (format == "csv")
        options.common.print(csvTable(table));
    else if (format == "markdown")
        options.common.print(markdownTable(table));
    else if (format == "json")
        options.common.print(jsonTable(table));
    else
        options.common.print(textTable(table));
}

void exportFigure(const ExportOptions& options)
{
    const StudyStore store = openForReading(options.common.study);
    TradeoffOptions wanted;
    wanted.x.metric = options.metric;
    wanted.y.metric = options.metric;
    wanted.split = splitFromString(options.split);
    wanted.sweep = options.sweep.empty() ? 0 : findSweep(store, options.sweep).id;
    wanted.poolSeeds = !options.singleSeeds;
    const TradeoffFigure figure = tradeoffFigure(store, wanted);
    if (figure.points.empty())
        nothingYet(options);
    warn(figure.warnings);
    if (options.format == "csv") {
        options.common.print(csvFigure(figure));
        return;
    }
    if (options.common.output.empty())
        throw BadInput("A pgfplots figure is two files: name the first with -o, such as "
                       "-o tradeoff.tex; its data go to tradeoff.dat beside it.");
    std::filesystem::path data = options.common.output;
    data.replace_extension(".dat");
    if (data == options.common.output)
        throw BadInput("-o " + data.string() +
                       ": the data go to the file ending in .dat, so choose another ending.");
    writeFileAtomically(data, pgfplotsData(figure));
    options.common.print(pgfplotsFigure(figure, data.filename().string()));
}

void addChoices(CLI::App& command, ExportOptions& options)
{
    options.common.addTo(command);
    command.add_option("-m,--metric", options.metric, "bleu, chrf, ter or loss")
        ->check(CLI::IsMember({"bleu", "chrf", "ter", "loss"}))
        ->capture_default_str();
    command.add_option("--split", options.split, "Scores on dev or test")
        ->check(CLI::IsMember({"dev", "test"}))
        ->capture_default_str();
    command.add_option("--sweep", options.sweep, "Only trials of this sweep (number or name)");
}

} // namespace

void addExportCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("export", "Write the results as a table, figure, bundle or data");
    command->require_subcommand(1);

    const auto forTable = std::make_shared<ExportOptions>();
    forTable->format = "text";
    CLI::App* table =
        command->add_subcommand("table", "Strategies and parameters against scores by domain");
    addChoices(*table, *forTable);
    table->add_option("--format", forTable->format, "latex, csv, markdown, json or text")
        ->check(CLI::IsMember({"latex", "csv", "markdown", "json", "text"}))
        ->capture_default_str();
    table->callback([forTable] { exportTable(*forTable); });

    const auto forFigure = std::make_shared<ExportOptions>();
    forFigure->format = "pgfplots";
    CLI::App* figure = command->add_subcommand("figure", "Points of the trade-off plot");
    addChoices(*figure, *forFigure);
    figure->add_option("--format", forFigure->format, "pgfplots (a .tex and a .dat) or csv")
        ->check(CLI::IsMember({"pgfplots", "csv"}))
        ->capture_default_str();
    figure->add_flag("--single-seeds", forFigure->singleSeeds,
                     "One point a trial instead of means over seeds");
    figure->callback([forFigure] { exportFigure(*forFigure); });

    addExportBundleCommand(*command);
    addExportStudyCommand(*command);
}

} // namespace palimpsest
