// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/export.h"
#include "app/engine/study_setup.h"
#include "engine/reporting/figure.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

struct FigureOptions {
    ExportOptions shown;
    bool singleSeeds = false;
};

void exportFigure(const FigureOptions& figureOptions)
{
    const ExportOptions& options = figureOptions.shown;
    const StudyStore store = openForReading(options.common.study);
    TradeoffOptions wanted;
    wanted.x.metric = options.metric;
    wanted.y.metric = options.metric;
    wanted.split = splitFromString(options.split);
    wanted.sweep = options.sweep.empty() ? 0 : findSweep(store, options.sweep).id;
    wanted.poolSeeds = !figureOptions.singleSeeds;
    const TradeoffFigure figure = tradeoffFigure(store, wanted);
    if (figure.points.empty())
        nothingYet(options.common, options.metric, options.split);
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

} // namespace

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

void nothingYet(const StudyOptions& options, const std::string& metric, const std::string& split)
{
    throw BadInput("The study " + options.study.string() + " has no finished trial with " + metric +
                   " on " + split + " yet: wait for one, or choose another --metric or --split.");
}

void warn(const std::vector<std::string>& warnings)
{
    for (const std::string& warning : warnings)
        std::cerr << "Warning: " << warning << '\n';
}

void addExportCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "export", "Write the results as a table, claims, figure, bundle, sentences or data");
    command->require_subcommand(1);

    addExportTable(*command);
    addExportClaims(*command);

    const auto forFigure = std::make_shared<FigureOptions>();
    forFigure->shown.format = "pgfplots";
    CLI::App* figure = command->add_subcommand("figure", "Points of the trade-off plot");
    addChoices(*figure, forFigure->shown);
    figure->add_option("--format", forFigure->shown.format, "pgfplots (a .tex and a .dat) or csv")
        ->check(CLI::IsMember({"pgfplots", "csv"}))
        ->capture_default_str();
    figure->add_flag("--single-seeds", forFigure->singleSeeds,
                     "One point a trial instead of means over seeds");
    figure->callback([forFigure] { exportFigure(*forFigure); });

    addExportBundleCommand(*command);
    addExportStudyCommand(*command);
    addExportSentences(*command);
}

} // namespace palimpsest
