// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/line_reader.h"

#include <algorithm>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

} // namespace

std::size_t findInvalidUtf8(const std::string& text)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int64_t>(text.size());
    std::int64_t position = 0;
    while (position < length) {
        if (bytes[position] < 0x80) {
            ++position;
            continue;
        }
        const std::int64_t start = position;
        UChar32 character = 0;
        U8_NEXT(bytes, position, length, character);
        if (character < 0)
            return static_cast<std::size_t>(start);
    }
    return std::string::npos;
}

bool isBlank(const std::string& line)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(line.data());
    const auto length = static_cast<std::int64_t>(line.size());
    std::int64_t position = 0;
    while (position < length) {
        UChar32 character = 0;
        U8_NEXT(bytes, position, length, character);
        if (character < 0 || !u_isUWhiteSpace(character))
            return false;
    }
    return true;
}

LineReader::LineReader(std::filesystem::path file)
    : m_file(std::move(file), "text file"), m_buffer(kBufferBytes)
{
}

bool LineReader::fill()
{
    const auto count = m_file.read(m_buffer.data(), static_cast<int>(kBufferBytes));
    if (!count)
        throw BadInput("Cannot read " + file().string() + " after line " + std::to_string(m_line) +
                       ": " + m_file.damage());
    m_position = 0;
    m_end = static_cast<std::size_t>(*count);
    return *count > 0;
}

void LineReader::finish(std::string& line)
{
    ++m_line;
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    if (m_line == 1 && line.starts_with("\xEF\xBB\xBF"))
        line.erase(0, 3);
    const std::size_t invalid = findInvalidUtf8(line);
    if (invalid != std::string::npos)
        throw BadInput(file().string() + ", line " + std::to_string(m_line) + ": byte " +
                       std::to_string(invalid + 1) +
                       " of the line is not UTF-8; convert the file to UTF-8.");
}

bool LineReader::next(std::string& line)
{
    line.clear();
    bool any = false;
    while (m_position < m_end || fill()) {
        any = true;
        const char* begin = m_buffer.data() + m_position;
        const char* end = m_buffer.data() + m_end;
        const char* newline = std::find(begin, end, '\n');
        line.append(begin, newline);
        m_position = static_cast<std::size_t>(newline - m_buffer.data());
        if (newline != end) {
            ++m_position;
            finish(line);
            return true;
        }
    }
    if (any)
        finish(line);
    return any;
}

} // namespace palimpsest
