// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// One text for one value: keys sorted, no white space, shortest round-trip numbers, integral
/// floats as integers (1.0 and 1 are the same configuration). Throws BadInput on NaN or infinity.
std::string canonicalJson(const nlohmann::json& value);

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
/// Of a file's content, read in blocks; throws BadInput naming a file that cannot be read.
std::string sha256File(const std::string& path);

/// Identity of a configuration: sha256 of its canonical JSON.
std::string identityOf(const nlohmann::json& value);

/// First twelve digits of an identity, for folder names and the screen.
std::string shortId(const std::string& identity);

} // namespace palimpsest
