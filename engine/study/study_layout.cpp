// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/study_layout.h"

#include "engine/study/canonical_json.h"

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

} // namespace

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
