// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/study_layout.h"

#include <algorithm>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// A name that every file system takes. Where something had to be replaced, a piece of the name's
/// hash keeps different domains in different folders.
std::string safeName(const std::string& name)
{
    std::string safe;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                           (c == '.' && !safe.empty());
        safe += plain ? c : '_';
    }
    return safe == name && !safe.empty() ? safe : safe + "-" + sha256(name).substr(0, 8);
}

/// Every part a plain name: nothing leads upwards or to another root.
bool staysBelow(const std::filesystem::path& relative)
{
    return relative.is_relative() &&
           std::ranges::none_of(relative, [](const auto& part) { return part == ".."; });
}

} // namespace

std::filesystem::path StudyLayout::run(const std::string& run) const
{
    return absolute("runs/" + run);
}

std::filesystem::path StudyLayout::absolute(const std::string& relative) const
{
    const std::filesystem::path path(relative);
    const auto refuse = [&](const std::string& problem) {
        throw BadInput(m_root.string() + ": the study names the path \"" + relative + "\", which " +
                       problem + "; it was made by hand or by somebody you should not trust.");
    };
    if (!staysBelow(path))
        refuse("leads out of its folder");
    std::filesystem::path below = m_root;
    int depth = 0;
    for (const std::filesystem::path& part : path) {
        below /= part;
        std::error_code ignored;
        if (++depth > 1 && std::filesystem::is_symlink(below, ignored))
            refuse("is a symbolic link or lies behind one");
    }
    return m_root / path;
}

std::string StudyLayout::corpusFile(const std::string& domain, Split split,
                                    const std::string& language)
{
    return "corpora/" + safeName(domain) + "/" + toString(split) + "." + language;
}

std::string StudyLayout::tokenizerFolder(const std::string& identity)
{
    return "tokenizers/" + shortId(identity);
}

std::string StudyLayout::modelFolder(const std::string& identity)
{
    return "models/" + shortId(identity);
}

std::string StudyLayout::fisherFolder(const std::string& identity)
{
    return "fisher/" + shortId(identity);
}

} // namespace palimpsest
