// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/conduct_session.h"
#include "app/engine/study_options.h"

namespace palimpsest
{

void addConductCommand(CLI::App& app)
{
    struct Options {
        StudyOptions common;
        std::string devices;
        bool detach = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("conduct", "Work on everything that is queued in a study, then leave");
    options->common.addTo(*command);
    command->add_option(
        "--devices", options->devices,
        "Where workers run, instead of what the sweeps say: auto, cpu:2x1, cuda:0, slurm:20x2");
    command->add_flag(
        "--detach", options->detach,
        "Return at once; the work goes on without this terminal (output: conductor.log)");
    command->callback([options] {
        if (options->detach)
            startDetachedConductor(options->common.study, options->devices);
        else
            conductInForeground(options->common.study, options->devices);
    });
}

} // namespace palimpsest
