// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/export.h"
#include "app/engine/study_setup.h"
#include "engine/reporting/claims.h"

namespace palimpsest
{
namespace
{

struct ClaimChoices {
    ExportOptions shown;
    std::string strategy;
    std::string over;
};

void exportClaims(const ClaimChoices& choices)
{
    const StudyOptions& common = choices.shown.common;
    const StudyStore store = openForReading(common.study);
    ClaimOptions options;
    options.metric = choices.shown.metric;
    options.split = splitFromString(choices.shown.split);
    options.sweep = choices.shown.sweep.empty() ? 0 : findSweep(store, choices.shown.sweep).id;
    options.strategy = choices.strategy;
    options.over = choices.over;
    const Claims claims = claimsOf(store, options);
    if (common.json || choices.shown.format == "json")
        common.print(jsonClaims(claims));
    else if (choices.shown.format == "latex")
        common.print(latexClaims(claims));
    else
        common.print(textClaims(claims));
}

} // namespace

void addExportClaims(CLI::App& command)
{
    const auto choices = std::make_shared<ClaimChoices>();
    choices->shown.format = "text";
    CLI::App* claims = command.add_subcommand(
        "claims", "Gains on old domains at comparable score on new ones, with interval and p");
    addChoices(*claims, choices->shown);
    claims->add_option("--strategy", choices->strategy, "Whose points, such as ewc+mixing");
    claims->add_option("--over", choices->over, "Against whose front, such as ewc");
    claims->add_option("--format", choices->shown.format, "text, latex or json")
        ->check(CLI::IsMember({"text", "latex", "json"}))
        ->capture_default_str();
    claims->callback([choices] { exportClaims(*choices); });
}

} // namespace palimpsest
