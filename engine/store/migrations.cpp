// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/migrations.h"

#include <string>

#include <unistd.h>

#include "engine/store/bundle_file.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/write_point.h"

namespace palimpsest
{

namespace
{

constexpr std::int64_t kApplicationId = 0x50414C49; // "PALI", as in 001_initial.sql

/// The name of the n-th copy.
std::filesystem::path numbered(const std::string& stem, int n)
{
    return n == 1 ? stem : stem + "-" + std::to_string(n);
}

/// A whole copy that is on the disk before anything changes, under a name that nothing had: an
/// earlier copy may be all that is left of another state of the study.
void backUp(SqliteDatabase& database, int version)
{
    const std::string stem = database.file().string() + ".v" + std::to_string(version);
    const std::filesystem::path made(stem + ".tmp" + std::to_string(::getpid()));
    database.copyTo(made);
    if (SqliteDatabase(made, SqliteDatabase::Access::Untrusted).number("PRAGMA user_version") !=
        version) {
        std::filesystem::remove(made); // another process has just migrated it, after its own copy
        return;
    }
    syncToDisk(made);
    for (int n = 1;; ++n) {
        const std::filesystem::path file = numbered(stem, n);
        if (std::filesystem::exists(file))
            continue;
        try {
            return moveNewFile(made, file);
        } catch (const Error&) {
            if (!std::filesystem::exists(file)) // else another process has just taken the name
                throw;
        }
    }
}

} // namespace

int schemaVersion(SqliteDatabase& database)
{
    const std::int64_t version = database.number("PRAGMA user_version");
    const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && database.number("PRAGMA application_id") != kApplicationId)
        throw BadInput(database.file().string() +
                       " is a database, but not a study: choose another folder.");
    return empty ? 0 : static_cast<int>(version);
}

bool isOfOlderVersion(const std::filesystem::path& study)
{
    if (isBundle(study) || !std::filesystem::exists(databaseOf(study)))
        return false;
    SqliteDatabase database(databaseOf(study), SqliteDatabase::Access::ReadOnly);
    return schemaVersion(database) < schemaMigrations().back().number;
}

void applyMigrations(SqliteDatabase& database, std::span<const Migration> migrations)
{
    for (const Migration& migration : migrations) {
        database.execute("BEGIN IMMEDIATE");
        try {
            // Another process may have migrated while this one waited for the lock.
            if (database.number("PRAGMA user_version") < migration.number)
                database.execute(migration.sql);
            writePoint();
            database.execute("COMMIT");
            writePoint();
        } catch (...) {
            database.rollBack();
            throw;
        }
    }
}

void migrate(SqliteDatabase& database, std::span<const Migration> migrations)
{
    const int newest = migrations.empty() ? 0 : migrations.back().number;
    const int found = schemaVersion(database);
    if (found > newest) {
        throw BadInput(database.file().string() +
                       " was written by a newer version of this program (schema " +
                       std::to_string(found) + ", known are " + std::to_string(newest) +
                       "): update the program, or open the study for reading only.");
    }
    if (found == newest)
        return;
    if (found > 0)
        backUp(database, found);
    applyMigrations(database, migrations);
}

} // namespace palimpsest
