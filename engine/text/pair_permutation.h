// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

#include "engine/text/text_hash.h"

namespace palimpsest
{

/// A pseudo-random permutation of 0 … size − 1 that needs no memory: a Feistel network over the
/// smallest even number of bits that holds `size`, walked until it lands inside (Black and Rogaway
/// 2002, "cycle walking").
class PairPermutation
{
public:
    PairPermutation(std::int64_t size, std::uint64_t key)
        : m_size(static_cast<std::uint64_t>(size)), m_key(key),
          m_half(static_cast<unsigned>(std::bit_width(m_size > 1 ? m_size - 1 : 1) + 1) / 2)
    {
    }

    std::int64_t operator()(std::int64_t index) const
    {
        auto value = static_cast<std::uint64_t>(index);
        do {
            value = scramble(value);
        } while (value >= m_size);
        return static_cast<std::int64_t>(value);
    }

private:
    std::uint64_t scramble(std::uint64_t value) const
    {
        const std::uint64_t mask = (std::uint64_t{1} << m_half) - 1;
        std::uint64_t left = value >> m_half;
        std::uint64_t right = value & mask;
        for (std::uint64_t round = 0; round < kRounds; ++round) {
            const std::uint64_t next = left ^ (mixBits(m_key ^ mixBits(right << 8 | round)) & mask);
            left = right;
            right = next;
        }
        return left << m_half | right;
    }

    static constexpr std::uint64_t kRounds = 6;
    std::uint64_t m_size;
    std::uint64_t m_key;
    unsigned m_half; ///< bits
};

} // namespace palimpsest
