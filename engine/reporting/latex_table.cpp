// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "engine/reporting/latex_text.h"
#include "engine/reporting/table_formats.h"
#include "engine/study/canonical_json.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

/// Digits before the point, or all of them, leading zeros aside; at least one.
std::size_t digits(const std::string& number, bool all)
{
    const std::size_t first = std::min(number.find_first_of("123456789"), number.size());
    const std::size_t point = std::min(number.find('.'), number.size());
    if (!all)
        return std::max<std::size_t>(1, point);
    const auto count = std::ranges::count_if(number.substr(first), [](char c) { return c != '.'; });
    return std::max<std::size_t>(1, static_cast<std::size_t>(count));
}

bool hasSpread(const ResultsTable& table, std::size_t column)
{
    return std::ranges::any_of(
        table.lines, [column](const TableLine& line) { return line.figures[column].spread.n > 1; });
}

/// "S[table-format = -2.1(1)]": room for the widest number of the column.
std::string columnFormat(const ResultsTable& table, std::size_t column)
{
    const TableHead& head = table.heads[column];
    std::size_t integers = 1, uncertain = 1;
    bool negative = false;
    for (const TableLine& line : table.lines) {
        const Spread& spread = line.figures[column].spread;
        if (spread.n == 0)
            continue;
        integers =
            std::max(integers, digits(fixedText(std::abs(spread.mean), head.decimals), false));
        negative = negative || spread.mean < 0;
        if (spread.n > 1)
            uncertain = std::max(uncertain, digits(fixedText(spread.sd, head.decimals), true));
    }
    const std::string sign = head.sign ? "+" : negative ? "-" : "";
    return "S[table-format = " + sign + std::to_string(integers) + "." +
           std::to_string(head.decimals) +
           (hasSpread(table, column) ? "(" + std::to_string(uncertain) + ")" : "") + "]";
}

std::string cellText(const TableFigure& figure, const TableHead& head)
{
    if (figure.spread.n == 0)
        return "{--}";
    std::string text = figureText(figure, head);
    if (const auto place = text.find("±"); place != std::string::npos)
        text.replace(place, std::string("±").size(), "\\pm");
    return (figure.bold ? "\\bfseries " : "") + text;
}

std::string provenance(const ResultsTable& table)
{
    std::string text = latexComment("Needs only \\usepackage{booktabs}, \\usepackage{siunitx} and "
                                    "\\usepackage{etoolbox}.");
    text += latexComment("Made by palimpsest " + std::string(kVersion) + " with the recipe \"" +
                         table.recipe.name + "\" from the study \"" + table.study.name + "\", id " +
                         table.study.id + ".");
    text += latexComment("Shown: " + filterOf(table.recipe) + ".");
    for (const TableLine& line : table.lines) {
        std::string trials = "Trials of " + line.series +
                             (line.series.empty() || line.parameters.empty() ? "" : " ") +
                             line.parameters + ":";
        for (const std::string& identity : line.identities)
            trials += " " + shortId(identity);
        text += latexComment(trials);
    }
    return text;
}

std::string labelOf(const ResultsTable& table)
{
    if (!table.recipe.label.empty())
        return table.recipe.label;
    std::string label = "tab:";
    for (const char c : table.study.name + "-" + table.recipe.name)
        label +=
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    return label;
}

/// The line of heads over columns and the rules below them; empty without groups.
std::string groupHeads(const ResultsTable& table, const std::vector<std::size_t>& shown)
{
    const std::vector<HeadGroup> groups = headGroups(table, shown);
    if (groups.empty())
        return {};
    std::size_t column = rowHeads(table).size();
    std::string heads(column - 1, '&'), rules;
    for (const auto& [title, columns] : groups) {
        heads += " & \\multicolumn{" + std::to_string(columns) + "}{c}{" + latexText(title) + "}";
        if (!title.empty())
            rules += "\\cmidrule(lr){" + std::to_string(column + 1) + "-" +
                     std::to_string(column + columns) + "}";
        column += columns;
    }
    return heads + " \\\\\n" + rules + "\n";
}

std::string body(const ResultsTable& table, const std::vector<std::size_t>& shown)
{
    std::string text;
    for (std::size_t i = 0; i < table.lines.size(); ++i) {
        const TableLine& line = table.lines[i];
        std::vector<std::string> texts = rowTexts(table, line);
        if (i > 0 && texts.size() > 2 && table.lines[i - 1].series == line.series)
            texts.front().clear();
        for (std::size_t k = 0; k < texts.size(); ++k)
            text += (k ? " & " : "") + latexText(texts[k]);
        for (const std::size_t column : shown)
            text += " & " + cellText(line.figures[column], table.heads[column]);
        text += " \\\\\n";
    }
    return text;
}

} // namespace

std::string latexTable(const ResultsTable& table)
{
    const std::vector<std::size_t> shown = shownHeads(table);
    const std::string environment = table.recipe.wide ? "table*" : "table";
    std::string text = provenance(table);
    text += "\\begin{" + environment + "}\n\\centering\n";
    text += "\\sisetup{retain-explicit-plus = true, separate-uncertainty = true, "
            "detect-weight = true}\n";
    text += "\\robustify\\bfseries\n"; // so that siunitx takes it for a font, not for a number
    text += "\\caption{" + latexText(captionOf(table)) + "}\n\\label{" + labelOf(table) + "}\n";
    const std::vector<std::string> heads = rowHeads(table);
    text += "\\begin{tabular}{" + std::string(heads.size() - 1, 'l') + "r";
    for (const std::size_t column : shown)
        text += "\n  " + columnFormat(table, column);
    text += "}\n\\toprule\n" + groupHeads(table, shown);
    for (std::size_t k = 0; k < heads.size(); ++k)
        text += (k ? " & " : "") + (heads[k] == "n" ? std::string("$n$") : latexText(heads[k]));
    for (const std::size_t column : shown)
        text += " & {" + latexText(table.heads[column].title) + "}";
    text += " \\\\\n\\midrule\n" + body(table, shown) + "\\bottomrule\n\\end{tabular}\n";
    if (const std::string note = noteOf(table); !note.empty())
        text += "\\par\\smallskip{\\footnotesize " + latexText(note) + "}\n";
    text += "\\end{" + environment + "}\n";
    return withProvenance(std::move(text), RecordPlace::Tex, provenanceOf(table));
}

} // namespace palimpsest
