// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace palimpsest
{

/// Runs a script beside these tests with the Python that has the references: it reads the JSON in
/// its first argument and writes JSON to its second. Throws std::runtime_error with what Python
/// said.
nlohmann::json askPython(const std::string& script, const nlohmann::json& question);

/// True where the Python environment of the tests exists.
bool hasPython();

} // namespace palimpsest
