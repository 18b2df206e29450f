// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// Zstandard, as the BLOBs of study.db use it. Throws BadInput for more than 256 MiB.
std::string compressed(std::string_view bytes);
/// Throws BadInput when the bytes are not a whole Zstandard frame, or one that claims to hold more
/// than 256 MiB, or more than 64 MiB and 1024 times its own size.
std::string decompressed(std::string_view frame);

/// Lines joined by line feeds and compressed. Throws BadInput when a line contains a line feed, or
/// there are more than four million.
std::string packLines(const std::vector<std::string>& lines);
/// Throws BadInput when the text does not have `count` lines, or has more than four million.
std::vector<std::string> unpackLines(std::string_view frame, std::int64_t count);

/// Rows of equal width as little-endian doubles, compressed. Throws BadInput when widths differ.
std::string packRows(const std::vector<std::vector<double>>& rows);
std::vector<std::vector<double>> unpackRows(std::string_view frame, std::int64_t rows,
                                            std::int64_t width);

} // namespace palimpsest
