// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace palimpsest
{

/// The hash (Corpus::hash) of a text as it lies in a study: two plain files with as many lines.
/// Throws BadInput naming the file that cannot be read as such.
std::string corpusHash(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace palimpsest
