// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/schema_check.h"

#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace palimpsest
{

namespace
{

using SchemaEntry = std::array<std::string, 4>; ///< type, name, table, SQL

std::set<SchemaEntry> schemaOf(SqliteDatabase& database)
{
    std::set<SchemaEntry> entries;
    auto row = database.query("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema");
    while (row.step())
        entries.insert({row.text(0), row.text(1), row.text(2), row.text(3)});
    return entries;
}

/// An entry of one schema that the other has not; empty where there is none.
std::string surplus(const std::set<SchemaEntry>& of, const std::set<SchemaEntry>& over)
{
    for (const SchemaEntry& entry : of) {
        if (!over.contains(entry))
            return entry[0] + " \"" + entry[1] + "\"";
    }
    return {};
}

} // namespace

std::string oddityOfSchema(SqliteDatabase& database, std::span<const Migration> migrations)
{
    SqliteDatabase model("the expected schema", SqliteDatabase::Access::Memory);
    applyMigrations(model, migrations);
    const std::set<SchemaEntry> expected = schemaOf(model);
    const std::set<SchemaEntry> found = schemaOf(database);
    const std::string odd = surplus(found, expected);
    return odd.empty() && found != expected ? "missing " + surplus(expected, found) : odd;
}

std::string columnWithoutJson(SqliteDatabase& database)
{
    constexpr std::string_view kCheck = "CHECK (json_valid(";
    std::vector<std::pair<std::string, std::string>> columns;
    auto table = database.query("SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
    while (table.step()) {
        const std::string sql = table.text(1);
        for (std::size_t at = sql.find(kCheck); at != std::string::npos;
             at = sql.find(kCheck, at + 1)) {
            const std::size_t start = at + kCheck.size();
            columns.emplace_back(table.text(0), sql.substr(start, sql.find(')', start) - start));
        }
    }
    for (const auto& [name, column] : columns) {
        if (database.number("SELECT count(*) FROM " + name + " WHERE NOT json_valid(" + column +
                            ")") > 0)
            return name + "." + column;
    }
    return {};
}

} // namespace palimpsest
