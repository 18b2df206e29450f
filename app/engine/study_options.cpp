// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_options.h"

#include <fstream>
#include <iostream>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/terminal_text.h"
#include "engine/store/migrations.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

void StudyOptions::addTo(CLI::App& command)
{
    command.add_option("--study", study, "Folder of the study, or a bundle to read")
        ->capture_default_str();
    command.add_flag("--json", json, "Print results as JSON");
    command.add_option("-o,--output", output, "Write the result to this file");
}

void StudyOptions::print(const std::string& text) const
{
    writeResult(text.empty() || text.back() != '\n' ? text + '\n' : text, output);
}

void StudyOptions::print(const nlohmann::json& value) const
{
    print(value.dump(2));
}

void bringUpToDate(const std::filesystem::path& study)
{
    if (!isOfOlderVersion(study))
        return;
    const StudyStore store(study, OpenMode::ReadWrite);
    std::cerr << "The study was written by an older version of this program and is brought up to "
                 "date; a copy of what it was stays beside study.db."
              << std::endl;
}

StudyStore openForReading(const std::filesystem::path& study)
{
    bringUpToDate(study);
    StudyStore store(study, OpenMode::ReadOnly);
    if (store.ofNewerVersion()) // of the reasons for reading only, the one that was not asked for
        std::cerr << store.readOnlyReason() << std::endl;
    return store;
}

void writeResult(const std::string& text, const std::filesystem::path& output)
{
    std::error_code error;
    const auto type = std::filesystem::status(output, error).type();
    const bool replaceable = type == std::filesystem::file_type::regular ||
                             type == std::filesystem::file_type::not_found;
    if (!output.empty() && replaceable) {
        writeFileAtomically(output, text);
        return;
    }
    if (type == std::filesystem::file_type::directory)
        throw BadInput(output.string() + " is a folder; name a file inside it with -o.");
    std::ofstream device; // /dev/stdout, a pipe: never to be replaced by a file
    if (!output.empty())
        device.open(output);
    std::ostream& out = output.empty() ? std::cout : device;
    const bool onTerminal = output.empty() && ::isatty(STDOUT_FILENO) == 1;
    out << (onTerminal ? terminalText(text) : text) << std::flush;
    if (!out)
        throw Error(ExitCode::DiskFull,
                    (output.empty() ? std::string("Standard output") : output.string()) +
                        " takes no more: make room on the disk and start again.");
}

SweepRow findSweep(const StudyStore& store, const std::string& nameOrNumber)
{
    const std::vector<SweepRow> sweeps = store.sweeps();
    if (sweeps.empty())
        throw BadInput(store.folder().string() +
                       ": the study has no sweep; give one with 'sweep run --file study.toml'.");
    std::string known;
    const SweepRow* found = nullptr; // the newest of a name
    const SweepRow* newest = &sweeps.front();
    for (const SweepRow& row : sweeps) {
        if (!nameOrNumber.empty() &&
            (row.spec.name == nameOrNumber || std::to_string(row.id) == nameOrNumber))
            found = &row;
        if (row.id > newest->id)
            newest = &row;
        known +=
            (known.empty() ? "" : ", ") + std::to_string(row.id) + " \"" + row.spec.name + "\"";
    }
    if (found != nullptr)
        return *found;
    if (!nameOrNumber.empty())
        throw BadInput("There is no sweep \"" + nameOrNumber + "\"; there are: " + known + ".");
    return *newest;
}

} // namespace palimpsest
