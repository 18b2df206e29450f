// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/study_options.h"
#include "engine/reporting/bundle.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

struct ExportBundleOptions {
    StudyOptions common;
    bool keepNames = false;
    bool withoutText = false;
};

void exportBundle(const ExportBundleOptions& options)
{
    if (options.common.output.empty())
        throw BadInput("A bundle is a file: name it with -o, such as -o study.palimpsest.");
    BundleOptions wanted;
    wanted.keepNames = options.keepNames;
    wanted.withText = !options.withoutText;
    bringUpToDate(options.common.study);
    const nlohmann::json manifest =
        writeBundle(options.common.study, options.common.output, wanted);
    if (options.common.json)
        writeResult(manifest.dump(2) + "\n", {});
    else
        writeResult(describeBundle(manifest), {});
}

struct CheckOptions {
    std::filesystem::path file;
    bool json = false;
    std::filesystem::path output;
};

void checkBundleFile(const CheckOptions& options)
{
    const BundleCheck check = checkBundle(options.file);
    if (!check.intact()) {
        std::string changes;
        for (const std::string& change : check.changes)
            changes += " " + change;
        throw BadInput(options.file.string() +
                       " is not as it was made; ask its author for it anew." + changes);
    }
    if (options.json)
        writeResult(check.manifest.dump(2) + "\n", options.output);
    else
        writeResult("Unchanged.\n" + describeBundle(check.manifest), options.output);
}

} // namespace

void addExportBundleCommand(CLI::App& parent)
{
    const auto options = std::make_shared<ExportBundleOptions>();
    CLI::App* command = parent.add_subcommand(
        "bundle", "One read-only file with all results, for readers and reviewers (-o names it)");
    options->common.addTo(*command);
    command->add_flag("--keep-names", options->keepNames,
                      "Leave hosts, users, process numbers and folders in it");
    command->add_flag("--without-text", options->withoutText,
                      "Leave sources, references and translations out; tests still work");
    command->callback([options] { exportBundle(*options); });
}

void addBundleCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("bundle", "Look at a bundle");
    command->require_subcommand(1);
    const auto options = std::make_shared<CheckOptions>();
    CLI::App* check = command->add_subcommand(
        "check", "Say whether a bundle is as it was made, and what is in it");
    check->add_option("file", options->file, "The bundle")->required();
    check->add_flag("--json", options->json, "Print its manifest");
    check->add_option("-o,--output", options->output, "Write the result to this file");
    check->callback([options] { checkBundleFile(*options); });
}

} // namespace palimpsest
