// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/transformer.h"

namespace palimpsest
{

/// SplitMix64 (Steele, Lea & Flood 2014): small, and the same on every machine and library, which
/// the distributions of the standard library are not.
class SplitMix64
{
public:
    explicit SplitMix64(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next();
    /// Uniform in [0, bound), bound > 0, without bias.
    std::uint64_t below(std::uint64_t bound);
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; } ///< in [0, 1)

private:
    std::uint64_t m_state;
};

/// Draws a target from the model's own distribution piece by piece, given the source (closed by
/// kEndId). Ends with kEndId, or without it at 3 · source + 10 pieces or the model's last position.
/// The choice is made on the CPU in fp64, so that equal logits give equal samples on every device.
std::vector<std::int32_t> sampleTarget(const Transformer& model,
                                       std::span<const std::int32_t> source, SplitMix64& random);

} // namespace palimpsest
