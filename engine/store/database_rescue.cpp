// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/database_rescue.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/store/migrations.h"
#include "engine/store/sqlite_database.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

namespace
{

struct Table {
    std::string name; ///< as SQL takes it, like the columns
    std::vector<std::string> columns;
    std::string backwards; ///< ORDER BY … from its end
};

std::string listOf(const std::vector<std::string>& names, const std::string& suffix = {})
{
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + name + suffix;
    return list;
}

Table tableOf(SqliteDatabase& database, const std::string& name, bool hasRowid)
{
    Table table{quotedName(name), {}, " ORDER BY rowid DESC"};
    std::map<std::int64_t, std::string> key;
    auto column = database.query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", name);
    while (column.step()) {
        table.columns.push_back(quotedName(column.text(0)));
        if (column.integer(1) > 0)
            key[column.integer(1)] = table.columns.back();
    }
    std::vector<std::string> parts;
    for (const auto& [place, part] : key)
        parts.push_back(part);
    if (!hasRowid)
        table.backwards = " ORDER BY " + listOf(parts, " DESC");
    return table;
}

std::map<std::string, Table> tablesOf(SqliteDatabase& database)
{
    std::map<std::string, Table> tables;
    auto row = database.query("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name "
                              "NOT LIKE 'sqlite_%'");
    while (row.step()) {
        const bool hasRowid = row.text(1).find("WITHOUT ROWID") == std::string::npos;
        tables.emplace(row.text(0), tableOf(database, row.text(0), hasRowid));
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
        : m_from(from), m_to(to), m_table(table), m_columns(listOf(table.columns)),
          m_marks(listOf(std::vector<std::string>(table.columns.size(), "?")))
    {
    }

    std::int64_t run()
    {
        if (!copy(""))
            copy(m_table.backwards);
        return m_to.number("SELECT count(*) FROM " + m_table.name);
    }

    /// 0 where the damaged database does not even say that.
    std::int64_t expected()
    {
        try {
            return m_from.number("SELECT count(*) FROM " + m_table.name);
        } catch (const DamagedDatabase&) {
            return 0;
        }
    }

private:
    /// False where damage ended it early; whatever else goes wrong ends the rescue.
    bool copy(const std::string& order)
    {
        std::optional<Statement> row;
        const auto next = [&] {
            try {
                if (!row)
                    row.emplace(
                        m_from.query("SELECT " + m_columns + " FROM " + m_table.name + order));
                return row->step();
            } catch (const DamagedDatabase&) {
                row.reset();
                return false;
            }
        };
        while (next())
            insert(*row);
        return row.has_value();
    }

    void insert(const Statement& row)
    {
        auto statement = m_to.query("INSERT OR IGNORE INTO " + m_table.name + " (" + m_columns +
                                    ") VALUES (" + m_marks + ")");
        for (int column = 0; column < row.columns(); ++column)
            bindValue(statement, column + 1, row, column);
        try {
            statement.step();
        } catch (const Error& error) {
            if (error.code() != ExitCode::InternalError) // else a value that a CHECK forbids
                throw;
        }
    }

    SqliteDatabase& m_from;
    SqliteDatabase& m_to;
    const Table& m_table;
    std::string m_columns;
    std::string m_marks;
};

/// Whether the damaged database says that it has the table as it should be.
bool isThere(const std::map<std::string, Table>& found, const std::string& name, const Table& table)
{
    const auto same = found.find(name);
    return same != found.end() && same->second.columns == table.columns;
}

/// What points to a row of another table: it goes with its owner, or forgets a row that is none.
std::vector<std::string> orphanRules(SqliteDatabase& database, const std::string& name)
{
    std::vector<std::string> rules;
    const std::string table = quotedName(name);
    auto key = database.query(
        "SELECT \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list(?)", name);
    while (key.step()) {
        const std::string parent = quotedName(key.text(0));
        const std::string column = table + "." + quotedName(key.text(1));
        const std::string change =
            key.text(3) == "CASCADE"
                ? "DELETE FROM " + table
                : "UPDATE " + table + " SET " + quotedName(key.text(1)) + " = NULL";
        rules.push_back(change + " WHERE " + column +
                        " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + parent +
                        " AS owner WHERE owner." + quotedName(key.text(2)) + " = " + column + ")");
    }
    return rules;
}

/// Rows whose owners are lost mean nothing. Returns how many there were.
std::int64_t removeOrphans(SqliteDatabase& database, const std::map<std::string, Table>& tables)
{
    std::int64_t removed = 0;
    for (bool any = true; any;) {
        any = false;
        for (const auto& [name, table] : tables) {
            for (const std::string& rule : orphanRules(database, name)) {
                database.change(rule);
                const std::int64_t changed = database.number("SELECT changes()");
                removed += rule.starts_with("DELETE") ? changed : 0;
                any = any || changed > 0;
            }
        }
    }
    return removed;
}

/// The next revision is above all that rows have, even where the counter itself was lost.
void restoreRevision(SqliteDatabase& database, const std::map<std::string, Table>& tables)
{
    for (const auto& [name, table] : tables) {
        if (std::ranges::find(table.columns, quotedName("revision")) != table.columns.end())
            database.execute("INSERT INTO counter SELECT 'revision', coalesce(max(revision), 0) "
                             "FROM " +
                             table.name +
                             " WHERE true ON CONFLICT (name) DO UPDATE SET value = "
                             "max(value, excluded.value)");
    }
}

/// An empty database of the damaged one's schema.
void applySchemaOf(SqliteDatabase& from, SqliteDatabase& to)
{
    const int version = schemaVersion(from);
    const auto migrations = schemaMigrations();
    const auto known = std::ranges::find(migrations, version, &Migration::number);
    if (known == migrations.end())
        throw BadInput(from.file().string() +
                       " does not say which schema it has: restore it from a backup.");
    applyMigrations(to, migrations.first(static_cast<std::size_t>(known - migrations.begin()) + 1));
}

Rescue fill(const std::filesystem::path& damaged, const std::filesystem::path& made)
{
    SqliteDatabase from(damaged, SqliteDatabase::Access::ReadOnly);
    SqliteDatabase database(made, SqliteDatabase::Access::Create);
    applySchemaOf(from, database);
    Rescue rescue;
    database.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    const auto tables = tablesOf(database);
    const auto found = tablesOf(from);
    for (const auto& [name, table] : tables)
        database.execute("DELETE FROM " + table.name); // what a migration puts there by itself
    for (const auto& [name, table] : tables) {
        rescue.rows[name] = 0;
        if (!isThere(found, name, table))
            continue;
        TableRescue rescuing(from, database, table);
        rescue.rows[name] = rescuing.run();
        rescue.lost += std::max<std::int64_t>(0, rescuing.expected() - rescue.rows[name]);
    }
    rescue.lost += removeOrphans(database, tables);
    for (const auto& [name, table] : tables)
        rescue.rows[name] = database.number("SELECT count(*) FROM " + table.name);
    restoreRevision(database, tables);
    database.execute("COMMIT; VACUUM");
    return rescue;
}

} // namespace

std::filesystem::path rescuedFileOf(const std::filesystem::path& study)
{
    return StudyLayout(study).database().string() + ".rescued";
}

Rescue rescueDatabase(const std::filesystem::path& damaged, const std::filesystem::path& to)
{
    const std::filesystem::path made(to.string() + ".tmp");
    for (const char* ending : {"", "-journal"}) // of a rescue that was ended
        std::filesystem::remove(made.string() + ending);
    const Rescue rescue = fill(damaged, made);
    replaceFile(made, to);
    return rescue;
}

} // namespace palimpsest
