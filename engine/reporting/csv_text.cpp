// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/csv_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/reporting/table_formats.h"

namespace palimpsest
{
namespace
{

constexpr std::string_view kCellEnds = ",;\t\r\n";
/// What may stand before a formula and is skipped. The apostrophe is among them so that a text
/// which begins with one already gets another, and textBehindInert gives back just what was there.
constexpr std::string_view kSkipped = " '\"";
/// What begins a formula, the wide forms of East Asian keyboards included.
constexpr std::array<std::string_view, 8> kStarts = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};

bool isNumber(std::string_view text)
{
    if (text.starts_with('+') || text.starts_with('-'))
        text.remove_prefix(1);
    if (text.ends_with('%'))
        text.remove_suffix(1);
    if (text.starts_with('-') || text.find('(') != std::string_view::npos) // "--1", "nan(…)"
        return false;
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    return end.ec != std::errc::invalid_argument && end.ptr == text.data() + text.size();
}

bool beginsFormula(std::string_view part)
{
    part.remove_prefix(std::min(part.find_first_not_of(kSkipped), part.size()));
    return std::ranges::any_of(kStarts, [&](auto start) { return part.starts_with(start); });
}

std::string inertPart(std::string_view part)
{
    return (beginsFormula(part) ? "'" : "") + std::string(part);
}

std::string partBehindInert(std::string_view part)
{
    return std::string(part.starts_with('\'') && beginsFormula(part) ? part.substr(1) : part);
}

/// The text with each of its parts changed.
std::string changedParts(std::string_view text, std::string (*change)(std::string_view))
{
    std::string changed;
    for (std::size_t at = 0;;) {
        const std::size_t end = std::min(text.find_first_of(kCellEnds, at), text.size());
        changed += change(text.substr(at, end - at));
        if (end == text.size())
            return changed;
        changed += text[end];
        at = end + 1;
    }
}

std::string csvField(const std::string& text)
{
    const std::string inert = inertText(text);
    if (inert.find_first_of("\"" + std::string(kCellEnds)) == std::string::npos)
        return inert;
    std::string field = "\"";
    for (const char c : inert)
        field += c == '"' ? "\"\"" : std::string(1, c);
    return field + "\"";
}

} // namespace

std::string inertText(std::string_view text)
{
    const std::size_t sign = std::min(text.find_first_not_of(' '), text.size());
    return isNumber(text.substr(sign)) ? std::string(text) : changedParts(text, inertPart);
}

std::string textBehindInert(std::string_view text)
{
    return changedParts(text, partBehindInert);
}

std::string csvLine(const std::vector<std::string>& fields)
{
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i)
        line += (i ? "," : "") + csvField(fields[i]);
    return line + "\r\n";
}

std::string tsvLine(const std::vector<std::string>& fields)
{
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i)
        line += (i ? "\t" : "") + inertText(plainText(fields[i]));
    return line + "\n";
}

} // namespace palimpsest
