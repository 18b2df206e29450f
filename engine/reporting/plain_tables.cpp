// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/results_table.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr int kJsonSchema = 1;

/// The numeric columns with the names that all plain formats share.
std::vector<std::pair<std::string, Spread>> numbersOf(const ResultsTable& table,
                                                      const ResultsRow& row)
{
    std::vector<std::pair<std::string, Spread>> numbers;
    for (std::size_t i = 0; i < table.domains.size(); ++i)
        numbers.emplace_back(table.domains[i].name, row.domains[i]);
    numbers.emplace_back("mean new", row.meanNew);
    numbers.emplace_back("mean old", row.meanOld);
    numbers.emplace_back("delta new", row.deltaNew);
    numbers.emplace_back("delta old", row.deltaOld);
    numbers.emplace_back("drift", row.drift);
    return numbers;
}

nlohmann::json spreadJson(const Spread& spread, const std::optional<ScoreCertainty>& certainty = {})
{
    if (spread.n == 0)
        return nullptr;
    const auto orNull = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    };
    nlohmann::json json = {{"mean", spread.mean}, {"n", spread.n}};
    json["sd"] = spread.n > 1 ? nlohmann::json(spread.sd) : nlohmann::json();
    if (certainty) {
        json["ciLow"] = certainty->low;
        json["ciHigh"] = certainty->high;
        json["p"] = orNull(certainty->p);
        json["pHolm"] = orNull(certainty->pHolm);
    }
    return json;
}

/// ci_low, ci_high, p and p_holm of a score.
std::vector<std::string> certaintyFields(const std::optional<ScoreCertainty>& certainty)
{
    if (!certainty)
        return {"", "", "", ""};
    const auto text = [](const std::optional<double>& value) {
        return value ? exactText(*value) : std::string();
    };
    return {exactText(certainty->low), exactText(certainty->high), text(certainty->p),
            text(certainty->pHolm)};
}

std::string shown(const Spread& spread, int decimals)
{
    if (spread.n == 0)
        return "--";
    const std::string text = fixedText(spread.mean, decimals);
    return spread.n > 1 ? text + " ± " + fixedText(spread.sd, decimals) : text;
}

/// Head and rows as texts, without columns that have no value at all.
std::vector<std::vector<std::string>> shownCells(const ResultsTable& table)
{
    const int decimals = metricDecimals(table.options.metric);
    std::vector<std::vector<std::string>> lines = {{"Strategy", "Parameters", "n"}};
    std::vector<bool> used;
    for (const ResultsRow& row : table.rows) {
        const auto numbers = numbersOf(table, row);
        used.resize(numbers.size(), false);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            used[i] = used[i] || numbers[i].second.n > 0;
    }
    for (const ResultsRow& row : table.rows) {
        const auto numbers = numbersOf(table, row);
        const bool first = lines.size() == 1;
        lines.push_back({seriesTitle(row.series), row.parameters, std::to_string(row.seeds)});
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (!used[i])
                continue;
            if (first)
                lines.front().push_back(numbers[i].first);
            lines.back().push_back(
                shown(numbers[i].second, numbers[i].first == "drift" ? 1 : decimals));
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
    for (const char c : text) {
        if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '<')
            out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

std::string about(const ResultsTable& table)
{
    std::string text = metricTitle(table.options.metric) + " on " + toString(table.options.split) +
                       ", " + table.study.name + " (" + table.study.sourceLanguage + "–" +
                       table.study.targetLanguage + ")";
    for (const std::string& signature : table.signatures)
        text += "; " + signature;
    return text;
}

std::string warnings(const ResultsTable& table)
{
    std::string text;
    for (const std::string& warning : table.warnings)
        text += "Warning: " + warning + "\n";
    return text;
}

} // namespace

std::string csvTable(const ResultsTable& table)
{
    std::vector<std::string> head = {"strategy", "parameters", "seeds"};
    const std::size_t scores = table.domains.size() + 2; // the first columns; the others are not
    ResultsRow none;
    none.domains.resize(table.domains.size());
    const auto columns = numbersOf(table, none);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (const char* part : {" mean", " sd", " n"})
            head.push_back(columns[i].first + part);
        for (const char* part : {" ci_low", " ci_high", " p", " p_holm"}) {
            if (i < scores)
                head.push_back(columns[i].first + part);
        }
    }
    std::string text = csvLine(head);
    for (const ResultsRow& row : table.rows) {
        std::vector<std::string> fields = {row.series, row.parameters, std::to_string(row.seeds)};
        const auto numbers = numbersOf(table, row);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const Spread& spread = numbers[i].second;
            fields.push_back(spread.n > 0 ? exactText(spread.mean) : "");
            fields.push_back(spread.n > 1 ? exactText(spread.sd) : "");
            fields.push_back(std::to_string(spread.n));
            if (i < scores) {
                const auto certainty = certaintyFields(row.certainty.at(i));
                fields.insert(fields.end(), certainty.begin(), certainty.end());
            }
        }
        text += csvLine(fields);
    }
    return text;
}

