// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/score_report.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

using Json = nlohmann::ordered_json;
using Cells =
    std::vector<std::vector<std::string>>; ///< [row][column], the first row holds the titles

std::string fixed(double value, int digits)
{
    std::string text(static_cast<std::size_t>(std::snprintf(nullptr, 0, "%.*f", digits, value)) + 1,
                     '\0');
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    text.pop_back();
    return text;
}

double rounded(double value, int digits)
{
    return std::strtod(fixed(value, digits).c_str(), nullptr);
}

std::string repeated(const std::string& text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += text;
    return all;
}

std::vector<std::string> splitLines(const std::string& text, char separator)
{
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == separator)
            lines.emplace_back();
        else
            lines.back() += c;
    }
    return lines;
}

std::size_t widthOf(const std::string& text)
{
    std::size_t width = 0;
    for (const std::string& line : splitLines(text, '\n'))
        width = std::max(width, decodeUtf8(line).size());
    return width;
}

/// The first column stands at the right, the others in the middle.
std::string aligned(const std::string& text, std::size_t width, bool right)
{
    const std::size_t own = widthOf(text);
    const std::size_t space = width > own ? width - own : 0;
    const std::size_t left = right ? space : space / 2;
    return std::string(left, ' ') + text + std::string(space - left, ' ');
}

std::vector<std::size_t> columnWidths(const Cells& cells)
{
    std::vector<std::size_t> widths(cells.front().size());
    for (std::size_t row = 0; row < cells.size(); ++row)
        for (std::size_t column = 0; column < widths.size(); ++column)
            widths[column] =
                std::max(widths[column], widthOf(cells[row][column]) + (row == 0 ? 2 : 0));
    return widths;
}

std::string gridRule(const std::vector<std::size_t>& widths, const char* left, const char* line,
                     const char* cross, const char* right)
{
    std::string rule = left;
    for (std::size_t column = 0; column < widths.size(); ++column)
        rule += (column > 0 ? cross : "") + repeated(line, widths[column] + 2);
    return rule + right + "\n";
}

std::string gridRow(const std::vector<std::string>& row, const std::vector<std::size_t>& widths)
{
    std::size_t height = 0;
    std::vector<std::vector<std::string>> lines;
    for (const std::string& cell : row) {
        lines.push_back(splitLines(cell, '\n'));
        height = std::max(height, lines.back().size());
    }
    std::string text;
    for (std::size_t i = 0; i < height; ++i) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string line = i < lines[column].size() ? lines[column][i] : std::string();
            text += "│ " + aligned(line, widths[column], column == 0) + " ";
        }
        text += "│\n";
    }
    return text;
}

std::string gridTable(const Cells& cells)
{
    const std::vector<std::size_t> widths = columnWidths(cells);
    std::string text = gridRule(widths, "╒", "═", "╤", "╕") + gridRow(cells[0], widths) +
                       gridRule(widths, "╞", "═", "╪", "╡");
    for (std::size_t row = 1; row < cells.size(); ++row) {
        text += row > 1 ? gridRule(widths, "├", "─", "┼", "┤") : "";
        text += gridRow(cells[row], widths);
    }
    return text + gridRule(widths, "╘", "═", "╧", "╛");
}

std::string latexEscaped(const std::string& text)
{
    std::string escaped;
    for (const char c : text) {
        if (std::string("&%$#_{}").find(c) != std::string::npos)
            escaped += '\\';
        if (c == '^')
            escaped += "\\^{}";
        else if (c == '~')
            escaped += "\\textasciitilde{}";
        else if (c == '\\')
            escaped += "\\textbackslash{}";
        else if (c == '<')
            escaped += "\\ensuremath{<}";
        else if (c == '>')
            escaped += "\\ensuremath{>}";
        else
            escaped += c;
    }
    return escaped;
}

