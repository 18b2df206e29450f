// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/text/pair_source.h"

namespace palimpsest
{

/// Streams the segments of two languages out of a translation memory (TMX 1.1 to 1.4, plain or
/// gzipped, in any encoding that its XML declaration or byte-order mark tells). "de" finds de-AT,
/// too. Codes of inline elements (bpt, ept, it, ph, ut, sub) are left out, the text inside hi is
/// kept, runs of white space become one space. Units without both languages are passed over;
/// entities are not expanded from outside the file. Memory: one unit.
class TmxReader : public PairSource
{
public:
    /// Throws BadInput naming the file: missing, unreadable, not TMX.
    TmxReader(const std::filesystem::path& file, const std::string& sourceLanguage,
              const std::string& targetLanguage);
    ~TmxReader() override;

    /// False at the end. Throws BadInput naming file and line: damaged XML or gzip; no unit at all
    /// that has both languages, with those that there are.
    bool next(SentencePair& pair) override;
    std::int64_t line() const override; ///< where the unit just read begins
    std::int64_t bytesRead() const override;

    static bool isTmx(const std::filesystem::path& file); ///< by its name: .tmx, .tmx.gz

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace palimpsest
