// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/bleu_tokenizer.h"

#include <array>

#include <unicode/uchar.h>

#include "engine/scoring/unicode.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// The class [\{-\~\[-\` -\&\(-\+\:-\@\/] of mteval-v13a.
constexpr std::array<bool, 256> kPunctuation = [] {
    std::array<bool, 256> table{};
    const auto mark = [&table](int first, int last) {
        for (int c = first; c <= last; ++c)
            table[static_cast<std::size_t>(c)] = true;
    };
    mark('{', '~');
    mark('[', '`');
    mark(' ', '&');
    mark('(', '+');
    mark(':', '@');
    mark('/', '/');
    return table;
}();

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isStop(char c)
{
    return c == '.' || c == ',';
}

// Each function below is one substitution of the script: matches do not overlap and are found from
// the left, in the text that the substitution before has left. On UTF-8 bytes they do the same as
// on characters, because what they look for is ASCII and the characters beside it are kept whole.

/// Room for what a substitution makes of a text: at most three characters for each.
class Output
{
public:
    explicit Output(std::size_t size) : m_text(3 * size, '\0'), m_end(m_text.data()) {}
    void operator+=(char c) { *m_end++ = c; }
    std::string take()
    {
        m_text.resize(static_cast<std::size_t>(m_end - m_text.data()));
        return std::move(m_text);
    }

private:
    std::string m_text;
    char* m_end;
};

/// ([^0-9])([\.,]) → `\1 \2 `
std::string separateStopsAfterNonDigit(std::string_view text)
{
    Output out(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (!isDigit(text[i]) && i + 1 < text.size() && isStop(text[i + 1])) {
            out += ' ';
            out += text[++i];
            out += ' ';
        }
    }
    return out.take();
}

/// ([\.,])([^0-9]) → ` \1 \2`
std::string separateStopsBeforeNonDigit(std::string_view text)
{
    Output out(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isStop(text[i]) || i + 1 >= text.size() || isDigit(text[i + 1])) {
            out += text[i];
            continue;
        }
        out += ' ';
        out += text[i];
        out += ' ';
        out += text[++i];
    }
    return out.take();
}

/// ([0-9])(-) → `\1 \2 `
std::string separateDashAfterDigit(std::string_view text)
{
    Output out(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (isDigit(text[i]) && i + 1 < text.size() && text[i + 1] == '-') {
            out += ' ';
            out += '-';
            out += ' ';
            ++i;
        }
    }
    return out.take();
}

struct IntlClass {
    bool number = false;
    bool punctuation = false;
    bool symbol = false;
};

IntlClass intlClass(char32_t point)
{
    const uint32_t mask = U_MASK(u_charType(static_cast<UChar32>(point)));
    return {(mask & U_GC_N_MASK) != 0, (mask & U_GC_P_MASK) != 0, (mask & U_GC_S_MASK) != 0};
}

/// (\P{N})(\p{P}) → `\1 \2 `
std::u32string separatePunctuationAfterNonNumber(std::u32string_view text)
{
    std::u32string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (i + 1 < text.size() && !intlClass(text[i]).number &&
            intlClass(text[i + 1]).punctuation) {
            out += U' ';
            out += text[++i];
            out += U' ';
        }
    }
    return out;
}

/// (\p{P})(\P{N}) → ` \1 \2`
std::u32string separatePunctuationBeforeNonNumber(std::u32string_view text)
{
    std::u32string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i + 1 >= text.size() || !intlClass(text[i]).punctuation ||
            intlClass(text[i + 1]).number) {
            out += text[i];
            continue;
        }
        out += U' ';
        out += text[i];
        out += U' ';
        out += text[++i];
    }
    return out;
}

} // namespace

const char* bleuTokenizerName(BleuTokenizer tokenizer)
{
    switch (tokenizer) {
    case BleuTokenizer::V13a:
        return "13a";
    case BleuTokenizer::Intl:
        return "intl";
    case BleuTokenizer::Char:
        return "char";
    case BleuTokenizer::None:
        return "none";
    case BleuTokenizer::Custom:
        break;
    }
    return "";
}

BleuTokenizer bleuTokenizerFromName(const std::string& name)
{
    for (const BleuTokenizer tokenizer :
         {BleuTokenizer::V13a, BleuTokenizer::Intl, BleuTokenizer::Char, BleuTokenizer::None})
        if (name == bleuTokenizerName(tokenizer))
            return tokenizer;
    throw BadInput("There is no BLEU tokenizer named \"" + name +
                   "\"; the known ones are 13a, intl, char and none.");
}

void replaceAll(std::string& text, std::string_view from, std::string_view to)
{
    std::size_t found = text.find(from);
    if (found == std::string::npos)
        return;
    std::string out;
    std::size_t start = 0;
    for (; found != std::string::npos; found = text.find(from, start)) {
        out.append(text, start, found - start);
        out += to;
        start = found + from.size();
    }
    out.append(text, start);
    text = std::move(out);
}

void unescapeEntities(std::string& text)
{
    if (text.find('&') == std::string::npos)
        return;
    replaceAll(text, "&quot;", "\"");
    replaceAll(text, "&amp;", "&");
    replaceAll(text, "&lt;", "<");
    replaceAll(text, "&gt;", ">");
}

std::string separatePunctuation(std::string_view text)
{
    Output out(text.size());
    for (const char c : text) {
        if (!kPunctuation[static_cast<unsigned char>(c)]) {
            out += c;
        } else if (c == ' ') {
            out += ' '; // three of them to the script; one does the same, as no rule counts them
        } else {
            out += ' ';
            out += c;
            out += ' ';
        }
    }
    return out.take();
}

std::string separateNumberMarks(std::string_view text)
{
    return separateDashAfterDigit(separateStopsBeforeNonDigit(separateStopsAfterNonDigit(text)));
}

std::string tokenize13a(std::string_view line)
{
    std::string text = " ";
    text += line;
    replaceAll(text, "<skipped>", "");
    replaceAll(text, "-\n", "");
    replaceAll(text, "\n", " ");
    unescapeEntities(text);
    text += ' ';
    return separateNumberMarks(separatePunctuation(text));
}

std::string tokenizeIntl(std::string_view line)
{
    const std::u32string text =
        separatePunctuationBeforeNonNumber(separatePunctuationAfterNonNumber(decodeUtf8(line)));
    std::string out;
    out.reserve(line.size() * 2);
    for (const char32_t point : text) {
        const bool symbol = intlClass(point).symbol;
        if (symbol)
            out += ' ';
        appendUtf8(out, point);
        if (symbol)
            out += ' ';
    }
    return out;
}

std::string tokenizeChar(std::string_view line)
{
    std::string out;
    out.reserve(line.size() * 2);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool starts = (static_cast<unsigned char>(line[i]) & 0xC0) != 0x80;
        if (starts && i > 0)
            out += ' ';
        out += line[i];
    }
    return out;
}

} // namespace palimpsest
