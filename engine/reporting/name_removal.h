// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// What tells by whom and where a study was made.
struct PersonalNames {
    std::set<std::string> hosts;
    std::set<std::string> users;
    std::set<std::string> folders; ///< absolute, such as home folders; their names may hold blanks

    /// A host with its domain, and its first part alone.
    void addHost(const std::string& name);
    void addUser(const std::string& name);
    void addFolder(const std::string& path);
    /// The users whose home folders a text names: "/home/<user>/…"; of JSON also the folders of
    /// strings that are paths.
    void addNamesIn(const std::string& text);
};

/// Of this machine: its host, and the user with the home folder.
PersonalNames namesOfThisMachine();

/// Takes names out of text that people and programs wrote: of an absolute path only its last part
/// is left, a host becomes "[host]", a user "[user]", the number of a process "[process]". Names
/// that many machines and people have, such as "localhost", "root" or "test", stay: they tell
/// nothing, and are words, too.
class NameRemoval
{
public:
    explicit NameRemoval(PersonalNames names);

    std::string cleaned(const std::string& text);
    /// All strings in it, keys excepted.
    nlohmann::json cleaned(const nlohmann::json& value);
    /// JSON as JSON and other text as text; the same bytes where there was nothing to remove.
    std::string cleanedColumn(const std::string& text);

    struct Counts {
        std::int64_t paths = 0;
        std::int64_t hosts = 0;
        std::int64_t users = 0;
        std::int64_t processes = 0;
    };
    const Counts& counts() const { return m_counts; }

private:
    std::string withoutPaths(const std::string& text);
    std::string withoutProcesses(const std::string& text);
    std::string withoutWords(std::string text, const std::set<std::string>& words,
                             const std::string& instead, std::int64_t& count);
    std::size_t pathEnd(const std::string& text, std::size_t start) const;

    PersonalNames m_names;
    Counts m_counts;
};

} // namespace palimpsest
