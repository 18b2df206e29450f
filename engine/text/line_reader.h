// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/text/gzip_file.h"

namespace palimpsest
{

/// Lines of one UTF-8 text file, plain or gzip (told by its content). A byte-order mark and a CR
/// before LF are dropped; a last line without LF counts. Throws BadInput naming file and line:
/// missing file, folder, invalid UTF-8, damaged or truncated gzip.
class LineReader
{
public:
    explicit LineReader(std::filesystem::path file);

    bool next(std::string& line);                ///< false at the end
    std::int64_t line() const { return m_line; } ///< of the line just read, from 1
    std::int64_t bytesRead() const { return m_file.bytesRead(); }
    const std::filesystem::path& file() const { return m_file.path(); }

private:
    bool fill();
    void finish(std::string& line);

    GzipFile m_file;
    std::vector<char> m_buffer;
    std::size_t m_position = 0;
    std::size_t m_end = 0;
    std::int64_t m_line = 0;
};

/// Position of the first byte that is not UTF-8 (overlong forms and surrogates included), or npos.
std::size_t findInvalidUtf8(const std::string& text);

/// True when only white space is left of a line.
bool isBlank(const std::string& line);

} // namespace palimpsest
