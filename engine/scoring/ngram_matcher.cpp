// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/ngram_matcher.h"

#include <algorithm>
#include <bit>

namespace palimpsest
{

namespace
{

constexpr std::uint32_t kUnknown = 0;
constexpr std::uint32_t kEmpty = 1; ///< name of the n-gram of order 0

std::uint64_t keyOf(std::uint32_t beginning, std::uint32_t last)
{
    return (static_cast<std::uint64_t>(beginning) << 32) | last;
}

} // namespace

void NgramMatcher::match(Symbols hypothesis, std::span<const Symbols> references,
                         std::span<std::uint32_t> matches)
{
    std::size_t total = 0;
    if (m_referenceNames.size() < references.size())
        m_referenceNames.resize(references.size());
    for (std::size_t k = 0; k < references.size(); ++k) {
        total += references[k].size();
        m_referenceNames[k].assign(references[k].size(), kEmpty);
    }
    m_hypothesisNames.assign(hypothesis.size(), kEmpty);
    for (std::size_t order = 1; order <= matches.size(); ++order) {
        beginOrder(total);
        for (std::size_t k = 0; k < references.size(); ++k)
            countReference(references[k], static_cast<std::uint32_t>(k), order,
                           m_referenceNames[k]);
        matches[order - 1] = matchHypothesis(hypothesis, order);
    }
}

void NgramMatcher::beginOrder(std::size_t ngrams)
{
    const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(16, 2 * ngrams));
    if (wanted > m_slots.size()) {
        m_slots.assign(wanted, Slot{});
        m_stamp = 0;
    }
    m_shift = 64 - std::countr_zero(wanted); // a small segment uses a small part of a large table
    if (++m_stamp == 0) {
        std::fill(m_slots.begin(), m_slots.end(), Slot{});
        m_stamp = 1;
    }
    m_counts.assign(2, Count{});
}

NgramMatcher::Slot& NgramMatcher::slotFor(std::uint64_t key)
{
    const std::size_t mask = (std::size_t{1} << (64 - m_shift)) - 1;
    std::size_t at = (key * 0x9E3779B97F4A7C15ULL) >> m_shift;
    while (m_slots[at].stamp == m_stamp && m_slots[at].key != key)
        at = (at + 1) & mask;
    return m_slots[at];
}

void NgramMatcher::countReference(Symbols reference, std::uint32_t number, std::size_t order,
                                  std::vector<std::uint32_t>& names)
{
    for (std::size_t i = 0; i + order <= reference.size(); ++i) {
        const std::uint64_t key = keyOf(names[i], reference[i + order - 1]);
        Slot& slot = slotFor(key);
        if (slot.stamp != m_stamp) {
            slot = Slot{key, m_stamp, static_cast<std::uint32_t>(m_counts.size())};
            m_counts.push_back(Count{0, 0, number});
        }
        Count& count = m_counts[slot.name];
        if (count.reference != number)
            count = Count{count.best, 0, number};
        count.best = std::max(count.best, ++count.here);
        names[i] = slot.name;
    }
}

std::uint32_t NgramMatcher::matchHypothesis(Symbols hypothesis, std::size_t order)
{
    std::uint32_t matches = 0;
    for (std::size_t i = 0; i + order <= hypothesis.size(); ++i) {
        std::uint32_t& name = m_hypothesisNames[i];
        if (name == kUnknown)
            continue;
        const Slot& slot = slotFor(keyOf(name, hypothesis[i + order - 1]));
        name = slot.stamp == m_stamp ? slot.name : kUnknown;
        if (name != kUnknown && m_counts[name].best > 0) {
            --m_counts[name].best;
            ++matches;
        }
    }
    return matches;
}

} // namespace palimpsest
