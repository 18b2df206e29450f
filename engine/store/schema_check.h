// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "engine/store/migrations.h"
#include "engine/store/sqlite_database.h"

namespace palimpsest
{

/// What of a database's tables, indices and views is not, letter by letter, as these migrations
/// make it ("table \"x\"", "missing view \"y\""); empty where all is.
std::string oddityOfSchema(SqliteDatabase& database, std::span<const Migration> migrations);

/// A column of JSON ("job.config") that holds something else in some row; empty where none does.
/// SQLite does not look at CHECK constraints when it reads.
std::string columnWithoutJson(SqliteDatabase& database);

} // namespace palimpsest
