// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/unicode.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace palimpsest
{

namespace
{

unsigned byteAt(std::string_view text, std::size_t position)
{
    return static_cast<unsigned char>(text[position]);
}

bool isAsciiSpace(unsigned byte)
{
    return byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x1F);
}

/// Length of the sequence that `lead` starts, 0 where no sequence starts with it.
std::size_t sequenceLength(unsigned lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// The second byte's bounds exclude overlong forms, surrogates and what lies above U+10FFFF.
bool secondByteFits(unsigned lead, unsigned second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return second >= 0x80 && second <= 0xBF;
    }
}

} // namespace

bool isValidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byteAt(text, i);
        const std::size_t length = sequenceLength(lead);
        if (length == 0 || i + length > text.size())
            return false;
        if (length > 1 && !secondByteFits(lead, byteAt(text, i + 1)))
            return false;
        for (std::size_t k = 2; k < length; ++k)
            if ((byteAt(text, i + k) & 0xC0) != 0x80)
                return false;
        i += length;
    }
    return true;
}

std::u32string decodeUtf8(std::string_view text)
{
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byteAt(text, i);
        const std::size_t length = sequenceLength(lead);
        char32_t point = lead;
        if (length > 1) {
            point = lead & (0xFFU >> (length + 1));
            for (std::size_t k = 1; k < length; ++k)
                point = (point << 6) | (byteAt(text, i + k) & 0x3F);
        }
        points.push_back(point);
        i += length == 0 ? 1 : length;
    }
    return points;
}

void appendUtf8(std::string& text, char32_t codePoint)
{
    const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xC0 | (codePoint >> 6));
        put(0x80 | (codePoint & 0x3F));
    } else if (codePoint < 0x10000) {
        put(0xE0 | (codePoint >> 12));
        put(0x80 | ((codePoint >> 6) & 0x3F));
        put(0x80 | (codePoint & 0x3F));
    } else {
        put(0xF0 | (codePoint >> 18));
        put(0x80 | ((codePoint >> 12) & 0x3F));
        put(0x80 | ((codePoint >> 6) & 0x3F));
        put(0x80 | (codePoint & 0x3F));
    }
}

std::string encodeUtf8(std::u32string_view text)
{
    std::string bytes;
    bytes.reserve(text.size());
    for (const char32_t point : text)
        appendUtf8(bytes, point);
    return bytes;
}

bool isPythonSpace(char32_t codePoint)
{
    if (codePoint < 0x80)
        return isAsciiSpace(codePoint);
    return codePoint == 0x85 || codePoint == 0xA0 || codePoint == 0x1680 ||
           (codePoint >= 0x2000 && codePoint <= 0x200A) || codePoint == 0x2028 ||
           codePoint == 0x2029 || codePoint == 0x202F || codePoint == 0x205F || codePoint == 0x3000;
}

std::size_t spaceBytesAt(std::string_view text, std::size_t position)
{
    const unsigned lead = byteAt(text, position);
    if (lead < 0x80)
        return isAsciiSpace(lead) ? 1 : 0;
    const std::size_t left = text.size() - position;
    if (lead == 0xC2 && left >= 2) {
        const unsigned second = byteAt(text, position + 1);
        return second == 0x85 || second == 0xA0 ? 2 : 0;
    }
    if (left < 3 || lead < 0xE1 || lead > 0xE3)
        return 0;
    const char32_t point = ((lead & 0x0F) << 12) | ((byteAt(text, position + 1) & 0x3F) << 6) |
                           (byteAt(text, position + 2) & 0x3F);
    return isPythonSpace(point) ? 3 : 0;
}

void splitWhitespace(std::string_view text, std::vector<std::string_view>& words)
{
    words.clear();
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t space = spaceBytesAt(text, i);
        if (space == 0) {
            ++i;
            continue;
        }
        if (i > start)
            words.push_back(text.substr(start, i - start));
        i += space;
        start = i;
    }
    if (start < text.size())
        words.push_back(text.substr(start));
}

std::vector<std::string_view> splitWhitespace(std::string_view text)
{
    std::vector<std::string_view> words;
    splitWhitespace(text, words);
    return words;
}

std::string_view stripRight(std::string_view text)
{
    while (!text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && (byteAt(text, last) & 0xC0) == 0x80)
            --last;
        if (spaceBytesAt(text, last) == 0)
            break;
        text = text.substr(0, last);
    }
    return text;
}

std::string toLower(std::string_view text)
{
    std::string lower;
    icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())))
        .toLower(icu::Locale::getRoot())
        .toUTF8String(lower);
    return lower;
}

} // namespace palimpsest
