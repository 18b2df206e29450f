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

using Cell = ForgettingMatrix::Cell;

/// "24.3", over several seeds "24.3 ± 0.2".
std::string cellText(const ForgettingMatrix& matrix, const Cell& value, const std::string& missing)
{
    if (!value)
        return missing;
    const std::string mean = fixedText(value->mean, matrix.decimals);
    return value->n > 1 ? mean + " ± " + fixedText(value->sd, matrix.decimals) : mean;
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
    std::string text =
        titleOf(matrix) + " (" +
        (matrix.seeds == 1 ? "1 seed)\n" : std::to_string(matrix.seeds) + " seeds, mean ± s.d.)\n");
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < matrix.domains.size(); ++i) {
        std::size_t width = std::max<std::size_t>(6, widthOf(matrix.domains[i]));
        for (const auto& row : matrix.scores)
            width = std::max(width, widthOf(cellText(matrix, row[i], "")));
        widths.push_back(std::max(width, widthOf(cellText(matrix, matrix.forgetting[i], ""))));
    }
    const auto line = [&](const std::string& head, const auto& cellOf) {
        text += padded(head, first, true);
        for (std::size_t i = 0; i < matrix.domains.size(); ++i)
            text += "  " + padded(cellOf(i), widths[i]);
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
        for (const Cell& value : values)
            text += " & " + latexText(cellText(matrix, value, ""));
        text += " \\\\\n";
    };
    for (std::size_t row = 0; row < matrix.steps.size(); ++row)
        line((row == 0 ? "" : "+ ") + latexText(matrix.steps[row]), matrix.scores[row]);
    text += "\\midrule\n";
    line("forgetting", matrix.forgetting);
    const std::string summary =
        "average " + cellText(matrix, matrix.average, "–") + ", mean forgetting " +
        cellText(matrix, matrix.meanForgetting, "–") + ", backward transfer " +
        cellText(matrix, matrix.backwardTransfer, "–") +
        (matrix.seeds > 1 ? "; mean ± s.d. over " + std::to_string(matrix.seeds) + " seeds"
                          : std::string());
    return text + "\\midrule\n\\multicolumn{" + std::to_string(matrix.domains.size() + 1) +
           "}{l}{" + latexText(summary) + "} \\\\\n\\bottomrule\n\\end{tabular}\n";
}

nlohmann::json meanOf(const Cell& value)
{
    return value ? nlohmann::json(value->mean) : nlohmann::json();
}

/// Nothing of one value alone.
nlohmann::json deviationOf(const Cell& value)
{
    return value && value->n > 1 ? nlohmann::json(value->sd) : nlohmann::json();
}

template <class JsonOf>
nlohmann::json listOf(const std::vector<Cell>& values, const JsonOf& jsonOf)
{
    auto list = nlohmann::json::array();
    for (const Cell& value : values)
        list.push_back(jsonOf(value));
    return list;
}

template <class JsonOf>
nlohmann::json listOf(const std::vector<std::vector<Cell>>& rows, const JsonOf& jsonOf)
{
    auto list = nlohmann::json::array();
    for (const auto& row : rows)
        list.push_back(listOf(row, jsonOf));
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
    std::string text =
        csvLine({"strategy", "parameters", "seeds", "step", "learned", "domain", "score", "sd", "n",
                 "change", "change_sd", "forgetting", "forgetting_sd"});
    static const Cell kNone;
    const auto mean = [](const Cell& cell) { return cell ? exactText(cell->mean) : ""; };
    const auto deviation = [](const Cell& cell) {
        return cell && cell->n > 1 ? exactText(cell->sd) : "";
    };
    for (const ForgettingMatrix& matrix : matrices) {
        for (std::size_t row = 0; row < matrix.steps.size(); ++row) {
            const bool last = row + 1 == matrix.steps.size();
            for (std::size_t i = 0; i < matrix.domains.size(); ++i) {
                const Cell& score = matrix.scores[row][i];
                const Cell& change = matrix.changes[row][i];
                const Cell& lost = last ? matrix.forgetting[i] : kNone;
                text += csvLine({matrix.series, matrix.label, std::to_string(matrix.seeds),
                                 std::to_string(row), row == 0 ? "" : matrix.steps[row],
                                 matrix.domains[i], mean(score), deviation(score),
                                 score ? std::to_string(score->n) : "", mean(change),
                                 deviation(change), mean(lost), deviation(lost)});
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
        list.push_back({{"strategy", matrix.series},
                        {"parameters", matrix.label},
                        {"seeds", matrix.seeds},
                        {"steps", matrix.steps},
                        {"domains", matrix.domains},
                        {"scores", listOf(matrix.scores, meanOf)},
                        {"scoresSd", listOf(matrix.scores, deviationOf)},
                        {"changes", listOf(matrix.changes, meanOf)},
                        {"changesSd", listOf(matrix.changes, deviationOf)},
                        {"forgetting", listOf(matrix.forgetting, meanOf)},
                        {"forgettingSd", listOf(matrix.forgetting, deviationOf)},
                        {"meanForgetting", meanOf(matrix.meanForgetting)},
                        {"meanForgettingSd", deviationOf(matrix.meanForgetting)},
                        {"backwardTransfer", meanOf(matrix.backwardTransfer)},
                        {"backwardTransferSd", deviationOf(matrix.backwardTransfer)},
                        {"average", meanOf(matrix.average)},
                        {"averageSd", deviationOf(matrix.average)}});
    }
    return list;
}

} // namespace palimpsest
