// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/export.h"
#include "engine/reporting/recipe_file.h"
#include "engine/reporting/table_changes.h"
#include "engine/reporting/table_formats.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/json_fields.h"

namespace palimpsest
{
namespace
{

struct TableOptions {
    ExportOptions shown;
    std::string recipe; ///< a name, or a file ending in .json; empty = everything that there is
    std::string saveAs;
    bool list = false;
    bool changes = false;
    bool provenance = false;  ///< CSV, TSV: the record as comment lines
    bool metricGiven = false; ///< beside a recipe, only what was given replaces its values
    bool splitGiven = false;
};

TableRecipe everything()
{
    TableRecipe recipe;
    recipe.name = "Results";
    recipe.columns = {TableColumn::NewDomains, TableColumn::OldDomains, TableColumn::MeanNew,
                      TableColumn::MeanOld,    TableColumn::DeltaNew,   TableColumn::DeltaOld,
                      TableColumn::Drift};
    recipe.groups = false;
    return recipe;
}

TableRecipe recipeOf(const StudyStore& store, const TableOptions& options)
{
    const bool isFile = options.recipe.ends_with(".json");
    TableRecipe recipe = options.recipe.empty() ? everything()
                         : isFile               ? recipeFromJsonFile<TableRecipe>(options.recipe)
                                                : findRecipe(store, options.recipe);
    if (options.metricGiven)
        recipe.metrics = {options.shown.metric};
    if (options.splitGiven)
        recipe.split = splitFromString(options.shown.split);
    if (!options.shown.sweep.empty())
        recipe.sweep = options.shown.sweep;
    return recipe;
}

void listRecipes(const StudyStore& store, const StudyOptions& options)
{
    std::string names;
    nlohmann::json recipes = nlohmann::json::array();
    for (const auto& [name, recipe] : tableRecipes(store)) {
        names += plainText(name) + "\n";
        recipes.push_back(recipe);
    }
    if (options.json)
        options.print(recipes);
    else
        options.print(names);
}

/// CSV or TSV, with the record of where it comes from before it where that is wanted.
std::string printedTable(const ResultsTable& table, TableFormat format, bool provenance)
{
    const std::string text = tableText(table, format);
    const bool cells = format == TableFormat::Csv || format == TableFormat::Tsv;
    return provenance && cells ? withProvenance(text, RecordPlace::HashLines, provenanceOf(table))
                               : text;
}

void printChanges(const StudyStore& store, const ResultsTable& table, const StudyOptions& options)
{
    const auto changes = changesSince(store, table);
    if (!changes)
        throw BadInput("The table of the recipe \"" + table.recipe.name +
                       "\" was not made before: export it once without --changes.");
    if (options.json)
        options.print(changesJson(*changes));
    else
        options.print(changesText(*changes));
}

/// A study that may not be written gives its table all the same.
void remember(const ResultsTable& table, const StudyOptions& options)
{
    try {
        StudyStore store(options.study, OpenMode::ReadWrite);
        rememberTable(store, table);
    } catch (const Error& error) {
        std::cerr << "Not remembered for --changes: " << error.what() << '\n';
    }
}

bool hasScores(const ResultsTable& table)
{
    return std::ranges::any_of(shownHeads(table),
                               [&](std::size_t i) { return !table.heads[i].metric.empty(); });
}

void exportTable(const TableOptions& options)
{
    const StudyOptions& common = options.shown.common;
    const StudyStore store = openForReading(common.study);
    if (options.list) {
        listRecipes(store, common);
        return;
    }
    TableRecipe recipe = recipeOf(store, options);
    if (!options.saveAs.empty()) {
        recipe.name = options.saveAs;
        StudyStore writable(common.study, OpenMode::ReadWrite);
        saveRecipe(writable, recipe);
    }
    const auto format =
        common.json ? TableFormat::Json : enumFromText<TableFormat>(options.shown.format);
    // A terminal's table shows neither intervals nor tests: it comes at once.
    const ResultsTable table =
        resultsTable(store, recipe, format != TableFormat::Text && !options.changes);
    if (!hasScores(table))
        nothingYet(common, recipe.metrics.front(), toString(recipe.split));
    warn(table.warnings);
    if (options.changes) {
        printChanges(store, table, common);
        return;
    }
    common.print(printedTable(table, format, options.provenance));
    if (!options.recipe.empty() || !options.saveAs.empty())
        remember(table, common);
}

} // namespace

void addExportTable(CLI::App& command)
{
    const auto options = std::make_shared<TableOptions>();
    options->shown.format = "text";
    CLI::App* table =
        command.add_subcommand("table", "Strategies and parameters against scores by domain");
    addChoices(*table, options->shown);
    table
        ->add_option("--format", options->shown.format,
                     "latex, csv, tsv, markdown, html, json or text")
        ->check(CLI::IsMember({"latex", "csv", "tsv", "markdown", "html", "json", "text"}))
        ->capture_default_str();
    CLI::Option* recipe =
        table->add_option("--recipe", options->recipe,
                          "How the table is made: a recipe's name, or a file ending in .json");
    table->add_option("--save-recipe", options->saveAs,
                      "Keep the recipe in the study under this name");
    table->add_flag("--list-recipes", options->list, "Only print the recipes that there are");
    table
        ->add_flag("--changes", options->changes,
                   "Only print what the table shows other than when it was made last")
        ->needs(recipe);
    table->add_flag("--provenance", options->provenance,
                    "csv, tsv: begin with comment lines (#) that say where the figures come from");
    table->callback([options, table] {
        options->metricGiven = table->count("--metric") > 0 || options->recipe.empty();
        options->splitGiven = table->count("--split") > 0 || options->recipe.empty();
        exportTable(*options);
    });
}

} // namespace palimpsest
