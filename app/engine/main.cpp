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
    addResumeCommand(app);
    addScoreCommand(app);
    addExportCommand(app);
    addBundleCommand(app);
    addImportCommand(app);
    addDemoCommand(app);
    for (const NeuralCommand& command : kNeuralCommands) { // for the lists; not parsed here
        CLI::App* parent = *command.group ? app.get_subcommand(command.group) : &app;
        parent->add_subcommand(command.name, command.help);
    }
}

bool isNeural(int argc, char** argv)
{
    const auto word = [&](int index) {
        return index < argc ? std::string_view(argv[index]) : std::string_view();
    };
    return std::ranges::any_of(kNeuralCommands, [&](const NeuralCommand& command) {
        return *command.group ? word(1) == command.group && word(2) == command.name
                              : word(1) == command.name;
    });
}

} // namespace

/// All but what needs LibTorch, whose loading costs a third of a second and 100 MB: that is left to
/// palimpsest-engine-nn, which takes this process over.
int main(int argc, char** argv)
{
    return runCommandLine(argc, argv, [&](CLI::App& app) {
        if (isNeural(argc, argv))
            becomeNeuralProgram(argv);
        addCommands(app);
    });
}
