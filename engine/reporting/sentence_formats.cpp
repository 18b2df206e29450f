// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/sentence_formats.h"

#include <cmath>
#include <functional>

#include <nlohmann/json.hpp>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/html_text.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/word_diff.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr int kSchema = 1; ///< of the JSON

constexpr const char* kStyle =
    "body { font-family: sans-serif; margin: 2em; color: #222; background: #fff; }\n"
    "table { border-collapse: collapse; }\n"
    "caption { text-align: left; padding-bottom: 0.7em; }\n"
    "th, td { padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top; }\n"
    "th { font-weight: normal; white-space: nowrap; color: #555; }\n"
    "th.place { color: #222; font-weight: bold; padding-top: 1em; border-top: 1px solid #ccc; }\n"
    "td.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }\n"
    "ins { color: #00569c; font-weight: bold; }\n"
    "del { color: #b3261e; }\n";

std::string numberField(double value)
{
    return std::isfinite(value) ? exactText(value) : std::string();
}

std::string separatedText(const SentenceTable& table, const std::vector<std::uint32_t>& rows,
                          const std::function<std::string(const std::vector<std::string>&)>& line)
{
    std::vector<std::string> fields{"domain", "line", "source", "reference"};
    for (std::size_t s = 0; s < table.systems.size(); ++s) {
        const std::string name = nameOf(table.systems[s]);
        fields.insert(fields.end(), {"translation: " + name, "score: " + name});
        if (s > 0)
            fields.push_back("change: " + name);
    }
    std::string text = line(fields);
    for (const std::uint32_t row : rows) {
        fields = {table.domains[table.domain[row]], std::to_string(table.line[row]),
                  table.sources[row], table.references[row]};
        for (std::size_t s = 0; s < table.systems.size(); ++s) {
            fields.push_back(table.translations[s][row]);
            fields.push_back(numberField(table.scores[s][row]));
            if (s > 0)
                fields.push_back(numberField(table.change(s, row)));
        }
        text += line(fields);
    }
    return text;
}

nlohmann::json orNull(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

std::string jsonSentences(const SentenceTable& table, const std::vector<std::uint32_t>& rows)
{
    nlohmann::json systems = nlohmann::json::array();
    for (const ComparedSystem& system : table.systems)
        systems.push_back({{"trial", system.job}, {"name", nameOf(system)}});
    nlohmann::json sentences = nlohmann::json::array();
    for (const std::uint32_t row : rows) {
        nlohmann::json translations = nlohmann::json::array();
        nlohmann::json scores = nlohmann::json::array();
        nlohmann::json changes = nlohmann::json::array();
        for (std::size_t s = 0; s < table.systems.size(); ++s) {
            translations.push_back(table.translations[s][row]);
            scores.push_back(orNull(table.scores[s][row]));
            changes.push_back(s == 0 ? nlohmann::json() : orNull(table.change(s, row)));
        }
        sentences.push_back({{"domain", table.domains[table.domain[row]]},
                             {"line", table.line[row]},
                             {"source", table.sources[row]},
                             {"reference", table.references[row]},
                             {"translations", std::move(translations)},
                             {"scores", std::move(scores)},
                             {"changes", std::move(changes)}});
    }
    const nlohmann::json whole = {{"schema", kSchema},
                                  {"program", "palimpsest " + std::string(kVersion)},
                                  {"metric", table.metric},
                                  {"split", toString(table.split)},
                                  {"lowerIsBetter", table.lowerIsBetter},
                                  {"systems", std::move(systems)},
                                  {"sentences", std::move(sentences)}};
    // Translations of a model may break off inside a character.
    return whole.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string changedWords(const std::string& from, const std::string& to)
{
    std::string html;
    for (const DiffRun& run : diffRuns(from, to)) {
        const std::string words = htmlText(run.text);
        html += run.blank ? " " : "";
        html += run.kind == DiffPart::Kind::Same      ? words
                : run.kind == DiffPart::Kind::Removed ? "<del>" + words + "</del>"
                                                      : "<ins>" + words + "</ins>";
    }
    return html;
}

std::string changeText(double change)
{
    if (!std::isfinite(change))
        return {};
    const std::string text = fixedText(change, 2);
    return text == "-0.00" ? "0.00" : change > 0 && text != "0.00" ? "+" + text : text;
}

std::string htmlRow(const std::string& head, const std::string& html, const std::string& score,
                    const std::string& change)
{
    return "<tr><th scope=\"row\">" + htmlText(head) + "</th><td dir=\"auto\">" + html +
           "</td><td class=\"figure\">" + score + "</td><td class=\"figure\">" + change +
           "</td></tr>\n";
}

std::string htmlSentence(const SentenceTable& table, std::uint32_t row)
{
    std::string text = "<tbody>\n<tr><th class=\"place\" scope=\"rowgroup\" colspan=\"4\">" +
                       htmlText(table.domains[table.domain[row]]) + ", line " +
                       std::to_string(table.line[row]) + "</th></tr>\n";
    if (!table.sources[row].empty())
        text += htmlRow("Source", htmlText(table.sources[row]), "", "");
    if (!table.references[row].empty())
        text += htmlRow("Reference", htmlText(table.references[row]), "", "");
    for (std::size_t s = 0; s < table.systems.size(); ++s) {
        const std::string& translation = table.translations[s][row];
        const double score = table.scores[s][row];
        text += htmlRow(nameOf(table.systems[s]),
                        s == 0 ? htmlText(translation)
                               : changedWords(table.translations.front()[row], translation),
                        std::isfinite(score) ? fixedText(score, 2) : "",
                        s == 0 ? std::string() : changeText(table.change(s, row)));
    }
    return text + "</tbody>\n";
}

std::string htmlSentences(const SentenceTable& table, const std::vector<std::uint32_t>& rows)
{
    std::string text = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"generator\" content=\"palimpsest " +
                       std::string(kVersion) + "\">\n<title>Sentences</title>\n<style>\n" + kStyle +
                       "</style>\n</head>\n<body>\n<table>\n<caption>" +
                       std::to_string(rows.size()) + " of " + std::to_string(table.size()) +
                       " sentences on " + toString(table.split) + "; " + htmlText(table.metric) +
                       " of the sentence and its change against " +
                       htmlText(nameOf(table.systems.front())) +
                       ", whose words are <del>missing</del> or <ins>new</ins>.</caption>\n";
    for (const std::uint32_t row : rows)
        text += htmlSentence(table, row);
    return text + "</table>\n</body>\n</html>\n";
}

} // namespace

std::string sentencesText(const SentenceTable& table, const std::vector<std::uint32_t>& rows,
                          SentenceFormat format)
{
    switch (format) {
    case SentenceFormat::Csv:
        return separatedText(table, rows, csvLine);
    case SentenceFormat::Tsv:
        return separatedText(table, rows, tsvLine);
    case SentenceFormat::Json:
        return jsonSentences(table, rows);
    case SentenceFormat::Html:
        break;
    }
    return htmlSentences(table, rows);
}

} // namespace palimpsest
