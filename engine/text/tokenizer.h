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

/// A joint SentencePiece model with this project's special ids (kPadId …). Thread-safe for
/// encoding.
class Tokenizer
{
public:
    /// Loads tokenizer.model. Throws BadInput naming the file when it is missing, damaged or has
    /// other special ids.
    explicit Tokenizer(const std::filesystem::path& model);
    ~Tokenizer();
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;

    int vocabularySize() const;
    const std::string& hash() const;                               ///< SHA-256 of the model file
    std::vector<std::int32_t> encode(std::string_view text) const; ///< without begin or end marks
    std::string decode(std::span<const std::int32_t> ids) const;   ///< marks and pads are dropped

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Trains on the given plain-text files (both languages) and writes `folder`/tokenizer.model
/// atomically. The vocabulary is made smaller, and said so in the returned sentence, when the text
/// cannot support it; otherwise the sentence is empty.
std::string trainTokenizer(const TokenizerOptions& options,
                           const std::vector<std::filesystem::path>& files,
                           const std::filesystem::path& folder);

} // namespace palimpsest
