// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

/// The fields as one line of RFC 4180, its end included; a field is quoted where it has to be.
std::string csvLine(const std::vector<std::string>& fields);
/// The same parted by tabs; tabs, line ends and other control characters in a field become spaces.
std::string tsvLine(const std::vector<std::string>& fields);

} // namespace palimpsest
