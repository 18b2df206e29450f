// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/conduct_session.h"
#include "app/engine/study_options.h"
#include "engine/study/error.h"

namespace palimpsest
{

void addResumeCommand(CLI::App& app)
{
    struct Options {
        StudyOptions common;
        std::string devices;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "resume",
        "Go on with every sweep of a study that a reboot, a logout or a crash interrupted");
    options->common.addTo(*command);
    command->add_option(
        "--devices", options->devices,
        "Where workers run, instead of what the sweeps say: auto, cpu:2x1, cuda:0, slurm:20x2");
    command->footer("What somebody paused or cancelled, and what failed, stays as it is.\n"
                    "resources/systemd/palimpsest@.service runs this whenever the machine starts.");
    command->callback([options] {
        conductInForeground(options->common.study, options->devices,
                            {"study.resume", nlohmann::json::object()});
    });
}

} // namespace palimpsest
