// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace palimpsest
{

/// Rows that a rescue brought over, by table; and how many rows could not be read, as far as the
/// damaged database says how many there were.
struct Rescue {
    std::map<std::string, std::int64_t> rows;
    std::int64_t lost = 0;
};

/// Where a new study.db stands, whole, until it takes the damaged one's place. Where it is left, a
/// repair was ended in between: nobody writes to the study until another one has finished it.
std::filesystem::path rescuedFileOf(const std::filesystem::path& study);

/// Makes a new database at `to`, whole or not at all, out of every row of a damaged study.db that
/// can still be read, from the front of each table and from its back. Rows that contradict others
/// are left out, and rows whose owners are lost. `damaged` stays as it is. Throws BadInput where
/// not even its list of tables can be read, and Error for whatever is not damage, as a full disk.
Rescue rescueDatabase(const std::filesystem::path& damaged, const std::filesystem::path& to);

} // namespace palimpsest
