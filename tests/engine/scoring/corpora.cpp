// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpora.h"

#include <algorithm>
#include <fstream>
#include <random>

#include <zlib.h>

#include "engine/scoring/bleu_tokenizer.h"

namespace palimpsest
{

namespace
{

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n)
{
    return random() % n;
}

const std::vector<std::string> kPieces{"the",
                                       "house",
                                       "is",
                                       "small",
                                       ",",
                                       ".",
                                       "...",
                                       "!",
                                       "?",
                                       "«",
                                       "»",
                                       "\"",
                                       "'s",
                                       "l'été",
                                       "aujourd'hui",
                                       "Straße",
                                       "ÄRZTE",
                                       "ΟΔΥΣΣΕΥΣ",
                                       "ΣΑΣ",
                                       "İstanbul",
                                       "ﬁn",
                                       "naïve",
                                       "na\u00efve",
                                       "e\u0301te\u0301",
                                       "1,000.50",
                                       "3.14",
                                       "1990-2000",
                                       "5-",
                                       "-5",
                                       "5.",
                                       ".5",
                                       ",5",
                                       "5,",
                                       "12,",
                                       "&amp;",
                                       "&quot;x&quot;",
                                       "&amp;lt;",
                                       "&lt;b&gt;",
                                       "&",
                                       "&;",
                                       "<skipped>",
                                       "a-b",
                                       "x/y",
                                       "(hi)",
                                       "(hi",
                                       "hi)",
                                       "[x]",
                                       "{y}",
                                       "~",
                                       "`",
                                       "^",
                                       "@-@",
                                       "#tag",
                                       "$5",
                                       "100%",
                                       "€",
                                       "20€",
                                       "№5",
                                       "½",
                                       "²",
                                       "Ⅳ",
                                       "٣٤",
                                       "一二三",
                                       "日本語",
                                       "、",
                                       "。",
                                       "😀",
                                       "👨‍👩‍👧",
                                       "🇫🇷",
                                       "\u200b",
                                       "a\u200bb",
                                       "\ufeff",
                                       "\u00ad",
                                       "…",
                                       "–",
                                       "—",
                                       "“x”",
                                       "‘y’",
                                       "„z“",
                                       "‚w‘",
                                       "c'est-à-dire",
                                       "M.",
                                       "p.ex.",
                                       "U.S.A.",
                                       "e.g.,",
                                       "a..b",
                                       "a.,b",
                                       "1.,2",
                                       "1..2",
                                       ".,",
                                       ",.",
                                       "--",
                                       "1--2",
                                       "9-",
                                       "-",
                                       "_",
                                       "\\",
                                       "|",
                                       "+",
                                       "=",
                                       ";",
                                       ":",
                                       "::",
                                       "?!",
                                       "¿",
                                       "¡",
                                       "№",
                                       "°",
                                       "§",
                                       "©",
                                       "×",
                                       "\u0000x",
                                       "x's",
                                       "'S",
                                       "S'S",
                                       "ß",
                                       "ẞ",
                                       "Ǆ",
                                       "ǅ",
                                       "Ω",
                                       "K",
                                       "Å"};

const std::vector<std::string> kSpaces{
    " ",      " ",      " ",      " ",      " ",  "",       "  ",     "\u00a0", "\u202f",
    "\u2009", "\u3000", "\u0085", "\u2028", "\t", "\r",     "\x1c",   "\x1f",   "\u200b",
    "\n",     "-\n",    "\n-",    "\v",     "\f", "\u1680", "\u205f", "\u180e"};

std::string nastyLine(Random& random)
{
    const std::size_t kind = below(random, 40);
    if (kind == 0)
        return {};
    if (kind == 1)
        return kSpaces[below(random, kSpaces.size())] + kSpaces[below(random, kSpaces.size())];
    const std::size_t words = kind == 2 ? 80 : 1 + below(random, 30);
    std::string line;
    for (std::size_t i = 0; i < words; ++i) {
        line += kPieces[below(random, below(random, 3) == 0 ? 8 : kPieces.size())];
        line += kSpaces[below(random, below(random, 3) == 0 ? kSpaces.size() : 5)];
    }
    if (below(random, 10) == 0)
        line += " .";
    if (below(random, 10) == 0)
        line += "\r";
    return line;
}

/// Loses, doubles, exchanges and moves pieces of a line, cut at its spaces.
std::string disturbed(const std::string& line, Random& random)
{
    std::vector<std::string> words(1);
    for (const char c : line) {
        words.back() += c;
        if (c == ' ')
            words.emplace_back();
    }
    const std::size_t changes = below(random, 2 + words.size() / 3);
    for (std::size_t k = 0; k < changes && !words.empty(); ++k) {
        const auto at = static_cast<std::ptrdiff_t>(below(random, words.size()));
        const std::size_t action = below(random, 5);
        const std::string word = words[static_cast<std::size_t>(at)];
        if (action == 0) {
            words.erase(words.begin() + at);
        } else if (action == 1) {
            words.insert(words.begin() + at, word);
        } else if (action == 2) {
            words[static_cast<std::size_t>(at)] = kPieces[below(random, kPieces.size())] + " ";
        } else { // a block moves
            const auto end =
                std::min<std::ptrdiff_t>(at + 1 + static_cast<std::ptrdiff_t>(below(random, 5)),
                                         static_cast<std::ptrdiff_t>(words.size()));
            const std::vector<std::string> block(words.begin() + at, words.begin() + end);
            words.erase(words.begin() + at, words.begin() + end);
            const auto to = static_cast<std::ptrdiff_t>(below(random, words.size() + 1));
            words.insert(words.begin() + to, block.begin(), block.end());
        }
    }
    std::string out;
    for (const std::string& word : words)
        out += word;
    return out;
}

} // namespace

