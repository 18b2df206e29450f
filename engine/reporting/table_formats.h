// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/reporting/provenance.h"
#include "engine/reporting/results_table.h"

namespace palimpsest
{

/// No name in a study reaches a format as anything but text: TeX and HTML are escaped, a text that
/// a spreadsheet would take for a formula begins with an apostrophe, and control characters, which
/// steer terminals, become spaces.

enum class TableFormat { Latex, Csv, Tsv, Markdown, Html, Json, Text };

template <>
struct EnumText<TableFormat> {
    static constexpr std::array<std::pair<TableFormat, const char*>, 7> kValues = {
        {{TableFormat::Latex, "latex"},
         {TableFormat::Csv, "csv"},
         {TableFormat::Tsv, "tsv"},
         {TableFormat::Markdown, "markdown"},
         {TableFormat::Html, "html"},
         {TableFormat::Json, "json"},
         {TableFormat::Text, "text"}}};
};

/// A file of this format, byte for byte, closed by a newline.
std::string tableText(const ResultsTable& table, TableFormat format);

/// booktabs and siunitx, bold by etoolbox; compiles under pdflatex -halt-on-error. Line 1 names
/// what it needs, comments below where the figures come from.
std::string latexTable(const ResultsTable& table);
/// RFC 4180, full precision: mean, sd and n of every column, and of scores ci_low, ci_high, p,
/// p_corrected and p_best; missing = empty.
std::string csvTable(const ResultsTable& table);
/// The same columns as csvTable, parted by tabs, for pasting into a spreadsheet.
std::string tsvTable(const ResultsTable& table);
std::string markdownTable(const ResultsTable& table);
/// See resources/templates/table.schema.json.
nlohmann::json jsonTable(const ResultsTable& table);
/// A whole page that needs no other file.
std::string htmlTable(const ResultsTable& table);
/// For a terminal: aligned columns.
std::string textTable(const ResultsTable& table);

/// Where the table comes from. LaTeX, Markdown and HTML carry it; CSV and TSV only where asked,
/// since readers of tables may not expect comment lines.
Provenance provenanceOf(const ResultsTable& table);

/// Text that steers no terminal: control characters become spaces.
std::string plainText(const std::string& text);
/// "11.5 ± 0.7", "+1.2", or "--" where it is missing.
std::string figureText(const TableFigure& figure, const TableHead& head);
/// Indices of the heads that show a figure in any line.
std::vector<std::size_t> shownHeads(const ResultsTable& table);
/// Neighbouring ones of the shown heads that share what stands over them.
struct HeadGroup {
    std::string title; ///< empty = nothing
    std::size_t columns = 0;
};
/// None where no head stands under another.
std::vector<HeadGroup> headGroups(const ResultsTable& table, const std::vector<std::size_t>& shown);
/// Heads of the columns before the figures: "Strategy", "Parameters", "n", or a grid's "λ".
std::vector<std::string> rowHeads(const ResultsTable& table);
/// The same of a line.
std::vector<std::string> rowTexts(const ResultsTable& table, const TableLine& line);
/// The recipe's caption or one made from it, then what ±, Δ and bold mean. Plain text.
std::string captionOf(const ResultsTable& table, const std::string& boldMark = "Bold");
/// Signatures, claims, warnings and why tests are missing; empty where there is nothing to say.
std::string noteOf(const ResultsTable& table);
/// "metric on split, sweep, strategies, seeds": what was left in. One line.
std::string filterOf(const TableRecipe& recipe);

} // namespace palimpsest
