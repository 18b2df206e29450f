// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/export.h"
#include "engine/reporting/selection.h"

namespace palimpsest
{
namespace
{

struct SelectionChoices {
    StudyOptions common;
    SelectionOptions rules;
    std::string format = "text";
    std::string sweep;
    std::string save;
    std::string kept;
};

Selection selectionOf(const StudyStore& store, const SelectionChoices& choices)
{
    if (!choices.kept.empty())
        return keptSelection(store, choices.kept);
    SelectionOptions options = choices.rules;
    options.sweep = choices.sweep.empty() ? 0 : findSweep(store, choices.sweep).id;
    return selectOnDev(store, options);
}

void exportSelection(const SelectionChoices& choices)
{
    const StudyOptions& common = choices.common;
    const StudyStore store = openForReading(common.study);
    Selection selection = selectionOf(store, choices);
    if (!choices.save.empty()) {
        StudyStore writable(common.study, OpenMode::ReadWrite);
        keepSelection(writable, choices.save, selection);
    }
    addTestScores(store, selection);
    warn(selection.warnings);
    if (common.json || choices.format == "json")
        common.print(selectionJson(selection));
    else if (choices.format == "csv")
        common.print(selectionCsv(selection));
    else if (choices.format == "latex")
        common.print(selectionLatex(selection));
    else
        common.print(selectionText(selection));
}

} // namespace

void addExportSelection(CLI::App& command)
{
    const auto choices = std::make_shared<SelectionChoices>();
    CLI::App* selection = command.add_subcommand(
        "selection", "The trial of each strategy that is best on dev, by three rules, with its "
                     "scores on test");
    choices->common.addTo(*selection);
    selection->add_option("-m,--metric", choices->rules.metric, "bleu, chrf, ter or loss")
        ->check(CLI::IsMember({"bleu", "chrf", "ter", "loss"}))
        ->capture_default_str();
    selection->add_option("--sweep", choices->sweep, "Only trials of this sweep (number or name)");
    selection
        ->add_option("--loss-budget", choices->rules.lossBudget,
                     "Points that the old domains may lose on dev against the base model")
        ->capture_default_str();
    selection->add_option("--format", choices->format, "text, csv, latex or json")
        ->check(CLI::IsMember({"text", "csv", "latex", "json"}))
        ->capture_default_str();
    CLI::Option* save =
        selection->add_option("--save", choices->save, "Keep the choice in the study as this name");
    selection
        ->add_option("--kept", choices->kept, "The choice of this name, as it was when it was kept")
        ->excludes(save)
        ->excludes("--metric")
        ->excludes("--sweep")
        ->excludes("--loss-budget");
    selection->callback([choices] { exportSelection(*choices); });
}

} // namespace palimpsest
