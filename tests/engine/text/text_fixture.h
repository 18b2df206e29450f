// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <QTemporaryDir>
#include <QTest>
#include <zlib.h>

#include "engine/study/error.h"
#include "engine/text/parallel_reader.h"
#include "engine/text/text_hash.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{

/// A temporary folder to write test text into.
class TextFolder
{
public:
    std::filesystem::path path() const { return m_folder.path().toStdString(); }

    std::filesystem::path write(const std::string& name, const std::string& content) const
    {
        const std::filesystem::path file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

private:
    QTemporaryDir m_folder;
};

/// The sentence of the BadInput that `function` throws; empty where it throws none.
template <typename Function>
std::string sentenceOf(const Function& function)
{
    try {
        function();
    } catch (const BadInput& error) {
        return error.what();
    }
    return {};
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// All that a parallel text holds.
inline Pairs readAll(const std::vector<std::filesystem::path>& files,
                     const LanguagePair& languages = {})
{
    ParallelReader reader(files, languages);
    Pairs pairs;
    SentencePair pair;
    while (reader.next(pair))
        pairs.emplace_back(pair.source, pair.target);
    return pairs;
}

inline void writeGzip(const std::filesystem::path& file, const std::string& content)
{
    gzFile stream = gzopen(file.c_str(), "wb");
    gzwrite(stream, content.data(), static_cast<unsigned>(content.size()));
    gzclose(stream);
}

inline bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// Deterministic made-up sentences with a Zipf-like choice among made-up words.
class MadeUpText
{
public:
    explicit MadeUpText(std::uint64_t seed, std::uint64_t words = 2000)
        : m_state(seed), m_words(words)
    {
    }

    std::uint64_t draw(std::uint64_t below) { return mixBits(++m_state) % below; }

    std::string sentence(std::uint64_t minWords, std::uint64_t maxWords)
    {
        const std::uint64_t count = minWords + draw(maxWords - minWords + 1);
        std::string text;
        for (std::uint64_t index = 0; index < count; ++index)
            text += (index > 0 ? " " : "") + word(draw(draw(m_words) + 1));
        return text + ".";
    }

private:
    static std::string word(std::uint64_t number)
    {
        static const std::vector<std::string> kSyllables = {"ka", "lo",  "mi", "re", "sü",  "ton",
                                                            "ba", "ver", "é",  "ni", "gro", "ß"};
        std::string text;
        for (number += 5; number > 0; number /= kSyllables.size())
            text += kSyllables[number % kSyllables.size()];
        return text;
    }

    std::uint64_t m_state;
    std::uint64_t m_words;
};

/// A tokenizer trained on made-up text, in `folder`.
inline Tokenizer makeTokenizer(const TextFolder& folder,
                               TokenizerKind kind = TokenizerKind::Unigram, int vocabulary = 600)
{
    MadeUpText made(7);
    std::string text;
    for (int line = 0; line < 3000; ++line)
        text += made.sentence(3, 12) + "\n";
    TokenizerOptions options;
    options.kind = kind;
    options.vocabulary = vocabulary;
    trainTokenizer(options, {folder.write("tokenizer_text.txt", text)},
                   folder.path() / "tokenizer");
    return Tokenizer(folder.path() / "tokenizer" / "tokenizer.model");
}

} // namespace palimpsest
