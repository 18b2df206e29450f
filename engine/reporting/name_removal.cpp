// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/name_removal.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <pwd.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

namespace palimpsest
{

namespace
{

/// Accounts and hosts that every other machine has, and words of the program's own vocabulary,
/// which would no longer be understood.
const std::set<std::string, std::less<>> kCommonNames = {
    "admin",       "adm",        "auto",    "base",        "baseline",  "bfloat16",   "bleu",
    "build",       "cancelled",  "chrf",    "cpu",         "cuda",      "custom",     "debian",
    "demo",        "dev",        "docker",  "done",        "draft",     "error",      "ewc",
    "failed",      "fisher",     "float16", "float32",     "guest",     "home",       "info",
    "interrupted", "jenkins",    "large",   "localdomain", "localhost", "loss",       "mixing",
    "music",       "new",        "news",    "nobody",      "none",      "normalised", "old",
    "paused",      "public",     "queued",  "raw",         "root",      "runner",     "running",
    "sentences",   "server",     "small",   "software",    "student",   "students",   "system",
    "test",        "text",       "tiny",    "tokenizer",   "tokens",    "train",      "trial",
    "ubuntu",      "updates",    "user",    "users",       "vagrant",   "waiting",    "warning",
    "worker",      "workstation"};
constexpr std::size_t kShortestName = 3; ///< shorter ones are syllables of everything

bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           byte >= 0x80;
}

bool tells(const std::string& name)
{
    return name.size() >= kShortestName && !kCommonNames.contains(name);
}

/// Whether an absolute path may begin behind this byte.
bool opensPath(std::string_view before)
{
    constexpr std::string_view kOpening = " \t\n\r\"'`([{<>=:,;|";
    return before.empty() || before.ends_with("file://") ||
           kOpening.find(before.back()) != std::string_view::npos;
}

constexpr std::string_view kClosing = " \t\n\r\"'`)]}<>,;|";

/// Whether all of a text is a path, which may hold blanks; a sentence has a colon behind the path
/// that it begins with.
bool isPath(const std::string& text)
{
    return text.starts_with('/') && text.find('/', 1) != std::string::npos &&
           text.find(": ") == std::string::npos;
}

void addFoldersIn(const nlohmann::json& value, PersonalNames& names)
{
    if (value.is_string() && isPath(value.get_ref<const std::string&>())) {
        const auto& path = value.get_ref<const std::string&>();
        names.addFolder(path.substr(0, path.rfind('/')));
    }
    if (!value.is_structured())
        return;
    for (const nlohmann::json& item : value)
        addFoldersIn(item, names);
}

std::string lastPart(std::string_view path)
{
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    return std::string(path.substr(path.rfind('/') + 1));
}

} // namespace

void PersonalNames::addHost(const std::string& name)
{
    for (const std::string& each : {name, name.substr(0, name.find('.'))}) {
        if (tells(each))
            hosts.insert(each);
    }
}

void PersonalNames::addUser(const std::string& name)
{
    if (tells(name))
        users.insert(name);
}

void PersonalNames::addFolder(const std::string& path)
{
    if (path.size() > 1 && path.front() == '/')
        folders.insert(path.back() == '/' ? path.substr(0, path.size() - 1) : path);
}

void PersonalNames::addNamesIn(const std::string& text)
{
    if (text.starts_with('{') && text.find("\"/") != std::string::npos)
        addFoldersIn(nlohmann::json::parse(text, nullptr, false), *this);
    for (const std::string_view parent : {"/home/", "/Users/"}) {
        for (std::size_t at = text.find(parent); at != std::string::npos;
             at = text.find(parent, at + 1)) {
            const std::size_t start = at + parent.size();
            std::size_t end = start;
            while (end < text.size() && text[end] != '/' &&
                   kClosing.find(text[end]) == std::string_view::npos)
                ++end;
            addUser(text.substr(start, end - start));
        }
    }
}

