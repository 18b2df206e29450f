// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace palimpsest
{

/// Counts the n-grams that a hypothesis shares with its references, all orders in one sweep.
///
/// An n-gram is named by the pair (name of its first n-1 symbols, last symbol), so equality is
/// exact and costs one look-up whatever n is; an n-gram whose beginning no reference has is skipped
/// without one. Keeps its tables between calls: use one per thread.
class NgramMatcher
{
public:
    using Symbols = std::span<const std::uint32_t>;

    /// matches[n-1] = Σ over the n-grams of min(count in `hypothesis`, largest count in a
    /// reference), for n = 1 … matches.size().
    void match(Symbols hypothesis, std::span<const Symbols> references,
               std::span<std::uint32_t> matches);

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t stamp = 0; ///< the slot is in use when this is the table's stamp
        std::uint32_t name = 0;
    };
    struct Count {
        std::uint32_t best = 0; ///< largest count in a reference; what is left of it while matching
        std::uint32_t here = 0; ///< count in `reference`
        std::uint32_t reference = 0;
    };

    void beginOrder(std::size_t ngrams);
    Slot& slotFor(std::uint64_t key);
    void countReference(Symbols reference, std::uint32_t number, std::size_t order,
                        std::vector<std::uint32_t>& names);
    std::uint32_t matchHypothesis(Symbols hypothesis, std::size_t order);

    std::vector<Slot> m_slots;
    std::uint32_t m_stamp = 0;
    int m_shift = 64;
    std::vector<Count> m_counts; ///< by name; name 0 = unknown n-gram
    std::vector<std::vector<std::uint32_t>> m_referenceNames;
    std::vector<std::uint32_t> m_hypothesisNames;
};

} // namespace palimpsest
