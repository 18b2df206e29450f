// SPDX-License-Identifier: GPL-3.0-or-later
#include <unordered_map>

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/text/line_reader.h"
#include "engine/text/text_hash.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{
namespace
{

using Files = std::vector<std::filesystem::path>;

/// Every segment of the files, or an exact random sample of them in their order (selection
/// sampling, Knuth, TAOCP 2, 3.4.2, algorithm S), so that memory holds one line.
class SampledLines : public sentencepiece::SentenceIterator
{
public:
    SampledLines(const Files& files, std::int64_t available, std::int64_t wanted,
                 std::uint64_t seed)
        : m_files(files), m_available(available), m_wanted(std::min(wanted, available)),
          m_seed(seed)
    {
        Next();
    }

    bool done() const override { return m_done; }
    const std::string& value() const override { return m_line; }
    sentencepiece::util::Status status() const override { return {}; }

    void Next() override
    {
        while (m_wanted > 0 && readLine()) {
            const bool take =
                uniform() * static_cast<double>(m_available) < static_cast<double>(m_wanted);
            --m_available;
            if (take) {
                --m_wanted;
                return;
            }
        }
        m_done = true;
    }

private:
    bool readLine()
    {
        while (true) {
            if (!m_reader) {
                if (m_file == m_files.size())
                    return false;
                m_reader = std::make_unique<LineReader>(m_files[m_file++]);
            }
            while (m_reader->next(m_line)) {
                if (!isBlank(m_line))
                    return true;
            }
            m_reader.reset();
        }
    }

    double uniform() // in [0, 1)
    {
        return static_cast<double>(mixBits(mixBits(m_seed) ^ m_draws++) >> 11) * 0x1p-53;
    }

    const Files& m_files;
    std::int64_t m_available;
    std::int64_t m_wanted;
    std::uint64_t m_seed;
    std::uint64_t m_draws = 0;
    std::size_t m_file = 0;
    std::unique_ptr<LineReader> m_reader;
    std::string m_line;
    bool m_done = false;
};

std::int64_t countSegments(const Files& files)
{
    std::int64_t count = 0;
    std::string line;
    for (const auto& file : files) {
        LineReader reader(file);
        while (reader.next(line))
            count += !isBlank(line);
    }
    return count;
}

std::unordered_map<std::string, std::string> trainerArguments(const TokenizerOptions& options)
{
    return {
        {"model_type", options.kind == TokenizerKind::Bpe ? "bpe" : "unigram"},
        {"vocab_size", std::to_string(options.vocabulary)},
        {"character_coverage", std::to_string(options.characterCoverage)},
        {"byte_fallback", options.byteFallback ? "true" : "false"},
        {"normalization_rule_name", options.normalization},
        {"pad_id", std::to_string(kPadId)},
        {"unk_id", std::to_string(kUnknownId)},
        {"bos_id", std::to_string(kBeginId)},
        {"eos_id", std::to_string(kEndId)},
        // Where the text supports fewer pieces than asked for, take those instead of failing.
        {"hard_vocab_limit", "false"},
        {"minloglevel", "2"},
    };
}

std::string failure(const std::string& message, const TokenizerOptions& options)
{
    if (message.find("smaller than required_chars") != std::string::npos)
        return "The vocabulary of " + std::to_string(options.vocabulary) +
               " pieces is too small for the characters of the text" +
               (options.byteFallback ? " and the 256 bytes of the byte fallback" : "") +
               "; raise it, or lower the character coverage.";
    return "SentencePiece could not train a tokenizer: " + message +
           "; check the tokenizer options and the text.";
}

} // namespace

std::string trainTokenizer(const TokenizerOptions& options, const Files& files,
                           const std::filesystem::path& folder)
{
    validate(options);
    const std::int64_t segments = countSegments(files);
    if (segments == 0)
        throw BadInput(
            "There is no text to train the tokenizer on; add training text to a domain.");
    SampledLines lines(files, segments, options.maxSentences, options.seed);
    std::string model;
    const auto status =
        sentencepiece::SentencePieceTrainer::Train(trainerArguments(options), &lines, &model);
    if (!status.ok())
        throw BadInput(failure(status.ToString(), options));
    sentencepiece::SentencePieceProcessor processor;
    const auto loaded = processor.LoadFromSerializedProto(model);
    if (!loaded.ok())
        throw BadInput(failure(loaded.ToString(), options));
    writeFileAtomically(folder / "tokenizer.model", model);
    const int pieces = processor.GetPieceSize();
    if (pieces == options.vocabulary)
        return {};
    return "The text supports " + std::to_string(pieces) + " pieces only, not the " +
           std::to_string(options.vocabulary) + " asked for; the vocabulary was made smaller.";
}

} // namespace palimpsest
