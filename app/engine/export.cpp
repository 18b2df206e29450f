// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/export.h"
#include "app/engine/terminal_text.h"
#include "engine/study/error.h"

namespace palimpsest
{
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
        std::cerr << "Warning: " << terminalText(warning) << '\n';
}

void addExportCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "export",
        "Write the results as a table, claims, choice, figure, bundle, sentences or data; say "
        "where a file comes from");
    command->require_subcommand(1);

    addExportTable(*command);
    addExportClaims(*command);
    addExportForgetting(*command);
    addExportSelection(*command);
    addExportFigure(*command);
    addExportProvenance(*command);
    addExportBundleCommand(*command);
    addExportStudyCommand(*command);
    addExportSentences(*command);
}

} // namespace palimpsest
