// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/database_rescue.h"

#include <algorithm>
#include <set>
#include <vector>

#include "engine/store/migrations.h"
#include "engine/store/sqlite_database.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

struct Table {
    std::string name;
    std::vector<std::string> columns;
    bool hasRowid = true;
};

std::vector<Table> tablesOf(SqliteDatabase& database)
{
    std::vector<Table> tables;
    auto row = database.query("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name "
                              "NOT LIKE 'sqlite_%' ORDER BY rowid");
    while (row.step())
        tables.push_back({row.text(0), {}, row.text(1).find("WITHOUT ROWID") == std::string::npos});
    for (Table& table : tables) {
        auto column = database.query("PRAGMA table_info(" + table.name + ")");
        while (column.step())
            table.columns.push_back(column.text(1));
    }
    return tables;
}

void bindValue(Statement& to, int index, const Statement& from, int column)
{
    switch (from.type(column)) {
    case ValueType::Null:
        return to.bind(index, nullptr);
    case ValueType::Integer:
        return to.bind(index, from.integer(column));
    case ValueType::Real:
        return to.bind(index, from.real(column));
    case ValueType::Text:
        return to.bind(index, from.text(column));
    case ValueType::Blob:
        return to.bind(index, Blob{from.blob(column)});
    }
}

/// Copies one table; what of it cannot be read is between what was read from either end.
class TableRescue
{
public:
    TableRescue(SqliteDatabase& from, SqliteDatabase& to, const Table& table)
        : m_from(from), m_to(to), m_table(table)
    {
        for (const std::string& column : table.columns) {
            m_columns += (m_columns.empty() ? "" : ", ") + column;
            m_marks += m_marks.empty() ? "?" : ", ?";
        }
    }

    std::int64_t run()
    {
        const bool whole = copy("");
        if (!whole && m_table.hasRowid)
            copy(" ORDER BY rowid DESC");
        return m_to.number("SELECT count(*) FROM " + m_table.name);
    }

    /// 0 where the damaged database does not even say that.
    std::int64_t expected()
    {
        try {
            return m_from.number("SELECT count(*) FROM " + m_table.name);
        } catch (const Error&) {
            return 0;
        }
    }

private:
    /// False where it had to stop early.
    bool copy(const std::string& order)
    {
        try {
            auto row = m_from.query("SELECT " + m_columns + " FROM " + m_table.name + order);
            while (row.step())
                insert(row);
            return true;
        } catch (const Error&) {
            return false;
        }
    }

    void insert(const Statement& row)
    {
        auto statement = m_to.query("INSERT OR IGNORE INTO " + m_table.name + " (" + m_columns +
                                    ") VALUES (" + m_marks + ")");
        for (int column = 0; column < row.columns(); ++column)
            bindValue(statement, column + 1, row, column);
        try {
            statement.step();
        } catch (const Error&) { // a value that a CHECK forbids
        }
    }

    SqliteDatabase& m_from;
    SqliteDatabase& m_to;
    const Table& m_table;
    std::string m_columns;
    std::string m_marks;
};

} // namespace

Rescue rescueDatabase(const std::filesystem::path& damaged, const std::filesystem::path& to)
{
    SqliteDatabase from(damaged, SqliteDatabase::Access::ReadOnly);
    const int version = schemaVersion(from);
    std::filesystem::remove(to);
    SqliteDatabase database(to, SqliteDatabase::Access::Create);
    const auto migrations = schemaMigrations();
    const auto known = std::ranges::find(migrations, version, &Migration::number);
    if (known == migrations.end())
        throw BadInput(damaged.string() +
                       " does not say which schema it has: restore it from a backup.");
    applyMigrations(database,
                    migrations.first(static_cast<std::size_t>(known - migrations.begin()) + 1));
    Rescue rescue;
    database.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    const std::vector<Table> tables = tablesOf(database);
    for (const Table& table : tables)
        database.execute("DELETE FROM " + table.name); // what a migration puts there by itself
    for (const Table& table : tables) {
        TableRescue rescuing(from, database, table);
        const std::int64_t kept = rescuing.run();
        rescue.rows[table.name] = kept;
        rescue.lost += std::max<std::int64_t>(0, rescuing.expected() - kept);
    }
    // Rows whose owners are lost mean nothing.
    for (bool any = true; any;) {
        any = false;
        std::set<std::pair<std::string, std::int64_t>> orphans;
        auto row = database.query("PRAGMA foreign_key_check");
        while (row.step()) {
            if (!row.isNull(1))
                orphans.emplace(row.text(0), row.integer(1));
        }
        for (const auto& [table, rowid] : orphans) {
            database.change("DELETE FROM " + table + " WHERE rowid = ?", rowid);
            ++rescue.lost;
            any = true;
        }
    }
    database.execute("COMMIT; VACUUM");
    return rescue;
}

} // namespace palimpsest
