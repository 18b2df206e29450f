// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/word_diff.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

/// Bytes of the character at `position`; one for a stray byte.
std::size_t characterBytes(std::string_view text, std::size_t position)
{
    const auto lead = static_cast<unsigned char>(text[position]);
    const std::size_t wanted = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(wanted, text.size() - position);
}

char32_t characterOf(std::string_view bytes)
{
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (bytes.size() == 1)
        return lead;
    char32_t code = lead & (0xFFU >> (bytes.size() + 1));
    for (const char byte : bytes.substr(1))
        code = code << 6 | (static_cast<unsigned char>(byte) & 0x3FU);
    return code;
}

bool isPunctuation(char32_t c)
{
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
               (c >= '{' && c <= '~');
    return c == 0xA1 || c == 0xAB || c == 0xBB || c == 0xBF || (c >= 0x2010 && c <= 0x205E) ||
           (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) ||
           (c >= 0xFF01 && c <= 0xFF0F);
}

/// Han, kana, Thai, Lao, Khmer, Myanmar.
bool standsAlone(char32_t c)
{
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x30FF) ||
           (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

/// Adds a piece between blanks, cut where a character stands by itself; punctuation does so at the
/// ends only, as "don't" and "3.5" are words.
void addPiece(std::string_view piece, std::vector<std::string_view>& words)
{
    struct Character {
        std::size_t begin;
        bool alone;
        bool punctuation;
    };
    std::vector<Character> characters;
    for (std::size_t i = 0; i < piece.size();) {
        const std::size_t bytes = characterBytes(piece, i);
        const char32_t c = characterOf(piece.substr(i, bytes));
        characters.push_back({i, standsAlone(c), isPunctuation(c)});
        i += bytes;
    }
    const auto isWord = [](const Character& c) { return !c.punctuation; };
    const auto first = std::find_if(characters.begin(), characters.end(), isWord);
    const auto last = std::find_if(characters.rbegin(), characters.rend(), isWord).base();
    std::size_t begin = 0;
    for (auto c = characters.begin(); c != characters.end(); ++c) {
        const auto next = c + 1;
        const std::size_t end = next == characters.end() ? piece.size() : next->begin;
        const auto single = [&](auto at) { return at->alone || at < first || at >= last; };
        if (next == characters.end() || single(c) || single(next)) {
            words.push_back(piece.substr(begin, end - begin));
            begin = end;
        }
    }
}

/// Whether white space ends right before `position`.
bool spaceEndsAt(std::string_view text, std::size_t position)
{
    std::size_t start = position - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80)
        --start;
    return spaceBytesAt(text, start) == position - start;
}

using Ids = std::span<const std::uint32_t>;

/// Which words of both texts stay.
struct Kept {
    std::vector<bool> from;
    std::vector<bool> to;
};

/// Lengths of the longest common subsequences of all of `a` and each beginning of `b`; of endings
/// where both are read backwards.
std::vector<std::uint32_t> commonLengths(Ids a, Ids b, bool backwards)
{
    std::vector<std::uint32_t> row(b.size() + 1);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::uint32_t word = backwards ? a[a.size() - 1 - i] : a[i];
        std::uint32_t diagonal = 0;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::uint32_t above = row[j];
            row[j] = word == (backwards ? b[b.size() - j] : b[j - 1]) ? diagonal + 1
                                                                      : std::max(above, row[j - 1]);
            diagonal = above;
        }
    }
    return row;
}

