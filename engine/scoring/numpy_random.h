// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <pcg_random.hpp>

namespace palimpsest
{

/// numpy.random.default_rng(seed): PCG64 (XSL RR 128/64) seeded through SeedSequence, with numpy's
/// methods for bounded integers, so that resamples are those that sacreBLEU draws for the same
/// seed.
class NumpyRandom
{
public:
    explicit NumpyRandom(std::uint64_t seed);
    /// default_rng([seed, stream]): independent numbers for another purpose under the same seed.
    NumpyRandom(std::uint64_t seed, std::uint32_t stream);

    std::uint64_t next64() { return m_engine(); }
    /// The low half of a 64-bit number, then its high half.
    std::uint32_t next32();

    /// choice(n) or integers(n): Lemire's method on 32 bits, 1 <= n < 2^32.
    std::uint32_t below(std::uint32_t n);
    void fillBelow(std::uint32_t n, std::span<std::uint32_t> values);

    /// integers(2, size = count, dtype = bool), as bits: bit i of the answer is bit i % 32 of word
    /// i / 32.
    std::vector<std::uint32_t> coins(std::size_t count);

private:
    explicit NumpyRandom(const std::vector<std::uint32_t>& entropy);

    pcg64 m_engine;
    bool m_hasHalf = false;
    std::uint32_t m_half = 0;
};

} // namespace palimpsest
