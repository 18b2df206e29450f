// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/bundle_file.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/study/error.h"
#include "engine/study/study_layout.h"

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

void requireSchema(SqliteDatabase& database, std::span<const Migration> migrations)
{
    SqliteDatabase model("the expected schema", SqliteDatabase::Access::Memory);
    applyMigrations(model, migrations);
    const std::set<SchemaEntry> expected = schemaOf(model);
    const std::set<SchemaEntry> found = schemaOf(database);
    std::string odd = surplus(found, expected);
    if (odd.empty() && found != expected)
        odd = "missing " + surplus(expected, found);
    if (!odd.empty())
        throw BadInput(database.file().string() + " is not a bundle as this program makes it (" +
                       odd + "), so it is not opened: ask for it anew.");
}

/// SQLite does not look at CHECK constraints in a file that it may not write. States and roles are
/// looked at when rows are read; JSON may be nested deeper than a reader survives.
void requireJson(SqliteDatabase& database)
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
            throw BadInput(database.file().string() + " is damaged (" + name + "." + column +
                           " holds no JSON): ask for the bundle anew.");
    }
}

void requireWhole(SqliteDatabase& database)
{
    auto check = database.query("PRAGMA quick_check(1)");
    const std::string found = check.step() ? check.text(0) : "no answer";
    if (found != "ok")
        throw BadInput(database.file().string() + " is damaged (" +
                       found.substr(0, found.find('\n')) + "): ask for the bundle anew.");
    auto orphan = database.query("PRAGMA foreign_key_check");
    if (orphan.step())
        throw BadInput(database.file().string() + " is damaged (a row of the table \"" +
                       orphan.text(0) + "\" belongs to nothing): ask for the bundle anew.");
    requireJson(database);
}

} // namespace

bool isBundle(const std::filesystem::path& study)
{
    return std::filesystem::is_regular_file(study);
}

std::filesystem::path databaseOf(const std::filesystem::path& study)
{
    return isBundle(study) ? study : StudyLayout(study).database();
}

SqliteDatabase::Access readingAccess(const std::filesystem::path& study)
{
    return isBundle(study) ? SqliteDatabase::Access::Untrusted : SqliteDatabase::Access::ReadOnly;
}

std::size_t requireOwnSchema(SqliteDatabase& database, std::span<const Migration> migrations)
{
    const int found = schemaVersion(database);
    const auto known =
        std::ranges::find(migrations, found, [](const Migration& each) { return each.number; });
    if (found < 1)
        throw BadInput(database.file().string() + " is not a bundle: choose another file.");
    if (known == migrations.end())
        throw BadInput(database.file().string() +
                       " was written by a newer version of this program: update the program.");
    const auto count = static_cast<std::size_t>(known - migrations.begin()) + 1;
    requireSchema(database, migrations.first(count));
    return count;
}

void receiveBundle(SqliteDatabase& database, std::span<const Migration> migrations)
{
    const std::size_t count = requireOwnSchema(database, migrations);
    requireWhole(database);
    if (count < migrations.size()) {
        database.moveIntoMemory();
        applyMigrations(database, migrations);
    }
}

} // namespace palimpsest
