// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace palimpsest
{

/// SHA-256 of text that passes by in pieces.
class TextHash
{
public:
    TextHash();
    ~TextHash();

    void add(std::string_view bytes);
    std::string hex(); ///< 64 lower-case digits; ends the hash

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// A bijective mixing of 64 bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014): every
/// bit of the input changes each bit of the output with probability close to 1/2.
constexpr std::uint64_t mixBits(std::uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

/// 64-bit fingerprint of a text, the same on every machine. Not against an adversary: for finding
/// duplicates.
std::uint64_t fingerprint(std::string_view text);
/// Of a pair; differs from that of the pair turned round.
std::uint64_t fingerprint(std::string_view source, std::string_view target);

} // namespace palimpsest
