// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/preparation.h"

namespace palimpsest
{

void addFisherCommand(CLI::App& app)
{
    auto options = std::make_shared<PreparationOptions>();
    CLI::App* command = app.add_subcommand(
        "fisher",
        "Estimate the diagonal Fisher information of the base model; kept where it exists");
    options->addTo(*command);
    command->callback([options] { prepare(*options, RunKind::Fisher); });
}

} // namespace palimpsest
