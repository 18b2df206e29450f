// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "engine/reporting/latex_text.h"
#include "engine/reporting/results_table.h"
#include "engine/study/canonical_json.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

/// A numeric column of the table.
struct Column {
    std::string head;
    std::vector<Spread> values; ///< one a row
    int decimals = 1;
    bool plus = false; ///< show the sign of positive values
};

bool hasValue(const Column& column)
{
    return std::ranges::any_of(column.values, [](const Spread& value) { return value.n > 0; });
}

std::vector<Column> columnsOf(const ResultsTable& table)
{
    const int decimals = metricDecimals(table.options.metric);
    std::vector<Column> columns;
    const auto add = [&](const std::string& head, auto pick, int places, bool plus) {
        Column column{head, {}, places, plus};
        for (const ResultsRow& row : table.rows)
            column.values.push_back(pick(row));
        if (hasValue(column))
            columns.push_back(std::move(column));
    };
    for (std::size_t i = 0; i < table.domains.size(); ++i)
        add(
            latexText(table.domains[i].name), [i](const ResultsRow& row) { return row.domains[i]; },
            decimals, false);
    add("mean new", [](const ResultsRow& row) { return row.meanNew; }, decimals, false);
    add("mean old", [](const ResultsRow& row) { return row.meanOld; }, decimals, false);
    add("$\\Delta$ new", [](const ResultsRow& row) { return row.deltaNew; }, decimals, true);
    add("$\\Delta$ old", [](const ResultsRow& row) { return row.deltaOld; }, decimals, true);
    add("drift", [](const ResultsRow& row) { return row.drift; }, 1, false);
    return columns;
}

std::string cellText(const Spread& value, const Column& column, bool withSpread)
{
    if (value.n == 0)
        return "{--}";
    std::string text = fixedText(value.mean, column.decimals);
    if (column.plus && text[0] != '-' && text.find_first_of("123456789") != std::string::npos)
        text = "+" + text;
    if (withSpread && value.n > 1)
        text += " \\pm " + fixedText(value.sd, column.decimals);
    return text;
}

/// "S[table-format = -2.1(1)]": room for the widest number of the column.
std::string columnFormat(const Column& column, bool withSpread)
{
    std::size_t integers = 1, uncertain = 1;
    bool sign = column.plus;
    for (const Spread& value : column.values) {
        if (value.n == 0)
            continue;
        const std::string text = fixedText(std::abs(value.mean), column.decimals);
        integers = std::max(integers, text.find('.'));
        sign = sign || value.mean < 0;
        const std::string sd = fixedText(value.sd, column.decimals);
        uncertain = std::max(uncertain, sd[0] == '0' ? 1 : sd.size() - 1);
    }
    const std::string spread = withSpread ? "(" + std::to_string(uncertain) + ")" : "";
    const std::string signText = !sign ? "" : column.plus ? "+" : "-";
    return "S[table-format = " + signText + std::to_string(integers) + "." +
           std::to_string(column.decimals) + spread + "]";
}

std::string provenance(const ResultsTable& table)
{
    std::string text = latexComment("Needs only \\usepackage{booktabs} and \\usepackage{siunitx}.");
    text += latexComment(
        "Made by palimpsest " + std::string(kVersion) + " from the study \"" + table.study.name +
        "\", id " + table.study.id + ": " + table.options.metric + " on " +
        toString(table.options.split) +
        (table.options.sweep ? ", sweep " + std::to_string(table.options.sweep) : ", all sweeps") +
        ".");
    for (const ResultsRow& row : table.rows) {
        std::string line =
            "Trials of " + row.series + (row.parameters.empty() ? "" : " " + row.parameters) + ":";
        for (const std::string& identity : row.identities)
            line += " " + shortId(identity);
        text += latexComment(line);
    }
    return text;
}

std::string caption(const ResultsTable& table, bool withSpread)
{
    std::string text = metricTitle(table.options.metric) + " on the " +
                       toString(table.options.split) + " sets of " + latexText(table.study.name) +
                       " (" + latexText(table.study.sourceLanguage) + "--" +
                       latexText(table.study.targetLanguage) +
                       "); $\\Delta$ is the difference to the unadapted base model.";
    if (withSpread) {
        int least = 1 << 30, most = 0;
        for (const ResultsRow& row : table.rows) {
            if (row.seeds < 2)
                continue;
            least = std::min(least, row.seeds);
            most = std::max(most, row.seeds);
        }
        text += " Mean $\\pm$ standard deviation over $n = " + std::to_string(least) +
                (most > least ? "$ to $" + std::to_string(most) : "") +
                "$ seeds; values without $\\pm$ are single runs.";
    }
    return text;
}

std::string note(const ResultsTable& table)
{
    std::vector<std::string> parts;
    for (const std::string& signature : table.signatures)
        parts.push_back((parts.empty() ? "Signature: " : "") + latexText(signature));
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : "; ") + part;
    text += text.empty() ? "" : ".";
    for (const std::string& warning : table.warnings)
        text += (text.empty() ? "" : " ") + latexText(warning);
    return text.empty() ? "" : "\\par\\smallskip{\\footnotesize " + text + "}\n";
}

std::string labelOf(const ResultsTable& table)
{
    std::string label = "tab:";
    for (const char c : table.study.name)
        label +=
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    return label + "-" + table.options.metric + "-" + toString(table.options.split);
}

} // namespace

std::string latexTable(const ResultsTable& table)
{
    const std::vector<Column> columns = columnsOf(table);
    const bool withSpread =
        std::ranges::any_of(table.rows, [](const ResultsRow& row) { return row.seeds > 1; });
    std::string text = provenance(table);
    text += "\\begin{table}\n\\centering\n";
    text += "\\sisetup{retain-explicit-plus = true";
    text += withSpread ? ", separate-uncertainty = true}\n" : "}\n";
    text += "\\caption{" + caption(table, withSpread) + "}\n\\label{" + labelOf(table) + "}\n";
    text += "\\begin{tabular}{ll";
    for (const Column& column : columns)
        text += "\n  " + columnFormat(column, withSpread);
    text += "}\n\\toprule\nStrategy & Parameters";
    for (const Column& column : columns)
        text += " & {" + column.head + "}";
    text += " \\\\\n\\midrule\n";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const ResultsRow& row = table.rows[i];
        const bool sameSeries = i > 0 && table.rows[i - 1].series == row.series;
        text += (sameSeries ? "" : latexText(seriesTitle(row.series))) + " & " +
                (row.parameters.empty() ? "--" : latexText(row.parameters));
        for (const Column& column : columns)
            text += " & " + cellText(column.values[i], column, withSpread);
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n" + note(table) + "\\end{table}\n";
}

} // namespace palimpsest
