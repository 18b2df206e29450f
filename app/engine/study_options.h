// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

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

    void addTo(CLI::App& command, bool withOutput = false);
    /// Writes a result where the flags say, closed by a newline; a file is replaced atomically.
    void print(const std::string& text) const;
    void print(const nlohmann::json& value) const;
};

} // namespace palimpsest
