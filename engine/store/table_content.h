// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/store/sqlite_database.h"

namespace palimpsest
{

/// Any table of a study as it is stored, for what has to do with all of them alike: copies,
/// checksums. A column that a later schema adds needs nothing here.
struct StoredBlob {
    std::string bytes;
};
using StoredValue = std::variant<std::nullptr_t, std::int64_t, double, std::string, StoredBlob>;
struct StoredRow {
    const std::vector<std::string>* columns = nullptr; ///< names, in the order of `values`
    std::vector<StoredValue> values;

    /// Null where the table has no such column.
    StoredValue* value(const std::string& column);
};

/// A name as SQL takes it, whatever it is: "values" and "references" are words of SQL, too.
std::string quotedName(const std::string& name);

/// Names of all tables but SQLite's own, in ascending order.
std::vector<std::string> tableNames(SqliteDatabase& database);

/// Calls `take` with each row in the order of the primary key.
void eachRow(SqliteDatabase& database, const std::string& table,
             const std::function<void(StoredRow&)>& take);

/// Adds the row, or replaces the one with its key.
void putRow(SqliteDatabase& database, const std::string& table, const StoredRow& row);

/// What a table holds, whatever its pages look like.
struct TableDigest {
    std::string table;
    std::int64_t rows = 0;
    /// SHA-256 over a line with the columns' names, then a line a row in the order of the primary
    /// key. Fields end with a comma: "n", "i<decimal>", "r<16 hexadecimal digits of the double>",
    /// "t<bytes>:<text>", "b<bytes>:<content>".
    std::string sha256;
};
/// Rows for which `skip` is true do not count.
TableDigest digestOf(SqliteDatabase& database, const std::string& table,
                     const std::function<bool(StoredRow&)>& skip);

} // namespace palimpsest
