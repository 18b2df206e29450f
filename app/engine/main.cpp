// SPDX-License-Identifier: GPL-3.0-or-later
#include <exception>
#include <iostream>
#include <new>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "engine/study/error.h"
#include "palimpsest/version.h"

using namespace palimpsest;

namespace
{

int fail(ExitCode code, const std::string& sentence)
{
    std::cout.flush();
    std::cerr << "palimpsest-engine: " << sentence << std::endl;
    return static_cast<int>(code);
}

void addCommands(CLI::App& app)
{
    addStudyCommand(app);
    addDomainCommand(app);
    addTokenizerCommand(app);
    addBaseCommand(app);
    addFisherCommand(app);
    addSweepCommand(app);
    addConductCommand(app);
#ifdef PALIMPSEST_HAS_trial
    addTrialCommand(app);
#endif
    addEvaluateCommand(app);
#ifdef PALIMPSEST_HAS_translate
    addTranslateCommand(app);
#endif
#ifdef PALIMPSEST_HAS_score
    addScoreCommand(app);
#endif
#ifdef PALIMPSEST_HAS_export
    addExportCommand(app);
#endif
    addDemoCommand(app);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app(
        "Palimpsest: adapt a translation model to new domains without losing the old one.");
    app.name("palimpsest-engine");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("palimpsest-engine ") + kVersion);
    app.footer(
        "Exit codes: 0 done, 1 bug, 2 bad input, 3 out of memory, 4 stopped and resumable,\n"
        "5 loss not finite, 6 disk full, 7 study in use, 8 worker lost, 9 some trials failed.");
    addCommands(app);
    try {
        app.parse(argc, argv);
        return static_cast<int>(ExitCode::Done);
    } catch (const CLI::ParseError& error) {
        const bool asked = error.get_exit_code() == 0; // --help, --version
        const int code = app.exit(error);
        return asked ? code : static_cast<int>(ExitCode::BadInput);
    } catch (const Error& error) {
        return fail(error.code(), error.what());
    } catch (const std::bad_alloc&) {
        return fail(ExitCode::OutOfMemory, "The memory is used up; use a smaller model or batch.");
    } catch (const std::exception& error) {
        return fail(ExitCode::InternalError, std::string("Unexpected error: ") + error.what());
    }
}
