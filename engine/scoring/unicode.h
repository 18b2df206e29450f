// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// What Python's str does with text, which is what sacreBLEU's figures rest on. Strings are UTF-8.

/// True where `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above
/// U+10FFFF.
bool isValidUtf8(std::string_view text);

/// Code points of valid UTF-8.
std::u32string decodeUtf8(std::string_view text);
void appendUtf8(std::string& text, char32_t codePoint);
std::string encodeUtf8(std::u32string_view text);

/// White space as str.isspace() has it: U+0085, U+00A0, U+202F, U+3000 … are, U+200B and U+FEFF are
/// not.
bool isPythonSpace(char32_t codePoint);

/// Number of bytes of the white-space character that starts at `position`, 0 where there is none.
std::size_t spaceBytesAt(std::string_view text, std::size_t position);

/// str.split(): the words between white space; views into `text`.
std::vector<std::string_view> splitWhitespace(std::string_view text);
void splitWhitespace(std::string_view text, std::vector<std::string_view>& words);

/// str.rstrip() and str.lower() (full case mapping, final sigma, no locale).
std::string_view stripRight(std::string_view text);
std::string toLower(std::string_view text);

} // namespace palimpsest
