// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/text/id_shard.h"

namespace palimpsest
{

/// The first bytes of a shard file. Behind them: the pieces of all pairs as 32-bit ids, source then
/// target, and behind those 2·pairs + 1 offsets (64 bit, in pieces): pair i's source begins at
/// offset 2i, its target at 2i + 1, the last offset is the number of pieces. Little-endian, as on
/// every machine the program runs on.
struct ShardHeader {
    static constexpr std::array<char, 8> kMagic = {'P', 'L', 'M', 'P', 'I', 'D', 'S', '\n'};
    static constexpr std::uint32_t kVersion = 2;

    std::array<char, 8> magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t checksum = 0; ///< CRC-32 of the header with this field 0
    std::int64_t pairs = 0;
    std::int64_t blank = 0;
    std::int64_t overLong = 0;
    std::int64_t overRatio = 0;
    std::int64_t sourcePieces = 0;
    std::int64_t targetPieces = 0;
    std::int64_t longestPair = 0;
    std::uint32_t contentChecksum = 0; ///< CRC-32 of all that follows the header
    std::uint32_t unused = 0;

    ShardFacts facts() const;
    std::int64_t pieces() const { return sourcePieces + targetPieces; }
    std::int64_t paddedPieces() const { return pieces() + pieces() % 2; } ///< aligns the offsets
    /// Whether no count is negative or larger than a file of so many bytes can hold; the sizes
    /// below are free of overflow only then.
    bool fitsInto(std::int64_t bytes) const;
    std::int64_t offsetsPosition() const; ///< in bytes from the start of the file
    std::int64_t fileSize() const;
    std::uint32_t computeChecksum() const;
};
static_assert(sizeof(ShardHeader) == 80);

} // namespace palimpsest
