// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/numpy_random.h"

#include <array>

namespace palimpsest
{

namespace
{

/// numpy.random.SeedSequence: turns a seed into words without visible relation between close seeds
/// (M. O'Neill's seed_seq_fe, with numpy's constants).
class SeedSequence
{
public:
    explicit SeedSequence(const std::vector<std::uint32_t>& entropy)
    {
        std::uint32_t constant = 0x43b0d7e5;
        const auto hash = [&constant](std::uint32_t value) {
            value ^= constant;
            constant *= 0x931e8875;
            value *= constant;
            return value ^ (value >> 16);
        };
        for (std::size_t i = 0; i < m_pool.size(); ++i)
            m_pool[i] = hash(i < entropy.size() ? entropy[i] : 0);
        for (std::size_t from = 0; from < m_pool.size(); ++from)
            for (std::size_t to = 0; to < m_pool.size(); ++to)
                if (from != to)
                    m_pool[to] = mix(m_pool[to], hash(m_pool[from]));
        for (std::size_t from = m_pool.size(); from < entropy.size(); ++from)
            for (std::uint32_t& word : m_pool)
                word = mix(word, hash(entropy[from]));
    }

    std::array<std::uint64_t, 4> state() const
    {
        std::array<std::uint64_t, 4> words{};
        std::uint32_t constant = 0x8b51f9dd;
        for (std::size_t i = 0; i < 8; ++i) {
            std::uint32_t value = m_pool[i % m_pool.size()] ^ constant;
            constant *= 0x58f38ded;
            value *= constant;
            value ^= value >> 16;
            words[i / 2] |= static_cast<std::uint64_t>(value) << (32 * (i % 2));
        }
        return words;
    }

private:
    static std::uint32_t mix(std::uint32_t a, std::uint32_t b)
    {
        const std::uint32_t value = 0xca01f9ddU * a - 0x4973f715U * b;
        return value ^ (value >> 16);
    }

    std::array<std::uint32_t, 4> m_pool{};
};

pcg64 seeded(const std::vector<std::uint32_t>& entropy)
{
    using Wide = pcg64::state_type;
    const std::array<std::uint64_t, 4> words = SeedSequence(entropy).state();
    const Wide state = (Wide(words[0]) << 64) | Wide(words[1]);
    const Wide stream = (Wide(words[2]) << 64) | Wide(words[3]);
    return pcg64(state, stream);
}

std::vector<std::uint32_t> wordsOf(std::uint64_t seed)
{
    std::vector<std::uint32_t> words{static_cast<std::uint32_t>(seed)};
    if (seed >> 32 != 0)
        words.push_back(static_cast<std::uint32_t>(seed >> 32));
    return words;
}

std::vector<std::uint32_t> withStream(std::vector<std::uint32_t> words, std::uint32_t stream)
{
    words.push_back(stream);
    return words;
}

} // namespace

NumpyRandom::NumpyRandom(std::uint64_t seed) : NumpyRandom(wordsOf(seed)) {}

NumpyRandom::NumpyRandom(std::uint64_t seed, std::uint32_t stream)
    : NumpyRandom(withStream(wordsOf(seed), stream))
{
}

NumpyRandom::NumpyRandom(const std::vector<std::uint32_t>& entropy) : m_engine(seeded(entropy)) {}

std::uint32_t NumpyRandom::next32()
{
    if (m_hasHalf) {
        m_hasHalf = false;
        return m_half;
    }
    const std::uint64_t both = m_engine();
    m_hasHalf = true;
    m_half = static_cast<std::uint32_t>(both >> 32);
    return static_cast<std::uint32_t>(both);
}

std::uint32_t NumpyRandom::below(std::uint32_t n)
{
    if (n <= 1)
        return 0; // draws nothing
    std::uint64_t product = std::uint64_t{next32()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
        const std::uint32_t threshold = (0U - n) % n;
        while (static_cast<std::uint32_t>(product) < threshold)
            product = std::uint64_t{next32()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

void NumpyRandom::fillBelow(std::uint32_t n, std::span<std::uint32_t> values)
{
    for (std::uint32_t& value : values)
        value = below(n);
}

std::vector<std::uint32_t> NumpyRandom::coins(std::size_t count)
{
    std::vector<std::uint32_t> words((count + 31) / 32);
    for (std::uint32_t& word : words)
        word = next32();
    return words;
}

} // namespace palimpsest
