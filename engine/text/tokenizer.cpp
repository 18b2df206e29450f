// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tokenizer.h"

#include <stdexcept>
#include <system_error>

#include <sentencepiece_processor.h>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{

struct Tokenizer::Impl {
    sentencepiece::SentencePieceProcessor processor;
    std::string hash;
};

Tokenizer::Tokenizer(const std::filesystem::path& model) : m_impl(std::make_unique<Impl>())
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(model, error))
        throw BadInput("The tokenizer " + model.string() + " does not exist; train it first.");
    const auto status = m_impl->processor.Load(model.string());
    if (!status.ok() || m_impl->processor.GetPieceSize() == 0)
        throw BadInput("The tokenizer " + model.string() +
                       " is not a SentencePiece model or is damaged; train it again.");
    const auto& processor = m_impl->processor;
    if (processor.pad_id() != kPadId || processor.unk_id() != kUnknownId ||
        processor.bos_id() != kBeginId || processor.eos_id() != kEndId)
        throw BadInput(
            "The tokenizer " + model.string() +
            " has other special ids than pad 0, unknown 1, begin 2, end 3; train one here, "
            "or with these ids.");
    m_impl->hash = sha256File(model.string());
}

Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

int Tokenizer::vocabularySize() const
{
    return m_impl->processor.GetPieceSize();
}

const std::string& Tokenizer::hash() const
{
    return m_impl->hash;
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const
{
    std::vector<int> ids;
    const auto status = m_impl->processor.Encode({text.data(), text.size()}, &ids);
    if (!status.ok())
        throw std::runtime_error("SentencePiece could not encode a text: " + status.ToString());
    return ids;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids) const
{
    std::vector<int> pieces;
    pieces.reserve(ids.size());
    for (const std::int32_t id : ids) {
        if (id < 0 || id >= vocabularySize())
            throw BadInput("The piece id " + std::to_string(id) +
                           " is outside this tokenizer's vocabulary of " +
                           std::to_string(vocabularySize()) +
                           "; model and tokenizer do not belong together.");
        if (id != kPadId && id != kBeginId && id != kEndId)
            pieces.push_back(id);
    }
    std::string text;
    if (pieces.empty())
        return text;
    const auto status = m_impl->processor.Decode(pieces, &text);
    if (!status.ok())
        throw std::runtime_error("SentencePiece could not decode pieces: " + status.ToString());
    return text;
}

} // namespace palimpsest
