// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include <CLI/CLI.hpp>
#include <torch/cuda.h>

#include "app/engine/command_line.h"
#include "app/engine/commands.h"
#include "app/engine/neural_program.h"

using namespace palimpsest;

/// palimpsest-engine-nn: the subcommands of palimpsest-engine that need LibTorch. Started by
/// palimpsest-engine, and answers like it.
int main(int argc, char** argv)
{
    return runCommandLine(argc, argv, [](CLI::App& app) {
        addTrialCommand(app);
        addEvaluateCommand(app);
        addTranslateCommand(app);
        addLambdaCommand(app);
        addPretrainedCommands(app);
        app.add_subcommand(kCountDevices, "Print the number of GPUs that LibTorch can use")
            ->callback([] { std::cout << torch::cuda::device_count() << std::endl; });
    });
}
