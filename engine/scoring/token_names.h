// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// Gives equal tokens of a segment equal numbers: 0, 1, 2 … in the order of appearance.
class TokenNames
{
public:
    void clear();
    std::uint32_t nameOf(std::string_view token);
    std::size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        std::size_t hash;
        std::size_t offset; ///< in m_text: callers may reuse the memory of their tokens
        std::size_t size;
    };
    void grow();

    std::string m_text;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_slots; ///< entry + 1, or 0
};

} // namespace palimpsest
