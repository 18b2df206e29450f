// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/export.h"
#include "engine/reporting/figure.h"
#include "engine/reporting/pgfplots_figure.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

struct FigureOptions {
    StudyOptions common;
    std::string format = "pgfplots";
    std::string recipe;      ///< an exported figure, or a file ending in .json
    FigureRecipe given;      ///< of this line; what was not given does not count
    int columns = 0;         ///< of the page; 0 = not given
    bool provenance = false; ///< CSV: the record as comment lines
};

nlohmann::json jsonFigure(const Figure& figure)
{
    return {{"provenance", nlohmann::json::parse(provenanceText(provenanceOf(figure)))},
            {"warnings", figure.warnings},
            {"columns", figure.columns},
            {"rows", figure.rows}};
}

/// The recipe that was named, with what the line says instead.
FigureRecipe recipeOf(const FigureOptions& options, const CLI::App& command)
{
    FigureRecipe recipe =
        options.recipe.empty() ? FigureRecipe{} : figureRecipeFromFile(options.recipe);
    const FigureRecipe& given = options.given;
    const auto take = [&command](const char* option, auto& value, const auto& instead) {
        if (command.count(option) > 0)
            value = instead;
    };
    take("--kind", recipe.kind, given.kind);
    take("--metric", recipe.metric, given.metric);
    take("--split", recipe.split, given.split);
    take("--sweep", recipe.sweep, given.sweep);
    take("--strategies", recipe.strategies, given.strategies);
    take("--trials", recipe.trials, given.trials);
    take("--x", recipe.x, given.x);
    take("--y", recipe.y, given.y);
    take("--loss-budget", recipe.lossBudget, given.lossBudget);
    take("--quantity", recipe.quantity, given.quantity);
    take("--smoothing", recipe.smoothing, given.smoothing);
    take("--log-x", recipe.xLog, true);
    take("--log-y", recipe.yLog, true);
    take("--single-seeds", recipe.poolSeeds, false);
    take("--no-fronts", recipe.fronts, false);
    take("--no-intervals", recipe.intervals, false);
    take("--font-size", recipe.fontPt, given.fontPt);
    if (options.columns != 0 || command.count("--width") > 0) {
        recipe.widthMm = command.count("--width") > 0 ? given.widthMm
                         : options.columns == 2       ? kTwoColumnsMm
                                                      : kOneColumnMm;
        recipe.heightMm = suitableHeightMm(recipe.widthMm);
    }
    take("--height", recipe.heightMm, given.heightMm);
    return recipe;
}

void exportFigure(const FigureOptions& options, const CLI::App& command)
{
    const StudyStore store = openForReading(options.common.study);
    FigureRecipe recipe = recipeOf(options, command);
    const bool csv = options.format == "csv" || options.common.json;
    recipe.intervals = recipe.intervals && !csv; // which holds none
    const Figure figure = FigureMaker(store).make(recipe);
    if (!figure.hasPoints())
        nothingYet(options.common,
                   recipe.kind == FigureKind::Curves ? recipe.quantity : recipe.metric,
                   recipe.kind == FigureKind::Curves ? "any update" : toString(recipe.split));
    warn(figure.warnings);
    if (options.common.json) {
        options.common.print(jsonFigure(figure));
        return;
    }
    if (csv) {
        const std::string text = csvFigure(figure);
        options.common.print(
            options.provenance ? withProvenance(text, RecordPlace::HashLines, provenanceOf(figure))
                               : text);
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

void addContent(CLI::App& figure, FigureRecipe& given)
{
    figure
        .add_option_function<std::string>(
            "--kind",
            [&given](const std::string& kind) { given.kind = enumFromText<FigureKind>(kind); },
            "tradeoff, curves (training) or domains (change of each domain's score)")
        ->check(CLI::IsMember(enumTexts<FigureKind>()))
        ->default_str("tradeoff");
    figure.add_option("-m,--metric", given.metric, "bleu, chrf, ter or loss")
        ->check(CLI::IsMember({"bleu", "chrf", "ter", "loss"}))
        ->capture_default_str();
    figure
        .add_option_function<std::string>(
            "--split",
            [&given](const std::string& split) { given.split = enumFromText<Split>(split); },
            "Scores on dev or test")
        ->check(CLI::IsMember({"dev", "test"}))
        ->default_str("test");
    figure.add_option("--sweep", given.sweep, "Only trials of this sweep (number or name)");
    figure.add_option("--strategies", given.strategies, "Only these, such as ewc ewc+mixing");
    figure.add_option("--trials", given.trials, "Only these: identities, or how they begin");
    figure
        .add_option("--x", given.x,
                    "Horizontal axis: mean:new, worst:new, mean:old, worst:old or domain:NAME")
        ->capture_default_str();
    figure.add_option("--y", given.y, "Vertical axis, likewise")->capture_default_str();
    figure.add_option("--loss-budget", given.lossBudget,
                      "Shade what loses more than this against the base model");
    figure
        .add_option("--quantity", given.quantity,
                    "Curves of: metric:loss, metric:drift …, role:old:bleu, domain:NAME:bleu")
        ->capture_default_str();
    figure.add_option("--smoothing", given.smoothing, "Curves: weight of the past, 0 to below 1");
}

void addPage(CLI::App& figure, FigureOptions& options)
{
    figure.add_option("--columns", options.columns, "As wide as one column of a page or both")
        ->check(CLI::IsMember({1, 2}));
    figure.add_option("--width", options.given.widthMm, "Width in mm")->capture_default_str();
    figure.add_option("--height", options.given.heightMm, "Height in mm");
    figure.add_option("--font-size", options.given.fontPt, "Of all text, in points")
        ->capture_default_str();
}

} // namespace

void addExportFigure(CLI::App& command)
{
    const auto options = std::make_shared<FigureOptions>();
    CLI::App* figure = command.add_subcommand(
        "figure", "Trade-off, training curves or change by domain, for LaTeX or as data");
    options->common.addTo(*figure);
    figure
        ->add_option("--format", options->format,
                     "pgfplots (a .tex and a .dat) or csv; PDF, SVG and PNG are written by "
                     "'palimpsest --export'")
        ->check(CLI::IsMember({"pgfplots", "csv"}))
        ->capture_default_str();
    figure->add_option("--recipe", options->recipe,
                       "As this exported figure, or as a file ending in .json says");
    addContent(*figure, options->given);
    figure->add_flag("--log-x")->description("Curves: logarithmic updates");
    figure->add_flag("--log-y")->description("Curves: logarithmic values");
    figure->add_flag("--single-seeds")
        ->description("One point a trial instead of means over seeds");
    figure->add_flag("--no-fronts")->description("Trade-off: without staircases");
    figure->add_flag("--no-intervals")->description("Trade-off: without ellipses over test sets");
    addPage(*figure, *options);
    figure->add_flag("--provenance", options->provenance,
                     "csv: begin with comment lines (#) that say where the figures come from");
    figure->callback([options, figure] { exportFigure(*options, *figure); });
}

} // namespace palimpsest
