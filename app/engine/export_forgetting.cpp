// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/export.h"
#include "app/engine/study_setup.h"
#include "engine/reporting/forgetting.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

void exportForgetting(const ExportOptions& choices)
{
    const StudyOptions& common = choices.common;
    const StudyStore store = openForReading(common.study);
    ForgettingOptions options;
    options.metric = choices.metric;
    options.split = splitFromString(choices.split);
    options.sweep = choices.sweep.empty() ? 0 : findSweep(store, choices.sweep).id;
    const auto matrices = forgettingMatrices(store.jobs(), store.evaluations(), options);
    if (matrices.empty())
        throw BadInput(common.study.string() +
                       ": no step of a sequence has a score yet; give a sweep a [sequence] of "
                       "domains and run it.");
    if (common.json || choices.format == "json")
        common.print(forgettingJson(matrices));
    else if (choices.format == "csv")
        common.print(forgettingCsv(matrices));
    else if (choices.format == "latex")
        common.print(forgettingLatex(matrices, choices.metric));
    else
        common.print(forgettingText(matrices));
}

} // namespace

void addExportForgetting(CLI::App& command)
{
    const auto choices = std::make_shared<ExportOptions>();
    choices->format = "text";
    CLI::App* forgetting = command.add_subcommand(
        "forgetting", "What each step of a sequence did to each domain, and what was forgotten");
    addChoices(*forgetting, *choices);
    forgetting->add_option("--format", choices->format, "text, csv, latex or json")
        ->check(CLI::IsMember({"text", "csv", "latex", "json"}))
        ->capture_default_str();
    forgetting->callback([choices] { exportForgetting(*choices); });
}

} // namespace palimpsest
