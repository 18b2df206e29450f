// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/preparation.h"

namespace palimpsest
{

void addBaseCommand(CLI::App& app)
{
    CLI::App* group = app.add_subcommand("base", "Make the base model of a study, or bring one in");
    group->require_subcommand(1);
    auto options = std::make_shared<PreparationOptions>();
    CLI::App* command = group->add_subcommand(
        "train", "Train the base model of a study on its old domains; kept where it exists");
    options->addTo(*command);
    command->callback([options] { prepare(*options, RunKind::Base); });
}

} // namespace palimpsest