std::string markdownTable(const ResultsTable& table)
{
    std::string text;
    const auto lines = shownCells(table);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const std::string& cell : lines[i])
            text += "| " + escapedMarkdown(cell) + " ";
        text += "|\n";
        if (i > 0)
            continue;
        for (std::size_t k = 0; k < lines[i].size(); ++k)
            text += k < 2 ? "|---" : "|---:";
        text += "|\n";
    }
    text += "\n" + escapedMarkdown(about(table)) + "\n";
    return table.warnings.empty() ? text : text + "\n" + escapedMarkdown(warnings(table)) + "\n";
}

nlohmann::json jsonTable(const ResultsTable& table)
{
    nlohmann::json rows = nlohmann::json::array();
    for (const ResultsRow& row : table.rows) {
        nlohmann::json domains = nlohmann::json::object();
        for (std::size_t i = 0; i < table.domains.size(); ++i)
            domains[table.domains[i].name] = spreadJson(row.domains[i], row.certainty.at(i));
        rows.push_back(
            {{"strategy", row.series},
             {"parameters", row.parameters},
             {"seeds", row.seeds},
             {"domains", std::move(domains)},
             {"meanNew", spreadJson(row.meanNew, row.certainty.at(table.domains.size()))},
             {"meanOld", spreadJson(row.meanOld, row.certainty.at(table.domains.size() + 1))},
             {"deltaNew", spreadJson(row.deltaNew)},
             {"deltaOld", spreadJson(row.deltaOld)},
             {"drift", spreadJson(row.drift)},
             {"trials", row.identities}});
    }
    nlohmann::json domains = nlohmann::json::array();
    for (const auto& column : table.domains)
        domains.push_back({{"name", column.name}, {"role", toString(column.role)}});
    return {{"schema", kJsonSchema},
            {"program", std::string("palimpsest ") + kVersion},
            {"study",
             {{"id", table.study.id},
              {"name", table.study.name},
              {"source", table.study.sourceLanguage},
              {"target", table.study.targetLanguage}}},
            {"metric", table.options.metric},
            {"split", toString(table.options.split)},
            {"sweep",
             table.options.sweep == 0 ? nlohmann::json() : nlohmann::json(table.options.sweep)},
            {"signatures", table.signatures},
            {"warnings", table.warnings},
            {"tests", table.tests},
            {"domains", std::move(domains)},
            {"rows", std::move(rows)}};
}

std::string textTable(const ResultsTable& table)
{
    const auto lines = shownCells(table);
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(line[i]));
    }
    std::string text;
    for (const auto& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string pad(widths[i] - displayWidth(line[i]), ' ');
            row += (i ? "  " : "") + (i < 2 ? line[i] + pad : pad + line[i]);
        }
        text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    return text + about(table) + "\n" + warnings(table);
}

} // namespace palimpsest
