// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/preparation.h"

namespace palimpsest
{

void addTokenizerCommand(CLI::App& app)
{
    CLI::App* group =
        app.add_subcommand("tokenizer", "Make the SentencePiece tokenizer of a study");
    group->require_subcommand(1);
    auto options = std::make_shared<PreparationOptions>();
    CLI::App* command = group->add_subcommand(
        "train", "Make the SentencePiece tokenizer of a study; kept where it exists");
    options->addTo(*command);
    command->callback([options] { prepare(*options, RunKind::Tokenizer); });
}

} // namespace palimpsest
