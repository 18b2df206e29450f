// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <memory>

#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/study_options.h"
#include "app/engine/study_setup.h"
#include "app/engine/terminal_text.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

struct DemoOptions {
    StudyOptions common;
    std::string pair = "de-en";
    std::string corpora;
    std::string devices;
};

/// resources/: where the environment says, beside the installed program, or in the source tree.
fs::path resourceFolder()
{
    std::vector<fs::path> candidates;
    if (const char* given = std::getenv("PALIMPSEST_RESOURCES"))
        candidates.emplace_back(given);
    const fs::path program = fs::read_symlink("/proc/self/exe");
    candidates.push_back(program.parent_path().parent_path() / "share" / "palimpsest");
    candidates.emplace_back(PALIMPSEST_SOURCE_RESOURCES);
    for (const fs::path& candidate : candidates) {
        if (fs::exists(candidate / "demo"))
            return candidate;
    }
    throw BadInput(
        "The program's resources were not found; set PALIMPSEST_RESOURCES to their folder.");
}

/// Runs a program with this terminal as its output; throws when it fails.
void runProgram(const std::vector<std::string>& words)
{
    std::vector<std::string> copies = words;
    std::vector<char*> arguments;
    for (std::string& word : copies)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(STDERR_FILENO, STDOUT_FILENO); // stdout is for results
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    int state = 0;
    if (child < 0 || ::waitpid(child, &state, 0) != child)
        throw BadInput(words.front() + " could not be started.");
    if (WIFEXITED(state) && WEXITSTATUS(state) == 127)
        throw BadInput(words.front() + " is missing: install the package " + words.front() + ".");
    if (!WIFEXITED(state) || WEXITSTATUS(state) != 0)
        throw BadInput(
            "The demo text could not be built (see above); mend the cause and run the command "
            "again, it goes on where it stopped.");
}

void setDevices(StudyFile& file, const std::string& devices)
{
    if (!devices.empty())
        file.sweep.devices = devices;
    validate(file.sweep);
}

/// All domains of the file are in the study: their text is not needed again.
bool hasAllDomains(const fs::path& study, const StudyFile& file)
{
    if (!fs::exists(StudyLayout(study).database()))
        return false;
    const StudyStore store = openForReading(study);
    return std::all_of(file.domains.begin(), file.domains.end(), [&](const DomainSource& domain) {
        return store.domain(domain.name).has_value();
    });
}

void runDemo(const DemoOptions& options)
{
    const fs::path study = options.common.study;
    const fs::path demo = resourceFolder() / "demo";
    StudyFile file = readStudyFile(demo / ("study-" + options.pair + ".toml"));
    setDevices(file, options.devices);
    const fs::path built = fs::absolute(study) / "demo-text";
    fs::path corpora = options.corpora;
    if (hasAllDomains(study, file)) {
        file.domains.clear();
    } else if (corpora.empty()) {
        runProgram({"python3", (demo / "build_corpora.py").string(), "--pair", options.pair,
                    "--work", (built / "work").string(), "--out", built.string()});
        corpora = built / options.pair;
    }
    const RowId sweep = applyStudyFile(study, file, corpora, sayOnTerminal);
    fs::remove_all(built); // the study has its own copy
    const StudyStore store = openForReading(study);
    if (options.common.json)
        options.common.print(nlohmann::json{{"study", fs::absolute(study).string()},
                                            {"sweep", sweep},
                                            {"name", store.study().name}});
    else
        options.common.print(
            "The demo study is ready; start it with: palimpsest-engine sweep run --study " +
            study.string());
}

} // namespace

void addDemoCommand(CLI::App& app)
{
    auto options = std::make_shared<DemoOptions>();
    CLI::App* command = app.add_subcommand(
        "demo",
        "Prepare the demo study out of translations in Debian packages, without running it");
    options->common.addTo(*command);
    command->add_option("--pair", options->pair, "Languages")
        ->check(CLI::IsMember({"de-en", "en-fr"}))
        ->capture_default_str();
    command
        ->add_option("--corpora", options->corpora, "Folder of a pair whose text is built already")
        ->check(CLI::ExistingDirectory);
    command->add_option("--devices", options->devices,
                        "Where the sweep's workers run: auto, cpu:2x1, cuda:0");
    command->callback([options] { runDemo(*options); });
}

} // namespace palimpsest