ScoredCorpus nastyCorpus(std::uint32_t seed, std::size_t segments, std::size_t references)
{
    Random random(seed);
    ScoredCorpus corpus;
    corpus.references.resize(references);
    for (std::size_t i = 0; i < segments; ++i) {
        const std::string line = nastyLine(random);
        for (std::vector<std::string>& reference : corpus.references)
            reference.push_back(below(random, 8) == 0 ? nastyLine(random)
                                                      : disturbed(line, random));
        corpus.hypotheses.push_back(below(random, 12) == 0 ? nastyLine(random)
                                                           : disturbed(line, random));
    }
    return corpus;
}

std::vector<std::string> sharedLines(const std::string& path, std::size_t limit)
{
    std::vector<std::string> lines;
    const std::string full = std::string(PALIMPSEST_SHARED_DATA "/") + path;
    const gzFile file = gzopen(full.c_str(), "rb");
    if (file == nullptr)
        return lines;
    std::string text;
    char buffer[65536];
    for (int n = gzread(file, buffer, sizeof buffer); n > 0;
         n = gzread(file, buffer, sizeof buffer))
        text.append(buffer, static_cast<std::size_t>(n));
    gzclose(file);
    for (std::size_t start = 0; start < text.size() && lines.size() < limit;) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

std::vector<std::string> realLines(const std::string& language)
{
    std::vector<std::string> lines;
    const auto append = [&lines](const std::string& path) {
        std::ifstream file(PALIMPSEST_TEST_DATA "/" + path);
        for (std::string line; std::getline(file, line);)
            lines.push_back(line);
    };
    if (language == "fr") {
        append("french/descriptions.txt");
        return lines;
    }
    for (const std::string domain : {"manual-pages", "music", "software"}) {
        for (const std::string split : {"dev", "test", "train"})
            append("small/" + domain + "/" + split + "." + language);
    }
    return lines;
}

std::vector<std::string> decoratedLines(std::vector<std::string> lines, std::uint32_t seed)
{
    Random random(seed);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string& line = lines[i];
        switch (below(random, 12)) {
        case 0: // French spacing
            for (const char* mark : {"!", "?", ":", ";"})
                replaceAll(line, mark, std::string("\u202f") + mark);
            line = "«\u00a0" + line + "\u00a0»";
            break;
        case 1:
            replaceAll(line, " ", kSpaces[7 + below(random, 6)]);
            break;
        case 2:
            line += "\r";
            break;
        case 3:
            line += " " + kPieces[below(random, kPieces.size())];
            break;
        case 4:
            line = "„" + line + "“ 😀";
            break;
        case 5:
            replaceAll(line, "&", "&amp;");
            line = "&quot;" + line + "&quot;";
            break;
        default:
            if (below(random, 200) == 0)
                line.clear();
            else if (below(random, 400) == 0)
                for (std::size_t k = 0; k < 12; ++k)
                    line += " " + lines[below(random, lines.size())];
        }
    }
    return lines;
}

ScoredCorpus disturbedCorpus(const std::vector<std::string>& reference, std::uint32_t seed)
{
    Random random(seed);
    ScoredCorpus corpus;
    corpus.references.push_back(reference);
    for (const std::string& line : reference)
        corpus.hypotheses.push_back(disturbed(line, random));
    return corpus;
}

} // namespace palimpsest
