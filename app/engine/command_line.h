// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace CLI
{
class App;
}

namespace palimpsest
{

/// Parses a command line with the subcommands that `addCommands` adds, runs the one that is meant,
/// and turns whatever goes wrong into a sentence on stderr. Returns the exit code
/// (engine/study/exit_code.h).
int runCommandLine(int argc, char** argv, const std::function<void(CLI::App&)>& addCommands);

} // namespace palimpsest
