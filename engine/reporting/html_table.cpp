// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/csv_text.h"
#include "engine/reporting/html_text.h"
#include "engine/reporting/table_formats.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr const char* kStyle =
    "body { font-family: sans-serif; margin: 2em; color: #222; background: #fff; }\n"
    "table { border-collapse: collapse; border-top: 2px solid; border-bottom: 2px solid; }\n"
    "caption { caption-side: top; text-align: left; padding-bottom: 0.7em; max-width: 60em; }\n"
    "th, td { padding: 0.25em 0.8em; text-align: left; white-space: nowrap; }\n"
    "th.figure, td.figure { text-align: right; font-variant-numeric: tabular-nums; }\n"
    "th.group { text-align: center; border-bottom: 1px solid; }\n"
    "thead tr:last-child th { border-bottom: 1px solid; }\n"
    ".note { font-size: smaller; max-width: 60em; overflow-wrap: anywhere; }\n";

/// Spreadsheets calculate what is pasted from a page, too.
std::string cellText(const std::string& text)
{
    return htmlText(inertText(text));
}

std::string groupRow(const ResultsTable& table, const std::vector<std::size_t>& shown)
{
    const std::vector<HeadGroup> groups = headGroups(table, shown);
    if (groups.empty())
        return {};
    std::string cells;
    for (const auto& [title, columns] : groups) {
        const std::string span = " colspan=\"" + std::to_string(columns) + "\"";
        cells += title.empty() ? "<td" + span + "></td>"
                               : "<th class=\"group\" scope=\"colgroup\"" + span + ">" +
                                     cellText(title) + "</th>";
    }
    return "<tr><td colspan=\"" + std::to_string(rowHeads(table).size()) + "\"></td>" + cells +
           "</tr>\n";
}

/// A figure with its interval and p as what a pointer resting on it shows.
std::string figureCell(const TableFigure& figure, const TableHead& head)
{
    std::string title;
    if (figure.low && figure.high)
        title = "95 % interval " + fixedText(*figure.low, head.decimals + 1) + " to " +
                fixedText(*figure.high, head.decimals + 1);
    if (figure.pCorrected)
        title += "; against the baseline p = " + fixedText(*figure.pCorrected, 4);
    const std::string text = htmlText(figureText(figure, head));
    return "<td class=\"figure\"" + (title.empty() ? "" : " title=\"" + htmlText(title) + "\"") +
           ">" + (figure.bold ? "<strong>" + text + "</strong>" : text) + "</td>";
}

} // namespace

std::string htmlTable(const ResultsTable& table)
{
    const std::vector<std::size_t> shown = shownHeads(table);
    std::string text = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"generator\" content=\"palimpsest " +
                       std::string(kVersion) + "\">\n<title>" + htmlText(table.recipe.name) +
                       "</title>\n<style>\n" + kStyle + "</style>\n</head>\n<body>\n<table>\n";
    text += "<caption>" + htmlText(captionOf(table)) + "</caption>\n<thead>\n" +
            groupRow(table, shown) + "<tr>";
    for (const std::string& head : rowHeads(table))
        text += "<th scope=\"col\">" + cellText(head) + "</th>";
    for (const std::size_t i : shown)
        text += "<th class=\"figure\" scope=\"col\">" + cellText(table.heads[i].title) + "</th>";
    text += "</tr>\n</thead>\n<tbody>\n";
    for (const TableLine& line : table.lines) {
        text += "<tr>";
        for (const std::string& cell : rowTexts(table, line))
            text += "<td>" + cellText(cell) + "</td>";
        for (const std::size_t i : shown)
            text += figureCell(line.figures[i], table.heads[i]);
        text += "</tr>\n";
    }
    text += "</tbody>\n</table>\n";
    if (const std::string note = noteOf(table); !note.empty())
        text += "<p class=\"note\">" + htmlText(note) + "</p>\n";
    text += "<p class=\"note\">Study " + htmlText(table.study.id) + "; " +
            htmlText(filterOf(table.recipe)) + ".</p>\n</body>\n</html>\n";
    return withProvenance(std::move(text), RecordPlace::Html, provenanceOf(table));
}

} // namespace palimpsest
