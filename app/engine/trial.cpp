// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/neural_program.h"
#include "app/engine/worker/run_worker.h"

namespace palimpsest
{

void addTrialCommand(CLI::App& app)
{
    struct Options {
        std::string study;
        std::string run;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(kTrial.name, kTrial.help);
    command->add_option("--study", options->study, "Study folder")->required();
    command->add_option("--run", options->run, "Name of a folder in runs/ with a config.json")
        ->required();
    command->footer(
        "The worker that a conductor starts. It reports through events.jsonl in the run "
        "folder;\nSIGTERM finishes the update, saves and leaves with code 4, and the "
        "same command goes on.");
    command->callback([options] { runWorker(options->study, options->run); });
}

} // namespace palimpsest
