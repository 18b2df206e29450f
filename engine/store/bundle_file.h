// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>

#include "engine/store/migrations.h"
#include "engine/store/sqlite_database.h"

namespace palimpsest
{

/// A study is a folder with a study.db; a bundle is one file, a database with the same schema that
/// is only read and may come from a stranger (see engine/reporting/bundle.h).
bool isBundle(const std::filesystem::path& study);

/// The database of a study, and how it may be opened for reading.
std::filesystem::path databaseOf(const std::filesystem::path& study);
SqliteDatabase::Access readingAccess(const std::filesystem::path& study);

/// The tables, indices and views of a database must be letter by letter those that the first so
/// many of `migrations` make, which leaves no room for triggers or views of a stranger. Returns how
/// many it has had; throws BadInput.
std::size_t requireOwnSchema(SqliteDatabase& database, std::span<const Migration> migrations);

/// Looks through a bundle that was opened as Untrusted before anything else reads it: its schema
/// (see above), and whether SQLite finds it whole. One with an older schema is brought up to date
/// in memory. Throws BadInput.
void receiveBundle(SqliteDatabase& database, std::span<const Migration> migrations);

} // namespace palimpsest
