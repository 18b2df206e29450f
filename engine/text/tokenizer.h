// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/study/tokenizer_options.h"

namespace palimpsest
{

/// Reports how far a long step is; `done` and `total` in the unit that the step names. total 0 =
/// unknown.
using ProgressFunction = std::function<void(std::int64_t done, std::int64_t total)>;

enum class TextSide { Source, Target };

/// Text to piece ids and back, with this project's special ids (kPadId …). Thread-safe for
/// encoding. Its folder holds one of
///
///     tokenizer.model                         a joint SentencePiece model trained here
///     source.spm target.spm vocabulary.json   a pretrained model's: a SentencePiece model for each
///                                             side, and the pieces by id that both share
class Tokenizer
{
public:
    /// `path`: the folder, or a joint SentencePiece model. Throws BadInput naming the file that is
    /// missing, damaged or has other special ids.
    explicit Tokenizer(const std::filesystem::path& path);
    ~Tokenizer();
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;

    int vocabularySize() const;
    /// SHA-256 of the model file, or of the hashes of the three files.
    const std::string& hash() const;
    /// Without begin or end marks. A source may begin with the mark of a target language that a
    /// multilingual pretrained model knows (">>fra<<").
    std::vector<std::int32_t> encode(std::string_view text, TextSide side) const;
    /// Target ids to text; marks and pads are dropped.
    std::string decode(std::span<const std::int32_t> ids) const;
    /// The text of each piece, by id.
    std::vector<std::string> pieces() const;

    struct Model; ///< one of the two kinds

private:
    std::unique_ptr<const Model> m_model;
    std::string m_hash;
};

/// Whether a folder holds a tokenizer of either kind.
bool hasTokenizer(const std::filesystem::path& folder);

/// Trains on the given plain-text files (both languages) and writes `folder`/tokenizer.model
/// atomically. The vocabulary is made smaller, and said so in the returned sentence, when the text
/// cannot support it; otherwise the sentence is empty.
std::string trainTokenizer(const TokenizerOptions& options,
                           const std::vector<std::filesystem::path>& files,
                           const std::filesystem::path& folder);

} // namespace palimpsest
