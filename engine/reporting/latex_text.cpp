// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/latex_text.h"

#include <array>
#include <cstdio>
#include <map>

namespace palimpsest
{

namespace
{

const std::map<char32_t, const char*>& replacements()
{
    static const std::map<char32_t, const char*> table = {
        {U'\\', "\\textbackslash{}"},
        {U'{', "\\{"},
        {U'}', "\\}"},
        {U'$', "\\$"},
        {U'&', "\\&"},
        {U'%', "\\%"},
        {U'#', "\\#"},
        {U'_', "\\_"},
        {U'^', "\\textasciicircum{}"},
        {U'~', "\\textasciitilde{}"},
        {U'<', "$<$"},
        {U'>', "$>$"},
        {U'|', "$|$"},
        {U'"', "''"},
        {U'α', "$\\alpha$"},
        {U'β', "$\\beta$"},
        {U'γ', "$\\gamma$"},
        {U'λ', "$\\lambda$"},
        {U'θ', "$\\theta$"},
        {U'Δ', "$\\Delta$"},
        {U'±', "$\\pm$"},
        {U'×', "$\\times$"},
        {U'−', "$-$"},
        {U'–', "--"},
        {U'—', "---"},
        {U'→', "$\\rightarrow$"},
        {U'…', "\\ldots{}"},
        {U'’', "'"},
        {U'“', "``"},
        {U'”', "''"},
        {U'\u00A0', "~"},
    };
    return table;
}

/// Letters that the default encoding composes.
bool isSafeLetter(char32_t c)
{
    if (c >= 0x20 && c < 0x7F)
        return true;
    const bool latin1 = c >= 0xC0 && c <= 0xFF && c != 0xD0 && c != 0xD7 && c != 0xDE &&
                        c != 0xF0 && c != 0xF7 && c != 0xFE;
    constexpr std::u32string_view more = U"ČčĆćĚěŁłŃńŇňŒœŘřŚśŠšŤťŮůŸŹźŽžŻż";
    return latin1 || more.find(c) != std::u32string_view::npos;
}

/// Code points; a byte that is not UTF-8 counts as U+FFFD.
std::u32string codePoints(const std::string& text)
{
    std::u32string points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80    ? 1
                                   : lead >= 0xF0 ? 4
                                   : lead >= 0xE0 ? 3
                                   : lead >= 0xC2 ? 2
                                                  : 0;
        char32_t point = length == 1 ? lead : length == 0 ? 0 : lead & (0x7FU >> length);
        bool whole = length > 0 && i + length <= text.size();
        for (std::size_t k = 1; whole && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            whole = (next & 0xC0) == 0x80;
            point = (point << 6) | (next & 0x3F);
        }
        points += whole ? point : U'\uFFFD';
        i += whole ? length : 1;
    }
    return points;
}

std::string utf8(char32_t c)
{
    std::string text;
    if (c < 0x80)
        text += static_cast<char>(c);
    else { // the safe letters all lie below U+0800
        text += static_cast<char>(0xC0 | (c >> 6));
        text += static_cast<char>(0x80 | (c & 0x3F));
    }
    return text;
}

} // namespace

std::string latexText(const std::string& text)
{
    std::string out;
    for (const char32_t c : codePoints(text)) {
        const auto found = replacements().find(c);
        if (found != replacements().end()) {
            out += found->second;
        } else if (isSafeLetter(c)) {
            out += utf8(c);
        } else if (c < 0x20) {
            out += ' ';
        } else {
            std::array<char, 16> code{};
            std::snprintf(code.data(), code.size(), "[U+%04X]", static_cast<unsigned>(c));
            out += code.data();
        }
    }
    return out;
}

std::string latexComment(const std::string& text)
{
    std::string line = text;
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    }
    return "% " + line + "\n";
}

} // namespace palimpsest
