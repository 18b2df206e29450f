// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "engine/store/finding.h"

namespace palimpsest
{

/// Looks through study.db without changing it: SQLite's own integrity check, foreign keys, the
/// schema letter by letter, JSON, and whether every row can be read and every compressed value
/// unpacked (Zstandard's checksum). A database of a newer version of the program is looked at as
/// far as its structure goes.
std::vector<Finding> checkDatabase(const std::filesystem::path& study);

} // namespace palimpsest
