// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/bundle_file.h"

#include <algorithm>
#include <string>

#include "engine/store/schema_check.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

namespace
{

void requireSchema(SqliteDatabase& database, std::span<const Migration> migrations)
{
    const std::string odd = oddityOfSchema(database, migrations);
    if (!odd.empty())
        throw BadInput(database.file().string() + " is not a bundle as this program makes it (" +
                       odd + "), so it is not opened: ask for it anew.");
}

/// States and roles are looked at when rows are read; JSON may be nested deeper than a reader
/// survives.
void requireJson(SqliteDatabase& database)
{
    const std::string column = columnWithoutJson(database);
    if (!column.empty())
        throw BadInput(database.file().string() + " is damaged (" + column +
                       " holds no JSON): ask for the bundle anew.");
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