std::string latexTable(const Cells& cells)
{
    const std::vector<std::size_t> widths = columnWidths(cells);
    std::string text =
        "\\begin{tabular}{r" + std::string(widths.size() - 1, 'c') + "}\n\\toprule\n";
    for (std::size_t row = 0; row < cells.size(); ++row) {
        for (std::size_t column = 0; column < widths.size(); ++column)
            text += (column > 0 ? "& " : " ") +
                    latexEscaped(aligned(cells[row][column], widths[column], column == 0)) + " ";
        text += row == 0 ? "\\\\\n\\midrule\n" : "\\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string cellText(const PairedResult& result, bool isBaseline, const ScoreTable& table,
                     const ScoreReportOptions& options)
{
    std::string text = fixed(result.score, options.width);
    if (table.test == PairedTestKind::None)
        return text;
    if (result.interval)
        text += " (" + fixed(result.interval->mean, options.width) + " ± " +
                fixed(result.interval->halfWidth, options.width) + ")";
    if (!isBaseline)
        text += (options.format == ScoreFormat::Latex ? " (p = " : "\n(p = ") + fixed(result.p, 4) +
                (result.p > 0.05 ? ")" : ")*");
    return text;
}

Cells tableCells(const ScoreTable& table, const ScoreReportOptions& options)
{
    Cells cells(table.systems.size() + 1);
    cells[0].push_back("System");
    for (std::size_t i = 0; i < table.systems.size(); ++i)
        cells[i + 1].push_back(table.systems[i]);
    for (const ScoreColumn& column : table.columns) {
        cells[0].push_back(column.metric +
                           (table.test == PairedTestKind::Bootstrap ? " (μ ± 95% CI)" : ""));
        for (std::size_t i = 0; i < column.results.size(); ++i)
            cells[i + 1].push_back(cellText(column.results[i], i == 0, table, options));
    }
    return cells;
}

std::string jsonTable(const ScoreTable& table, const ScoreReportOptions& options)
{
    Json rows = Json::array();
    for (std::size_t i = 0; i < table.systems.size(); ++i) {
        Json row{{"system", table.systems[i]}};
        for (const ScoreColumn& column : table.columns) {
            const PairedResult& result = column.results[i];
            if (table.test == PairedTestKind::None) {
                row[column.metric] = fixed(result.score, options.width);
                continue;
            }
            Json value{
                {"score", result.score}, {"p_value", nullptr}, {"mean", nullptr}, {"ci", nullptr}};
            if (i > 0)
                value["p_value"] = result.p;
            if (result.interval) {
                value["mean"] = result.interval->mean;
                value["ci"] = result.interval->halfWidth;
            }
            row[column.metric] = value;
        }
        rows.push_back(row);
    }
    return rows.dump(4, ' ', true) + "\n";
}

std::string explanation(const ScoreTable& table)
{
    const bool bootstrap = table.test == PairedTestKind::Bootstrap;
    const std::string title = std::string("Paired ") +
                              (bootstrap ? "bootstrap resampling" : "approximate randomization") +
                              " test with " + std::to_string(table.samples) +
                              (bootstrap ? " resampling trials" : " trials");
    const std::string rule(title.size(), '-');
    return rule + "\n" + title + "\n" + rule + "\n - Each system is pairwise compared to " +
           table.systems.front() + ".\n" +
           (bootstrap ? "   Actual system score / bootstrap estimated true mean / 95% CI are "
                        "provided for each metric.\n"
                      : "   Actual system score is provided for each metric.\n") +
           R"(
 - Null hypothesis: the system and the baseline translations are essentially
   generated by the same underlying process. For a given system and the baseline,
   the p-value is roughly the probability of the absolute score difference (delta)
   or higher occurring due to chance, under the assumption that the null hypothesis is correct.

 - Assuming a significance threshold of 0.05, the null hypothesis can be rejected
   for p-values < 0.05 (marked with "*"). This means that the delta is unlikely to be attributed
   to chance, hence the system is significantly "different" than the baseline.
   Otherwise, the p-values are highlighted in red.

 - NOTE: Significance does not tell whether a system is "better" than the baseline but rather
   emphasizes the "difference" of the systems in terms of the replicability of the delta.

)";
}

} // namespace

std::string formatScoreLine(const ScoreLine& line, const ScoreReportOptions& options, bool asJson)
{
    std::string score = fixed(line.score, options.width);
    std::string confidence;
    if (line.interval && line.interval->mean > 0) {
        confidence = "μ = " + fixed(line.interval->mean, options.width) + " ± " +
                     fixed(line.interval->halfWidth, options.width);
        score += " (" + confidence + ")";
    }
    if (options.scoreOnly)
        return score;
    if (!asJson)
        return line.metric + "|" + line.signature + " = " + score +
               (line.detail.empty() ? "" : " " + line.detail);
    Json json{{"name", line.metric},
              {"score", rounded(line.score, options.width)},
              {"signature", line.signature}};
    if (!confidence.empty()) {
        json["confidence_mean"] = rounded(line.interval->mean, options.width);
        json["confidence_var"] = rounded(line.interval->halfWidth, options.width);
        json["confidence"] = confidence;
    }
    if (!line.detail.empty())
        json["verbose_score"] = line.detail;
    for (const std::string& field : splitLines(line.signature, '|'))
        json[field.substr(0, field.find(':'))] = field.substr(field.find(':') + 1);
    return json.dump(1);
}

std::string formatSingleSystem(const std::vector<ScoreLine>& lines,
                               const ScoreReportOptions& options)
{
    const bool asJson = options.format == ScoreFormat::Json;
    std::vector<std::string> texts;
    std::size_t left = 0; // characters before " = ", which stand below each other
    for (const ScoreLine& line : lines) {
        texts.push_back(formatScoreLine(line, options, asJson));
        left = std::max(left, line.metric.size() + line.signature.size());
    }
    if (texts.size() == 1)
        return texts[0] + "\n";
    std::string all = asJson ? "[\n" : "";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!asJson && !options.scoreOnly)
            all += std::string(left - lines[i].metric.size() - lines[i].signature.size(), ' ');
        all += texts[i] + (asJson && i + 1 < texts.size() ? ",\n" : "\n");
    }
    return all + (asJson ? "]\n" : "");
}

std::string formatScoreTable(const ScoreTable& table, const ScoreReportOptions& options)
{
    if (options.format == ScoreFormat::Json)
        return jsonTable(table, options);
    const Cells cells = tableCells(table, options);
    std::string text =
        (options.format == ScoreFormat::Latex ? latexTable(cells) : gridTable(cells)) + "\n";
    if (table.test != PairedTestKind::None)
        text += explanation(table);
    text += "-----------------\nMetric signatures\n-----------------\n";
    for (const ScoreColumn& column : table.columns)
        text += " - " + column.metric +
                std::string(column.metric.size() < 10 ? 10 - column.metric.size() : 0, ' ') + " " +
                column.signature + "\n";
    return text;
}

} // namespace palimpsest
