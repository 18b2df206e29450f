// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/table_formats.h"

namespace palimpsest
{

namespace
{

std::string numberText(const std::optional<double>& number)
{
    return number ? exactText(*number) : std::string();
}

/// Heads and rows of all columns in full precision.
std::vector<std::vector<std::string>> exactCells(const ResultsTable& table)
{
    std::vector<std::vector<std::string>> lines = {{"strategy", "parameters", "seeds"}};
    for (const TableHead& head : table.heads) {
        for (const char* part : {" mean", " sd", " n"})
            lines[0].push_back(head.key + part);
        for (const char* part : {" ci_low", " ci_high", " p", " p_corrected", " p_best"}) {
            if (head.isScore())
                lines[0].push_back(head.key + part);
        }
    }
    for (const TableLine& line : table.lines) {
        std::vector<std::string> cells = {line.series, line.parameters, std::to_string(line.seeds)};
        for (std::size_t i = 0; i < table.heads.size(); ++i) {
            const TableFigure& figure = line.figures[i];
            cells.push_back(figure.spread.n > 0 ? exactText(figure.spread.mean) : "");
            cells.push_back(figure.spread.n > 1 ? exactText(figure.spread.sd) : "");
            cells.push_back(std::to_string(figure.spread.n));
            if (!table.heads[i].isScore())
                continue;
            for (const auto& number :
                 {figure.low, figure.high, figure.p, figure.pCorrected, figure.pBest})
                cells.push_back(numberText(number));
        }
        lines.push_back(std::move(cells));
    }
    return lines;
}

/// What a reader sees: heads and rows of the columns that have a figure.
std::vector<std::vector<std::string>> shownCells(const ResultsTable& table, const char* bold)
{
    const std::vector<std::size_t> shown = shownHeads(table);
    std::vector<std::vector<std::string>> lines = {rowHeads(table)};
    const bool grid = table.recipe.rows == TableRows::LambdaByRatio;
    for (const std::size_t i : shown) {
        const TableHead& head = table.heads[i];
        const bool needsGroup = grid || table.recipe.metrics.size() > 1;
        lines[0].push_back(needsGroup && !head.group.empty() ? head.group + " " + head.title
                                                             : head.title);
    }
    for (const TableLine& line : table.lines) {
        lines.push_back(rowTexts(table, line));
        for (const std::size_t i : shown) {
            const std::string text = figureText(line.figures[i], table.heads[i]);
            lines.back().push_back(line.figures[i].bold ? bold + text + bold : text);
        }
    }
    return lines;
}

std::size_t displayWidth(const std::string& text)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string escapedMarkdown(const std::string& text)
{
    std::string out;
    for (const char c : plainText(text)) {
        if (std::string("|\\*_`<>[]&#!~").find(c) != std::string::npos)
            out += '\\';
        out += c;
    }
    return out;
}

} // namespace

std::string plainText(const std::string& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        // C1's control characters are of two bytes.
        if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
            out += ' ';
            ++i;
        } else {
            out += byte < 0x20 || byte == 0x7F ? ' ' : text[i];
        }
    }
    return out;
}

std::string tableText(const ResultsTable& table, TableFormat format)
{
    switch (format) {
    case TableFormat::Latex:
        return latexTable(table);
    case TableFormat::Csv:
        return csvTable(table);
    case TableFormat::Tsv:
        return tsvTable(table);
    case TableFormat::Markdown:
        return markdownTable(table);
    case TableFormat::Html:
        return htmlTable(table);
    case TableFormat::Json:
        return jsonTable(table).dump(2) + "\n";
    case TableFormat::Text:
        break;
    }
    return textTable(table);
}

std::string csvTable(const ResultsTable& table)
{
    std::string text;
    for (const auto& line : exactCells(table))
        text += csvLine(line);
    return text;
}

std::string tsvTable(const ResultsTable& table)
{
    std::string text;
    for (const auto& line : exactCells(table))
        text += tsvLine(line);
    return text;
}

std::string markdownTable(const ResultsTable& table)
{
    const std::size_t before = rowHeads(table).size();
    std::string text;
    const auto lines = shownCells(table, "");
    const std::vector<std::size_t> shown = shownHeads(table);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (std::size_t k = 0; k < lines[i].size(); ++k) {
            const bool bold =
                i > 0 && k >= before && table.lines[i - 1].figures[shown[k - before]].bold;
            const std::string cell = escapedMarkdown(lines[i][k]);
            text += "| " + (bold ? "**" + cell + "**" : cell) + " ";
        }
        text += "|\n";
        for (std::size_t k = 0; i == 0 && k < lines[i].size(); ++k)
            text += std::string(k + 1 < before ? "|---" : "|---:") +
                    (k + 1 == lines[i].size() ? "|\n" : "");
    }
    text += "\n" + escapedMarkdown(captionOf(table)) + "\n";
    const std::string note = noteOf(table);
    if (!note.empty())
        text += "\n" + escapedMarkdown(note) + "\n";
    return withProvenance(text + "\n", RecordPlace::Html, provenanceOf(table));
}

std::string textTable(const ResultsTable& table)
{
    const std::size_t before = rowHeads(table).size();
    auto lines = shownCells(table, "*");
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            line[i] = plainText(line[i]);
            widths[i] = std::max(widths[i], displayWidth(line[i]));
        }
    }
    std::string text;
    for (const auto& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string pad(widths[i] - displayWidth(line[i]), ' ');
            row += (i ? "  " : "") + (i + 1 < before ? line[i] + pad : pad + line[i]);
        }
        text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    const std::string note = noteOf(table);
    return text + plainText(captionOf(table, "Between asterisks")) + "\n" +
           (note.empty() ? "" : plainText(note) + "\n");
}

} // namespace palimpsest
