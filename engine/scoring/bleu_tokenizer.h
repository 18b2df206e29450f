// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

enum class BleuTokenizer {
    V13a,   ///< mteval-v13a: Western punctuation apart, numbers whole. sacreBLEU's default
    Intl,   ///< mteval-v14: every Unicode punctuation mark and symbol apart, except inside numbers
    Char,   ///< every character a token
    None,   ///< split on white space only: the text is tokenised already
    Custom, ///< BleuOptions::customTokenizer
};

/// sacreBLEU's name: "13a", "intl", "char", "none"; Custom has none of its own.
const char* bleuTokenizerName(BleuTokenizer tokenizer);
/// Throws BadInput naming the known ones.
BleuTokenizer bleuTokenizerFromName(const std::string& name);

/// The line with tokens set apart by white space, as the rules of mteval-v13a.pl give it.
std::string tokenize13a(std::string_view line);
/// The same by the rules of mteval-v14.pl --international-tokenization.
std::string tokenizeIntl(std::string_view line);
std::string tokenizeChar(std::string_view line);

/// Replaces every `from` in `text`, left to right.
void replaceAll(std::string& text, std::string_view from, std::string_view to);

/// &quot; &amp; &lt; &gt; in this order, so that "&amp;lt;" becomes "<" as in the Perl script.
void unescapeEntities(std::string& text);

/// ` \1 ` around the punctuation of the "language-dependent part" of 13a, which TER's normaliser
/// shares.
std::string separatePunctuation(std::string_view text);
/// Full stop and comma apart unless inside a number; then the dash after a digit.
std::string separateNumberMarks(std::string_view text);

} // namespace palimpsest
