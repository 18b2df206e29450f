// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// JSON objects that show when they were damaged: the field "seal" is the SHA-256 of the canonical
/// JSON of all others. Without it a flipped bit in a number is a number like any other.

/// The object with its seal.
nlohmann::json sealed(nlohmann::json object);

/// Takes the seal off. False where it does not fit the rest; objects that earlier versions wrote
/// without one pass.
bool unseal(nlohmann::json& object);

/// Writes an object with its seal, atomically (see writeFileAtomically).
void writeSealedJson(const std::filesystem::path& file, const nlohmann::json& object);

/// Reads it, without the seal. Throws BadInput naming the file where it cannot be read, is no JSON
/// object or does not fit its seal; the sentence ends with `remedy` ("train it again").
nlohmann::json readSealedJson(const std::filesystem::path& file, const std::string& remedy);

} // namespace palimpsest
