// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/study/domain.h"

namespace palimpsest
{

/// Where things lie in a study folder.
///
///     study.db                        every result
///     corpora/<domain>/<split>.<lang> text, as added (plain UTF-8, one segment a line)
///     tokenizers/<id>/                tokenizer.model, tokenizer.json, shards/
///     models/<id>/                    model.json, weights.safetensors
///     fisher/<id>/                    fisher.json, fisher.safetensors
///     runs/<run>/                     config.json, events.jsonl, checkpoint/, translations/,
///     worker.log exports/                        tables and figures
class StudyLayout
{
public:
    explicit StudyLayout(std::filesystem::path root) : m_root(std::move(root)) {}

    const std::filesystem::path& root() const { return m_root; }
    std::filesystem::path database() const { return m_root / "study.db"; }
    std::filesystem::path exports() const { return m_root / "exports"; }
    /// Names and paths out of a study's database or configurations, which a stranger may have
    /// written. Throw BadInput for one that leads out of the study's folder: an absolute path,
    /// "..", or a symbolic link below corpora/, models/, runs/ and so on (those folders themselves
    /// may be links to where there is room).
    std::filesystem::path run(const std::string& run) const;
    std::filesystem::path absolute(const std::string& relative) const;

    /// Relative to the root, as stored in configurations. `domain` is made safe for a file name.
    static std::string corpusFile(const std::string& domain, Split split,
                                  const std::string& language);
    static std::string tokenizerFolder(const std::string& identity);
    static std::string modelFolder(const std::string& identity);
    static std::string fisherFolder(const std::string& identity);

private:
    std::filesystem::path m_root;
};

} // namespace palimpsest