void keepCommon(Ids a, Ids b, std::size_t fromStart, std::size_t toStart, Kept& kept)
{
    const auto keep = [&](std::size_t i, std::size_t j) {
        kept.from[fromStart + i] = true;
        kept.to[toStart + j] = true;
    };
    while (!a.empty() && !b.empty() && a.front() == b.front()) {
        keep(0, 0);
        a = a.subspan(1), b = b.subspan(1);
        ++fromStart, ++toStart;
    }
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        keep(a.size() - 1, b.size() - 1);
        a = a.first(a.size() - 1), b = b.first(b.size() - 1);
    }
    if (a.empty() || b.empty())
        return;
    if (a.size() == 1) {
        const auto found = std::find(b.begin(), b.end(), a[0]);
        if (found != b.end())
            keep(0, static_cast<std::size_t>(found - b.begin()));
        return;
    }
    const std::size_t half = a.size() / 2;
    const auto before = commonLengths(a.first(half), b, false);
    const auto behind = commonLengths(a.subspan(half), b, true);
    std::size_t cut = 0;
    for (std::size_t j = 0; j <= b.size(); ++j)
        if (before[j] + behind[b.size() - j] > before[cut] + behind[b.size() - cut])
            cut = j;
    keepCommon(a.first(half), b.first(cut), fromStart, toStart, kept);
    keepCommon(a.subspan(half), b.subspan(cut), fromStart + half, toStart + cut, kept);
}

std::vector<DiffPart> partsOf(const Kept& kept)
{
    std::vector<DiffPart> parts;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < kept.from.size() || j < kept.to.size()) {
        DiffPart part{DiffPart::Kind::Same, i, i, j, j};
        if (i < kept.from.size() && !kept.from[i]) {
            part.kind = DiffPart::Kind::Removed;
            while (i < kept.from.size() && !kept.from[i])
                ++i;
        } else if (j < kept.to.size() && !kept.to[j]) {
            part.kind = DiffPart::Kind::Added;
            while (j < kept.to.size() && !kept.to[j])
                ++j;
        } else {
            while (i < kept.from.size() && kept.from[i] && j < kept.to.size() && kept.to[j])
                ++i, ++j;
        }
        part.fromEnd = i;
        part.toEnd = j;
        parts.push_back(part);
    }
    return parts;
}

} // namespace

std::vector<std::string_view> diffWords(std::string_view text)
{
    std::vector<std::string_view> words;
    for (const std::string_view piece : splitWhitespace(text))
        addPiece(piece, words);
    return words;
}

std::vector<DiffPart> wordDiff(std::span<const std::string_view> from,
                               std::span<const std::string_view> to)
{
    std::unordered_map<std::string_view, std::uint32_t> ids;
    const auto numbered = [&](std::span<const std::string_view> words) {
        std::vector<std::uint32_t> numbers;
        numbers.reserve(words.size());
        for (const std::string_view word : words)
            numbers.push_back(
                ids.emplace(word, static_cast<std::uint32_t>(ids.size())).first->second);
        return numbers;
    };
    const auto a = numbered(from);
    const auto b = numbered(to);
    Kept kept{std::vector<bool>(a.size()), std::vector<bool>(b.size())};
    keepCommon(a, b, 0, 0, kept);
    return partsOf(kept);
}

std::vector<DiffRun> diffRuns(std::string_view from, std::string_view to)
{
    const auto fromWords = diffWords(from);
    const auto toWords = diffWords(to);
    std::vector<DiffRun> runs;
    for (const DiffPart& part : wordDiff(fromWords, toWords)) {
        const bool removed = part.kind == DiffPart::Kind::Removed;
        const auto& words = removed ? fromWords : toWords;
        const std::string_view first = words[removed ? part.fromBegin : part.toBegin];
        const std::string_view last = words[(removed ? part.fromEnd : part.toEnd) - 1];
        const std::string_view whole = removed ? from : to;
        const auto begin = static_cast<std::size_t>(first.data() - whole.data());
        const auto end = static_cast<std::size_t>(last.data() + last.size() - whole.data());
        const bool replaces = !runs.empty() && part.kind == DiffPart::Kind::Added &&
                              runs.back().kind == DiffPart::Kind::Removed;
        const bool blank = replaces || (!runs.empty() && begin > 0 && spaceEndsAt(whole, begin));
        runs.push_back({part.kind, std::string(whole.substr(begin, end - begin)), blank});
    }
    return runs;
}

} // namespace palimpsest
