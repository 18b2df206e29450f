// SPDX-License-Identifier: GPL-3.0-or-later
// Forgetting matrices as text, CSV, LaTeX and JSON.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/forgetting.h"
#include "engine/reporting/latex_text.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/results_table.h"

namespace palimpsest
{
namespace
{

std::string cellText(const ForgettingMatrix& matrix, const std::optional<double>& value,
                     const std::string& missing)
{
    return value ? fixedText(*value, matrix.decimals) : missing;
}

std::string titleOf(const ForgettingMatrix& matrix)
{
    return seriesTitle(matrix.series) + (matrix.label.empty() ? "" : " " + matrix.label);
}

/// In columns of the screen: a code point each.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool left = false)
{
    const std::string blanks(width - std::min(width, widthOf(text)), ' ');
    return left ? text + blanks : blanks + text;
}

std::string matrixText(const ForgettingMatrix& matrix)
{
    std::size_t first = widthOf("forgetting");
    for (const std::string& step : matrix.steps)
        first = std::max(first, widthOf(step) + 2);
    std::string text = titleOf(matrix) + " (" + std::to_string(matrix.seeds) +
                       (matrix.seeds == 1 ? " seed)\n" : " seeds)\n");
    const auto line = [&](const std::string& head, const auto& cellOf) {
        text += padded(head, first, true);
        for (std::size_t i = 0; i < matrix.domains.size(); ++i)
            text += "  " + padded(cellOf(i), std::max<std::size_t>(6, widthOf(matrix.domains[i])));
        text += "\n";
    };
    line("", [&](std::size_t i) { return matrix.domains[i]; });
    for (std::size_t row = 0; row < matrix.steps.size(); ++row) {
        line((row == 0 ? "" : "+ ") + matrix.steps[row],
             [&](std::size_t i) { return cellText(matrix, matrix.scores[row][i], "–"); });
    }
    line("forgetting", [&](std::size_t i) { return cellText(matrix, matrix.forgetting[i], ""); });
    return text + "average " + cellText(matrix, matrix.average, "–") + ", mean forgetting " +
           cellText(matrix, matrix.meanForgetting, "–") + ", backward transfer " +
           cellText(matrix, matrix.backwardTransfer, "–") + "\n";
}

std::string matrixLatex(const ForgettingMatrix& matrix, const std::string& metric)
{
    std::string text = latexComment(titleOf(matrix) + ", " + metric) + "\\begin{tabular}{l" +
                       std::string(matrix.domains.size(), 'r') + "}\n\\toprule\n";
    for (const std::string& domain : matrix.domains)
        text += " & " + latexText(domain);
    text += " \\\\\n\\midrule\n";
    const auto line = [&](const std::string& head, const auto& values) {
        text += head;
        for (const auto& value : values)
            text += " & " + (value ? latexText(fixedText(*value, matrix.decimals)) : "");
        text += " \\\\\n";
    };
    for (std::size_t row = 0; row < matrix.steps.size(); ++row)
        line((row == 0 ? "" : "+ ") + latexText(matrix.steps[row]), matrix.scores[row]);
    text += "\\midrule\n";
    line("forgetting", matrix.forgetting);
    return text + "\\bottomrule\n\\end{tabular}\n";
}

nlohmann::json jsonOf(const std::optional<double>& value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json jsonOf(const std::vector<std::optional<double>>& values)
{
    auto list = nlohmann::json::array();
    for (const auto& value : values)
        list.push_back(jsonOf(value));
    return list;
}

} // namespace

std::string forgettingText(const std::vector<ForgettingMatrix>& matrices)
{
    std::string text;
    for (const ForgettingMatrix& matrix : matrices)
        text += (text.empty() ? "" : "\n") + matrixText(matrix);
    return text;
}

std::string forgettingCsv(const std::vector<ForgettingMatrix>& matrices)
{
    std::string text = csvLine(
        {"strategy", "parameters", "seeds", "step", "learned", "domain", "score", "forgetting"});
    for (const ForgettingMatrix& matrix : matrices) {
        for (std::size_t row = 0; row < matrix.steps.size(); ++row) {
            const bool last = row + 1 == matrix.steps.size();
            for (std::size_t i = 0; i < matrix.domains.size(); ++i) {
                const auto& score = matrix.scores[row][i];
                const auto& lost = matrix.forgetting[i];
                text += csvLine({matrix.series, matrix.label, std::to_string(matrix.seeds),
                                 std::to_string(row), row == 0 ? "" : matrix.steps[row],
                                 matrix.domains[i], score ? exactText(*score) : "",
                                 last && lost ? exactText(*lost) : ""});
            }
        }
    }
    return text;
}

std::string forgettingLatex(const std::vector<ForgettingMatrix>& matrices,
                            const std::string& metric)
{
    std::string text = "% \\usepackage{booktabs}\n";
    for (const ForgettingMatrix& matrix : matrices)
        text += matrixLatex(matrix, metric) + "\n";
    return text;
}

nlohmann::json forgettingJson(const std::vector<ForgettingMatrix>& matrices)
{
    auto list = nlohmann::json::array();
    for (const ForgettingMatrix& matrix : matrices) {
        auto scores = nlohmann::json::array();
        for (const auto& row : matrix.scores)
            scores.push_back(jsonOf(row));
        list.push_back({{"strategy", matrix.series},
                        {"parameters", matrix.label},
                        {"seeds", matrix.seeds},
                        {"steps", matrix.steps},
                        {"domains", matrix.domains},
                        {"scores", std::move(scores)},
                        {"forgetting", jsonOf(matrix.forgetting)},
                        {"meanForgetting", jsonOf(matrix.meanForgetting)},
                        {"backwardTransfer", jsonOf(matrix.backwardTransfer)},
                        {"average", jsonOf(matrix.average)}});
    }
    return list;
}

} // namespace palimpsest
