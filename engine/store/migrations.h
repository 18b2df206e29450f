// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>

#include "engine/store/sqlite_database.h"

namespace palimpsest
{

/// One file of resources/schema/: brings a database from schema `number` − 1 to `number`, and ends
/// with PRAGMA user_version = number.
struct Migration {
    int number = 0;
    const char* sql = nullptr;
};

/// The files of resources/schema/, compiled in, in ascending order.
std::span<const Migration> schemaMigrations();

/// Schema of a database; 0 = empty. Throws BadInput for a database that is not a study.
int schemaVersion(SqliteDatabase& database);

/// Whether an older version of the program wrote this study; false for bundles, and where there is
/// none.
bool isOfOlderVersion(const std::filesystem::path& study);

/// Runs those of `migrations` that the database has not had yet, each in its own transaction.
void applyMigrations(SqliteDatabase& database, std::span<const Migration> migrations);

/// Brings the database to the newest of `migrations`, each in its own transaction, after a copy of
/// an existing study to "<file>.v<n>", or "<file>.v<n>-2" where there is one already. Throws
/// BadInput for a schema that is newer than the newest known.
void migrate(SqliteDatabase& database, std::span<const Migration> migrations);

} // namespace palimpsest
