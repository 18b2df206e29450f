// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "engine/study/tokenizer_options.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{

/// A pair of piece sequences, each closed by kEndId.
struct EncodedPair {
    std::span<const std::int32_t> source;
    std::span<const std::int32_t> target;
};

struct ShardFacts {
    std::int64_t pairs = 0;        ///< kept
    std::int64_t blank = 0;        ///< left out: a side without pieces
    std::int64_t overLong = 0;     ///< left out: more than LengthFilter::maxPieces
    std::int64_t overRatio = 0;    ///< left out: more unequal than LengthFilter::maxRatio
    std::int64_t sourcePieces = 0; ///< end marks included, as for targetPieces
    std::int64_t targetPieces = 0;
    std::int64_t longestPair = 0; ///< source + target pieces of the longest pair
};

/// An encoded corpus, memory-mapped: opening costs nothing, and processes share the pages.
class IdShard
{
public:
    /// Throws BadInput naming a file that is missing, truncated or damaged (header checksum); see
    /// requireWhole for the rest.
    explicit IdShard(const std::filesystem::path& file);
    ~IdShard();
    IdShard(IdShard&&) noexcept;
    IdShard& operator=(IdShard&&) noexcept;

    std::int64_t size() const;
    /// Reads all of it once. Throws BadInput where the content is not what was written.
    void requireWhole() const;

    /// `index` < size(). Throws BadInput where the file is damaged there.
    EncodedPair operator[](std::int64_t index) const;
    const ShardFacts& facts() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Encodes two aligned plain-text files into one shard file, in parallel and in bounded memory,
/// atomically. An existing shard of the same text, tokenizer and filter is kept as it is, a damaged
/// one is made again. Returns the path: `folder`/<hash of text, tokenizer, filter and tag>.ids.
/// Progress is in bytes of both files. The shard does not depend on `threads`. `sourceTag` goes in
/// front of every source (see tagged()).
std::filesystem::path encodeShard(const std::filesystem::path& source,
                                  const std::filesystem::path& target, const std::string& textHash,
                                  const Tokenizer& tokenizer, const LengthFilter& filter,
                                  const std::filesystem::path& folder, int threads,
                                  const ProgressFunction& progress = {},
                                  const std::string& sourceTag = {});

} // namespace palimpsest
