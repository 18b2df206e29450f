// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/json_members.h"

#include <algorithm>
#include <utility>

namespace palimpsest
{

namespace
{

class MemberScanner
{
public:
    explicit MemberScanner(std::string_view text) : m_text(text) {}

    bool skip(char wanted)
    {
        skipSpace();
        if (m_at == m_text.size() || m_text[m_at] != wanted)
            return false;
        ++m_at;
        return true;
    }

    bool atEnd()
    {
        skipSpace();
        return m_at == m_text.size();
    }

    /// A quoted string without escapes, without its quotes.
    std::optional<std::string_view> name()
    {
        if (!skip('"'))
            return std::nullopt;
        const std::size_t end = m_text.find_first_of("\"\\", m_at);
        if (end == std::string_view::npos || m_text[end] == '\\')
            return std::nullopt;
        const std::string_view found = m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        return found;
    }

    /// Past a member that another object has and this one has next, letter by letter.
    std::optional<JsonMembers::value_type> same(const JsonMembers::value_type& other)
    {
        const auto [name, value] = other;
        const std::size_t before = static_cast<std::size_t>(value.data() - name.data()) + 1;
        const std::string_view whole(name.data() - 1, before + value.size()); // from its quote on
        const std::size_t end = m_at + whole.size();
        if (m_text.substr(m_at, whole.size()) != whole || end == m_text.size() ||
            (m_text[end] != ',' && m_text[end] != '}'))
            return std::nullopt;
        const std::size_t begin = std::exchange(m_at, end);
        return std::pair(m_text.substr(begin + 1, name.size()),
                         m_text.substr(begin + before, value.size()));
    }

    /// Up to the comma or bracket that ends the member.
    std::optional<std::string_view> value()
    {
        skipSpace();
        const std::size_t begin = m_at;
        int depth = 0;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                if (!skipString())
                    return std::nullopt;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (depth == 0 && (c == ',' || c == '}')) {
                return m_text.substr(begin, m_at - begin);
            } else if (c == '}' || c == ']') {
                --depth;
            }
        }
        return std::nullopt;
    }

private:
    void skipSpace() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    /// From an opening quote to its closing one.
    bool skipString()
    {
        for (std::size_t from = m_at + 1;; from = m_at + 1) {
            m_at = m_text.find('"', from);
            if (m_at == std::string_view::npos)
                return false;
            const std::size_t plain = m_text.find_last_not_of('\\', m_at - 1);
            if ((m_at - plain) % 2 == 1) // an even number of backslashes: each escapes the next
                return true;
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::optional<JsonMembers> jsonMembers(std::string_view text, const JsonMembers& like)
{
    MemberScanner scanner(text);
    if (!scanner.skip('{'))
        return std::nullopt;
    JsonMembers members;
    members.reserve(like.size());
    bool sameNames = true; // so far, so that none is repeated
    do {
        const std::size_t place = members.size();
        sameNames = sameNames && place < like.size();
        if (const auto same = sameNames ? scanner.same(like[place]) : std::nullopt) {
            members.push_back(*same);
            continue;
        }
        const auto name = scanner.name();
        if (!name || !scanner.skip(':'))
            return std::nullopt;
        const auto value = scanner.value();
        sameNames = sameNames && like[place].first == *name;
        const bool repeated =
            !sameNames && std::ranges::any_of(members, [&name](const auto& member) {
                return member.first == *name;
            });
        if (!value || repeated)
            return std::nullopt;
        members.emplace_back(*name, *value);
    } while (scanner.skip(','));
    if (!scanner.skip('}') || !scanner.atEnd())
        return std::nullopt;
    return members;
}

} // namespace palimpsest