PersonalNames namesOfThisMachine()
{
    PersonalNames names;
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0)
        names.addHost(host.data());
    if (const passwd* entry = ::getpwuid(::getuid())) {
        names.addUser(entry->pw_name);
        names.addFolder(entry->pw_dir);
    }
    for (const char* variable : {"USER", "LOGNAME"}) {
        if (const char* user = std::getenv(variable))
            names.addUser(user);
    }
    if (const char* home = std::getenv("HOME"))
        names.addFolder(home);
    return names;
}

NameRemoval::NameRemoval(PersonalNames names) : m_names(std::move(names)) {}

std::size_t NameRemoval::pathEnd(const std::string& text, std::size_t start) const
{
    std::size_t end = start;
    for (const std::string& folder : m_names.folders) {
        if (text.compare(start, folder.size(), folder) == 0)
            end = std::max(end, start + folder.size());
    }
    while (end < text.size() && kClosing.find(text[end]) == std::string_view::npos)
        ++end;
    while (end > start && (text[end - 1] == '.' || text[end - 1] == ':'))
        --end; // they end a sentence or its first part
    return end;
}

std::string NameRemoval::withoutPaths(const std::string& text)
{
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = text.find('/'); at != std::string::npos; at = text.find('/', at + 1)) {
        if (at < copied || !opensPath(std::string_view(text).substr(0, at)) ||
            text.compare(at, 2, "//") == 0)
            continue;
        const std::size_t end = pathEnd(text, at);
        const std::string_view path = std::string_view(text).substr(at, end - at);
        if (path.find('/', 1) == std::string_view::npos)
            continue; // a unit such as /s, or a folder that every machine has
        out += text.substr(copied, at - copied) + lastPart(path);
        copied = end;
        ++m_counts.paths;
    }
    return copied == 0 ? text : out + text.substr(copied);
}

std::string NameRemoval::withoutWords(std::string text, const std::set<std::string>& words,
                                      const std::string& instead, std::int64_t& count)
{
    std::vector<std::string> longestFirst(words.begin(), words.end());
    std::ranges::stable_sort(longestFirst, std::greater<>(), &std::string::size);
    for (const std::string& word : longestFirst) {
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
            const std::size_t end = at + word.size();
            if ((at > 0 && isWordByte(text[at - 1])) ||
                (end < text.size() && isWordByte(text[end]))) {
                at = end;
                continue;
            }
            text.replace(at, word.size(), instead);
            at += instead.size();
            ++count;
        }
    }
    return text;
}

std::string NameRemoval::withoutProcesses(const std::string& text)
{
    constexpr std::string_view kDigits = "0123456789";
    std::string out = text;
    for (const std::string_view word : {"process ", "pid ", "pid=", "PID "}) {
        for (std::size_t at = out.find(word); at != std::string::npos;
             at = out.find(word, at + 1)) {
            const std::size_t start = at + word.size();
            const std::size_t end = std::min(out.find_first_not_of(kDigits, start), out.size());
            if (end == start || (at > 0 && isWordByte(out[at - 1])))
                continue;
            out.replace(start, end - start, "[process]");
            ++m_counts.processes;
        }
    }
    return out;
}

std::string NameRemoval::cleaned(const std::string& text)
{
    std::string clean = withoutProcesses(withoutPaths(text));
    clean = withoutWords(std::move(clean), m_names.hosts, "[host]", m_counts.hosts);
    return withoutWords(std::move(clean), m_names.users, "[user]", m_counts.users);
}

nlohmann::json NameRemoval::cleaned(const nlohmann::json& value)
{
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (isPath(text)) {
            ++m_counts.paths;
            return cleaned(lastPart(text));
        }
        return cleaned(text);
    }
    nlohmann::json copy = value;
    if (copy.is_structured()) {
        for (nlohmann::json& item : copy)
            item = cleaned(item);
    }
    return copy;
}

std::string NameRemoval::cleanedColumn(const std::string& text)
{
    if (text.starts_with('{') || text.starts_with('[')) {
        const nlohmann::json before = nlohmann::json::parse(text, nullptr, false);
        if (!before.is_discarded()) {
            const nlohmann::json after = cleaned(before);
            return after == before
                       ? text
                       : after.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        }
    }
    return cleaned(text);
}

} // namespace palimpsest
