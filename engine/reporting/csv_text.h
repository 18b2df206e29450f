// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// The fields as one line of RFC 4180, its end included; a field is quoted where it has to be. Each
/// field goes through inertText.
std::string csvLine(const std::vector<std::string>& fields);
/// The same parted by tabs; tabs, line ends and other control characters in a field become spaces.
std::string tsvLine(const std::vector<std::string>& fields);

/// Text that no spreadsheet calculates: an apostrophe stands before each part of it that would
/// begin a formula (= + - @, also behind blanks and quotes). Parts end where some spreadsheet ends
/// a cell: at a comma, semicolon, tab or line end, whatever stands around them. A number stays.
std::string inertText(std::string_view text);
/// What inertText was given; a text that it did not change stays.
std::string textBehindInert(std::string_view text);

} // namespace palimpsest
