// SPDX-License-Identifier: GPL-3.0-or-later
// The score subcommand alone, so that its test needs neither LibTorch nor the whole engine.
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "engine/study/error.h"

int main(int argc, char** argv)
{
    CLI::App app;
    palimpsest::addScoreCommand(app);
    try {
        app.parse(argc, argv);
    } catch (const palimpsest::Error& error) {
        std::cerr << error.what() << '\n';
        return static_cast<int>(error.code());
    }
}
