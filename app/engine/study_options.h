// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/store/study_store.h"

namespace CLI
{
class App;
}

namespace palimpsest
{

/// The flags that nearly every subcommand has.
struct StudyOptions {
    std::filesystem::path study = "."; ///< --study
    bool json = false;                 ///< --json: results as JSON on stdout
    std::filesystem::path output;      ///< -o: a file instead of stdout

    void addTo(CLI::App& command);
    /// Writes a result where the flags say, closed by a newline; a file is replaced atomically, a
    /// device or pipe written to. Throws Error (DiskFull) when stdout takes no more.
    void print(const std::string& text) const;
    void print(const nlohmann::json& value) const;
};

/// Migrates a study that an older version of the program wrote (a copy stays beside it), and says
/// so on stderr.
void bringUpToDate(const std::filesystem::path& study);
/// A store for looking, brought up to date first; with a sentence on stderr where a newer version
/// of the program wrote it.
StudyStore openForReading(const std::filesystem::path& study);

/// The sweep of this name or number; empty = the newest. Throws BadInput naming those that exist.
SweepRow findSweep(const StudyStore& store, const std::string& nameOrNumber);

/// Writes results as StudyOptions::print does; an empty path means stdout.
void writeResult(const std::string& text, const std::filesystem::path& output);

} // namespace palimpsest
