// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/reporting/sentence_table.h"
#include "engine/study/enum_text.h"

namespace palimpsest
{

enum class SentenceFormat { Csv, Tsv, Json, Html };

template <>
struct EnumText<SentenceFormat> {
    static constexpr std::array<std::pair<SentenceFormat, const char*>, 4> kValues = {
        {{SentenceFormat::Csv, "csv"},
         {SentenceFormat::Tsv, "tsv"},
         {SentenceFormat::Json, "json"},
         {SentenceFormat::Html, "html"}}};
};

/// A file of this format, closed by a newline: these rows in this order, numbers in full precision
/// (HTML: two decimals), what is not known empty or null.
///
/// CSV (RFC 4180) and TSV have the columns "domain", "line", "source", "reference", then of each
/// system "translation: NAME", "score: NAME" and, but for the baseline, "change: NAME". JSON names
/// the systems once and has one object a sentence with arrays in their order. HTML is a page that
/// needs no other file; words that a system has and the baseline has not are <ins>, missing ones
/// <del>.
std::string sentencesText(const SentenceTable& table, const std::vector<std::uint32_t>& rows,
                          SentenceFormat format);

} // namespace palimpsest
