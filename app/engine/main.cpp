// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string_view>

#include <CLI/CLI.hpp>

#include "app/engine/command_line.h"
#include "app/engine/commands.h"
#include "app/engine/neural_program.h"

using namespace palimpsest;

namespace
{

void addCommands(CLI::App& app)
{
    addStudyCommand(app);
    addDomainCommand(app);
    addTokenizerCommand(app);
    addBaseCommand(app);
    addFisherCommand(app);
    addSweepCommand(app);
    addConductCommand(app);
    addScoreCommand(app);
    addExportCommand(app);
    addBundleCommand(app);
    addImportCommand(app);
    addDemoCommand(app);
    for (const NeuralCommand& command : kNeuralCommands) // for the list; they are not parsed here
        app.add_subcommand(command.name, command.help);
}

bool isNeural(std::string_view name)
{
    return std::ranges::any_of(kNeuralCommands,
                               [&](const NeuralCommand& command) { return name == command.name; });
}

} // namespace

/// All but what needs LibTorch, whose loading costs a third of a second and 100 MB: that is left to
/// palimpsest-engine-nn, which takes this process over.
int main(int argc, char** argv)
{
    return runCommandLine(argc, argv, [&](CLI::App& app) {
        if (argc > 1 && isNeural(argv[1]))
            becomeNeuralProgram(argv);
        addCommands(app);
    });
}
