// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/token_names.h"

#include <algorithm>
#include <functional>

namespace palimpsest
{

void TokenNames::clear()
{
    m_text.clear();
    m_entries.clear();
    std::fill(m_slots.begin(), m_slots.end(), 0U);
}

std::uint32_t TokenNames::nameOf(std::string_view token)
{
    if (2 * (m_entries.size() + 1) > m_slots.size())
        grow();
    const std::size_t hash = std::hash<std::string_view>{}(token);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    for (; m_slots[at] != 0; at = (at + 1) & mask) {
        const Entry& entry = m_entries[m_slots[at] - 1];
        if (entry.hash == hash &&
            std::string_view(m_text).substr(entry.offset, entry.size) == token)
            return m_slots[at] - 1;
    }
    m_entries.push_back({hash, m_text.size(), token.size()});
    m_text += token;
    m_slots[at] = static_cast<std::uint32_t>(m_entries.size());
    return m_slots[at] - 1;
}

void TokenNames::grow()
{
    m_slots.assign(std::max<std::size_t>(256, 2 * m_slots.size()), 0U);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        std::size_t at = m_entries[i].hash & mask;
        while (m_slots[at] != 0)
            at = (at + 1) & mask;
        m_slots[at] = static_cast<std::uint32_t>(i + 1);
    }
}

} // namespace palimpsest
