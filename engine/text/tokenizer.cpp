// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tokenizer.h"

#include <stdexcept>
#include <system_error>
#include <unordered_map>

#include <sentencepiece_processor.h>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/text/pretrained_vocabulary.h"

namespace palimpsest
{

namespace fs = std::filesystem;
using sentencepiece::SentencePieceProcessor;

namespace
{

void check(const sentencepiece::util::Status& status, const char* what)
{
    if (!status.ok())
        throw std::runtime_error(std::string("SentencePiece could not ") + what + ": " +
                                 status.ToString());
}

void load(SentencePieceProcessor& processor, const fs::path& model, const std::string& remedy)
{
    std::error_code error;
    if (!fs::is_regular_file(model, error))
        throw BadInput("The tokenizer " + model.string() + " does not exist; " + remedy +
                       " it first.");
    const auto status = processor.Load(model.string());
    if (!status.ok() || processor.GetPieceSize() == 0)
        throw BadInput("The tokenizer " + model.string() +
                       " is not a SentencePiece model or is damaged; " + remedy + " it again.");
}

bool isPretrained(const fs::path& folder)
{
    return fs::exists(folder / kVocabulary);
}

} // namespace

struct Tokenizer::Model {
    virtual ~Model() = default;
    virtual int size() const = 0;
    virtual std::vector<std::int32_t> encode(std::string_view text, TextSide side) const = 0;
    /// Of ids within the vocabulary that are no marks; at least one.
    virtual std::string decode(const std::vector<int>& ids) const = 0;
    virtual bool isMark(std::int32_t id) const = 0;
    virtual std::vector<std::string> pieces() const = 0;
};

namespace
{

class JointModel : public Tokenizer::Model
{
public:
    explicit JointModel(const fs::path& model)
    {
        load(m_processor, model, "train");
        if (m_processor.pad_id() != kPadId || m_processor.unk_id() != kUnknownId ||
            m_processor.bos_id() != kBeginId || m_processor.eos_id() != kEndId)
            throw BadInput(
                "The tokenizer " + model.string() +
                " has other special ids than pad 0, unknown 1, begin 2, end 3; train one here, "
                "or with these ids.");
    }

    int size() const override { return m_processor.GetPieceSize(); }

    std::vector<std::int32_t> encode(std::string_view text, TextSide) const override
    {
        std::vector<int> ids;
        check(m_processor.Encode({text.data(), text.size()}, &ids), "encode a text");
        return ids;
    }

    std::string decode(const std::vector<int>& ids) const override
    {
        std::string text;
        check(m_processor.Decode(ids, &text), "decode pieces");
        return text;
    }

    bool isMark(std::int32_t id) const override
    {
        return id == kPadId || id == kBeginId || id == kEndId;
    }

    std::vector<std::string> pieces() const override
    {
        std::vector<std::string> all;
        for (int id = 0; id < size(); ++id)
            all.push_back(m_processor.IdToPiece(id));
        return all;
    }

private:
    SentencePieceProcessor m_processor;
};

/// As Marian and MarianTokenizer of Hugging Face's transformers work.
class PretrainedModel : public Tokenizer::Model
{
public:
    explicit PretrainedModel(const fs::path& folder)
        : m_pieces(readVocabulary(folder / kVocabulary))
    {
        load(m_source, folder / kSourceModel, "import");
        load(m_target, folder / kTargetModel, "import");
        for (std::size_t id = 0; id < m_pieces.size(); ++id)
            m_ids.emplace(m_pieces[id], static_cast<std::int32_t>(id));
    }

    int size() const override { return static_cast<int>(m_pieces.size()); }

    std::vector<std::int32_t> encode(std::string_view text, TextSide side) const override
    {
        std::vector<std::int32_t> ids;
        if (side == TextSide::Source)
            takeLanguageMark(text, ids);
        std::vector<std::string> parts;
        const auto& processor = side == TextSide::Source ? m_source : m_target;
        check(processor.Encode({text.data(), text.size()}, &parts), "encode a text");
        for (const std::string& part : parts) {
            const auto found = m_ids.find(part);
            ids.push_back(found == m_ids.end() ? kUnknownId : found->second);
        }
        return ids;
    }

    std::string decode(const std::vector<int>& ids) const override
    {
        std::vector<std::string> parts;
        for (const int id : ids)
            parts.push_back(m_pieces[static_cast<std::size_t>(id)]);
        std::string text;
        check(m_target.Decode(parts, &text), "decode pieces");
        return text;
    }

    bool isMark(std::int32_t id) const override { return id == kPadId || id == kEndId; }
    std::vector<std::string> pieces() const override { return m_pieces; }

private:
    void takeLanguageMark(std::string_view& text, std::vector<std::int32_t>& ids) const
    {
        const std::size_t end = text.starts_with(">>") ? text.find("<<") : std::string_view::npos;
        if (end == std::string_view::npos)
            return;
        const auto found = m_ids.find(std::string(text.substr(0, end + 2)));
        if (found == m_ids.end())
            return;
        ids.push_back(found->second);
        text.remove_prefix(end + 2);
    }

    std::vector<std::string> m_pieces;
    std::unordered_map<std::string, std::int32_t> m_ids;
    SentencePieceProcessor m_source;
    SentencePieceProcessor m_target;
};

} // namespace

Tokenizer::Tokenizer(const fs::path& path)
{
    if (isPretrained(path)) {
        m_model = std::make_unique<PretrainedModel>(path);
        std::string hashes;
        for (const char* file : {kSourceModel, kTargetModel, kVocabulary})
            hashes += sha256File((path / file).string());
        m_hash = sha256(hashes);
        return;
    }
    std::error_code error;
    const fs::path model = fs::is_directory(path, error) ? path / kJointModel : path;
    m_model = std::make_unique<JointModel>(model);
    m_hash = sha256File(model.string());
}

Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

int Tokenizer::vocabularySize() const
{
    return m_model->size();
}

const std::string& Tokenizer::hash() const
{
    return m_hash;
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text, TextSide side) const
{
    return m_model->encode(text, side);
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
        if (!m_model->isMark(id))
            pieces.push_back(id);
    }
    return pieces.empty() ? std::string() : m_model->decode(pieces);
}

std::vector<std::string> Tokenizer::pieces() const
{
    return m_model->pieces();
}

bool hasTokenizer(const fs::path& folder)
{
    return isPretrained(folder) || fs::exists(folder / kJointModel);
}

} // namespace palimpsest
