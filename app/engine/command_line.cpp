// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/command_line.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/engine/error_sentence.h"
#include "app/engine/terminal_text.h"
#include "engine/study/error.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

/// The parser would only say that a subcommand is required.
void refuseUnknownSubcommands(const CLI::App& app, int argc, char** argv)
{
    std::vector<const CLI::App*> known = app.get_subcommands({});
    std::string called = app.get_name();
    for (int i = 1; i < argc && !known.empty(); ++i) {
        const std::string word = argv[i];
        if (word.starts_with('-'))
            return;
        const auto found = std::ranges::find(known, word, &CLI::App::get_name);
        if (found == known.end())
            throw BadInput("There is no subcommand \"" + word + "\"; see " + called + " --help.");
        called += " " + word;
        known = (*found)->get_subcommands({});
    }
}

} // namespace

int runCommandLine(int argc, char** argv, const std::function<void(CLI::App&)>& addCommands)
{
    CLI::App app(
        "Palimpsest: adapt a translation model to new domains without losing the old one.");
    app.name("palimpsest-engine");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("palimpsest-engine ") + kVersion);
    app.footer(
        "Exit codes: 0 done, 1 bug, 2 bad input, 3 out of memory, 4 stopped and resumable,\n"
        "5 loss not finite, 6 disk full, 7 study in use, 8 worker lost, 9 some trials failed.");
    try {
        addCommands(app);
        refuseUnknownSubcommands(app, argc, argv);
        app.parse(argc, argv);
        return static_cast<int>(ExitCode::Done);
    } catch (const CLI::ParseError& error) {
        const bool asked = error.get_exit_code() == 0; // --help, --version
        const int code = app.exit(error);
        return asked ? code : static_cast<int>(ExitCode::BadInput);
    } catch (const std::exception& exception) {
        const Error error = asError(exception);
        std::cout.flush();
        std::cerr << "palimpsest-engine: " << terminalText(error.what()) << std::endl;
        return static_cast<int>(error.code());
    }
}

} // namespace palimpsest
