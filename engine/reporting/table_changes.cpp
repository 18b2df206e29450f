// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/table_changes.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/reporting/table_cells.h"
#include "engine/reporting/table_formats.h"
#include "engine/study/error.h"
#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

/// What a table shows, as the study remembers it.
struct ShownTable {
    struct Row {
        std::string title;
        std::map<std::string, std::string> figures; ///< by column

        bool operator==(const Row&) const = default;
    };
    std::vector<std::string> columns;
    std::vector<Row> rows;
};

void from_json(const nlohmann::json& json, ShownTable::Row& row)
{
    ObjectReader reader(json);
    reader("title", row.title);
    reader("figures", row.figures);
    reader.finish();
}

void from_json(const nlohmann::json& json, ShownTable& table)
{
    ObjectReader reader(json);
    reader("columns", table.columns);
    reader("rows", table.rows);
    reader.finish();
}

ShownTable shownTable(const ResultsTable& table)
{
    ShownTable shown;
    for (const TableHead& head : table.heads)
        shown.columns.push_back(head.key);
    const std::vector<std::string> titles = changeRows(table);
    for (std::size_t k = 0; k < table.lines.size(); ++k) {
        ShownTable::Row row{titles[k], {}};
        for (std::size_t i = 0; i < table.heads.size(); ++i)
            row.figures[table.heads[i].key] = figureText(table.lines[k].figures[i], table.heads[i]);
        shown.rows.push_back(std::move(row));
    }
    return shown;
}

std::map<std::string, const ShownTable::Row*> byTitle(const ShownTable& table)
{
    std::map<std::string, const ShownTable::Row*> rows;
    for (const ShownTable::Row& row : table.rows)
        rows[row.title] = &row;
    return rows;
}

bool has(const std::vector<std::string>& names, const std::string& name)
{
    return std::ranges::find(names, name) != names.end();
}

TableChanges changesBetween(const ShownTable& before, const ShownTable& after)
{
    TableChanges changes;
    for (const std::string& column : after.columns) {
        if (!has(before.columns, column))
            changes.addedColumns.push_back(column);
    }
    for (const std::string& column : before.columns) {
        if (!has(after.columns, column))
            changes.removedColumns.push_back(column);
    }
    const auto old = byTitle(before);
    const auto now = byTitle(after);
    for (const ShownTable::Row& row : before.rows) {
        if (!now.contains(row.title))
            changes.removedRows.push_back(row.title);
    }
    for (const ShownTable::Row& row : after.rows) {
        const auto known = old.find(row.title);
        if (known == old.end()) {
            changes.addedRows.push_back(row.title);
            continue;
        }
        for (const std::string& column : after.columns) {
            const auto figure = known->second->figures.find(column);
            if (figure != known->second->figures.end() && figure->second != row.figures.at(column))
                changes.figures.push_back(
                    {row.title, column, figure->second, row.figures.at(column)});
        }
    }
    return changes;
}

} // namespace

bool TableChanges::none() const
{
    return addedRows.empty() && removedRows.empty() && addedColumns.empty() &&
           removedColumns.empty() && figures.empty();
}

std::vector<std::string> changeRows(const ResultsTable& table)
{
    std::vector<std::string> titles;
    std::map<std::string, int> counts;
    for (const TableLine& line : table.lines) {
        titles.push_back(rowTitle(line.series, line.parameters));
        // Trials that differ in what has no place in a title, such as their budget.
        if (const int count = ++counts[titles.back()]; count > 1)
            titles.back() += " (" + std::to_string(count) + ")";
    }
    return titles;
}

KeptRecipe keptRecipe(const StudyStore& store, const std::string& name)
{
    return {store.document(kTableRecipes, name), store.document(kTableResults, name)};
}

void keepRecipe(StudyStore& store, const std::string& name, const KeptRecipe& kept)
{
    const auto keep = [&](const char* kind, const std::optional<nlohmann::json>& document) {
        if (document)
            store.setDocument(kind, name, *document);
        else
            store.removeDocument(kind, name);
    };
    store.transaction([&] {
        keep(kTableRecipes, kept.recipe);
        keep(kTableResults, kept.shown);
    });
}

void rememberTable(StudyStore& store, const ResultsTable& table)
{
    const ShownTable shown = shownTable(table);
    nlohmann::json rows = nlohmann::json::array();
    for (const ShownTable::Row& row : shown.rows)
        rows.push_back({{"title", row.title}, {"figures", row.figures}});
    store.setDocument(kTableResults, table.recipe.name,
                      {{"columns", shown.columns}, {"rows", std::move(rows)}});
}

std::optional<TableChanges> changesSince(const StudyStore& store, const ResultsTable& table)
{
    const auto found = store.document(kTableResults, table.recipe.name);
    if (!found)
        return std::nullopt;
    ShownTable before;
    try {
        from_json(*found, before);
    } catch (const FieldError& error) {
        throw BadInput("What the recipe \"" + table.recipe.name +
                       "\" showed last cannot be read: " + error.what() +
                       " Export its table once without --changes.");
    }
    return changesBetween(before, shownTable(table));
}

std::string changesText(const TableChanges& changes)
{
    if (changes.none())
        return "Nothing that the table shows has changed.\n";
    std::string text;
    for (const auto& [sign, names] :
         {std::pair("+ row ", &changes.addedRows), std::pair("- row ", &changes.removedRows),
          std::pair("+ column ", &changes.addedColumns),
          std::pair("- column ", &changes.removedColumns)}) {
        for (const std::string& name : *names)
            text += sign + plainText(name) + "\n";
    }
    for (const TableChanges::Figure& figure : changes.figures)
        text += "  " + plainText(figure.row) + ", " + plainText(figure.column) + ": " +
                figure.before + " → " + figure.after + "\n";
    return text;
}

nlohmann::json changesJson(const TableChanges& changes)
{
    nlohmann::json figures = nlohmann::json::array();
    for (const TableChanges::Figure& figure : changes.figures)
        figures.push_back({{"row", figure.row},
                           {"column", figure.column},
                           {"before", figure.before},
                           {"after", figure.after}});
    return {{"addedRows", changes.addedRows},
            {"removedRows", changes.removedRows},
            {"addedColumns", changes.addedColumns},
            {"removedColumns", changes.removedColumns},
            {"figures", std::move(figures)}};
}

} // namespace palimpsest
