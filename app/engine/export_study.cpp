// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/study_options.h"
#include "engine/reporting/study_export.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

struct ExportStudyOptions {
    StudyOptions common;
    std::string format = "csv";
    StudyTablesOptions tables;
};

void exportStudy(const ExportStudyOptions& options)
{
    const std::filesystem::path& folder = options.common.output;
    if (folder.empty())
        throw BadInput("These are several files: name a folder for them with -o.");
    if (std::filesystem::exists(folder) && !std::filesystem::is_directory(folder))
        throw BadInput(folder.string() + " is not a folder: name one with -o.");
    const StudyStore store = openForReading(options.common.study);
    const bool csv = options.format == "csv";
    const std::vector<NamedText> files =
        csv ? studyTables(store, options.tables) : studyEvents(store);
    if (files.empty())
        throw BadInput("The study " + options.common.study.string() +
                       " has no run of a trial yet: start its sweep first.");
    auto list = nlohmann::json::array();
    std::string text;
    for (const std::filesystem::path& path : writeFiles(folder, files)) {
        list.push_back(path.string());
        text += path.string() + "\n";
    }
    writeResult(options.common.json ? list.dump(2) + "\n" : text, {});
}

} // namespace

void addExportStudyCommand(CLI::App& parent)
{
    const auto options = std::make_shared<ExportStudyOptions>();
    CLI::App* command = parent.add_subcommand(
        "study", "All trials, scores and training curves for other programs (-o names a folder)");
    options->common.addTo(*command);
    command
        ->add_option("--format", options->format,
                     "csv (tidy tables) or tensorboard (event files, one folder a run)")
        ->check(CLI::IsMember({"csv", "tensorboard"}))
        ->capture_default_str();
    command->add_flag("--segments", options->tables.segments,
                      "csv: also the statistics of each segment");
    command->add_flag("--sentences", options->tables.sentences,
                      "csv: also every translation beside its source and reference");
    command->callback([options] { exportStudy(*options); });
}

} // namespace palimpsest
