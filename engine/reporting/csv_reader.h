// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

struct CsvRecord {
    int line = 0; ///< on which it begins, from 1
    std::vector<std::string> fields;
};

/// The records of CSV text after RFC 4180; lines may also end with a line feed alone, and a byte
/// order mark before the first is skipped. Throws BadInput naming `file` and line for a quote that
/// is not closed or stands inside a field.
std::vector<CsvRecord> readCsv(const std::string& text, const std::string& file);

} // namespace palimpsest
