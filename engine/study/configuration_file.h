// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

namespace palimpsest
{

/// A file that people write, TOML or (by its ending .json) JSON, as one JSON value. Throws BadInput
/// naming the file and the line where it is neither.
class ConfigurationFile
{
public:
    explicit ConfigurationFile(std::filesystem::path path);
    ~ConfigurationFile();

    const nlohmann::json& json() const { return m_json; }
    /// Throws BadInput: `problem` of the field at `field` ("sweep.strategies.2.lambda"), with its
    /// line where the file is TOML.
    [[noreturn]] void report(const std::string& field, const std::string& problem) const;

private:
    struct Positions;

    std::filesystem::path m_path;
    nlohmann::json m_json;
    std::unique_ptr<Positions> m_positions;
};

} // namespace palimpsest
