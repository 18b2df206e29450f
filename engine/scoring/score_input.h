// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace palimpsest
{

/// Lines of a text file, plain or gzip, without the white space at their ends, as sacreBLEU's
/// command reads them. Throws BadInput for a file that cannot be read or is not UTF-8.
std::vector<std::string> readScoreLines(const std::string& path);

/// Systems side by side, apart by tabs; all lines must have as many. `name` stands in the sentence
/// of an error.
std::vector<std::vector<std::string>> splitColumns(const std::vector<std::string>& lines,
                                                   const std::string& name, std::size_t columns);

/// Lines of standard input: CR and CR LF end a line too.
std::vector<std::string> readScoreLines(std::istream& input);

} // namespace palimpsest
