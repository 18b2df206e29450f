// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/table_content.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <map>

#include "engine/study/sha256.h"

namespace palimpsest
{

namespace
{

struct TableShape {
    std::vector<std::string> columns;
    std::map<std::int64_t, std::string> key; ///< columns of the primary key by their place in it
};

std::string listOf(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + quotedName(name);
    return list;
}

TableShape shapeOf(SqliteDatabase& database, const std::string& table)
{
    TableShape shape;
    auto row = database.query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", table);
    while (row.step()) {
        shape.columns.push_back(row.text(0));
        if (row.integer(1) > 0)
            shape.key[row.integer(1)] = row.text(0);
    }
    return shape;
}

StoredValue valueOf(const Statement& row, int column)
{
    switch (row.type(column)) {
    case ValueType::Integer:
        return row.integer(column);
    case ValueType::Real:
        return row.real(column);
    case ValueType::Text:
        return row.text(column);
    case ValueType::Blob:
        return StoredBlob{row.text(column)};
    case ValueType::Null:
        break;
    }
    return nullptr;
}

/// One field of a digest's line.
struct Encoding {
    std::string operator()(std::nullptr_t) const { return "n,"; }
    std::string operator()(std::int64_t value) const { return "i" + std::to_string(value) + ","; }
    std::string operator()(double value) const
    {
        std::array<char, 20> digits{};
        std::snprintf(digits.data(), digits.size(), "r%016llx,",
                      static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value)));
        return digits.data();
    }
    std::string operator()(const std::string& text) const
    {
        return "t" + std::to_string(text.size()) + ":" + text + ",";
    }
    std::string operator()(const StoredBlob& blob) const
    {
        return "b" + std::to_string(blob.bytes.size()) + ":" + blob.bytes + ",";
    }
};

} // namespace

std::string quotedName(const std::string& name)
{
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

StoredValue* StoredRow::value(const std::string& column)
{
    const auto found = std::ranges::find(*columns, column);
    return found == columns->end() ? nullptr
                                   : &values[static_cast<std::size_t>(found - columns->begin())];
}

std::vector<std::string> tableNames(SqliteDatabase& database)
{
    std::vector<std::string> names;
    auto row = database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                              "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
    while (row.step())
        names.push_back(row.text(0));
    return names;
}

void eachRow(SqliteDatabase& database, const std::string& table,
             const std::function<void(StoredRow&)>& take)
{
    const TableShape shape = shapeOf(database, table);
    std::vector<std::string> key;
    for (const auto& [place, column] : shape.key)
        key.push_back(column);
    auto row = database.query("SELECT " + listOf(shape.columns) + " FROM " + quotedName(table) +
                              " ORDER BY " + (key.empty() ? "rowid" : listOf(key)));
    StoredRow stored{&shape.columns, {}};
    while (row.step()) {
        stored.values.clear();
        for (int column = 0; column < row.columns(); ++column)
            stored.values.push_back(valueOf(row, column));
        take(stored);
    }
}

void putRow(SqliteDatabase& database, const std::string& table, const StoredRow& row)
{
    std::string places;
    for (std::size_t i = 0; i < row.values.size(); ++i)
        places += i == 0 ? "?" : ", ?";
    auto statement = database.query("INSERT OR REPLACE INTO " + quotedName(table) + " (" +
                                    listOf(*row.columns) + ") VALUES (" + places + ")");
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const int place = static_cast<int>(i) + 1;
        if (const auto* blob = std::get_if<StoredBlob>(&row.values[i]))
            statement.bind(place, Blob{blob->bytes});
        else if (const auto* text = std::get_if<std::string>(&row.values[i]))
            statement.bind(place, *text);
        else if (const auto* real = std::get_if<double>(&row.values[i]))
            statement.bind(place, *real);
        else if (const auto* integer = std::get_if<std::int64_t>(&row.values[i]))
            statement.bind(place, *integer);
        else
            statement.bind(place, nullptr);
    }
    statement.step();
}

TableDigest digestOf(SqliteDatabase& database, const std::string& table,
                     const std::function<bool(StoredRow&)>& skip)
{
    TableDigest digest{table, 0, {}};
    Sha256 hash;
    for (const std::string& column : shapeOf(database, table).columns)
        hash.add(Encoding{}(column));
    hash.add("\n");
    eachRow(database, table, [&](StoredRow& row) {
        if (skip(row))
            return;
        ++digest.rows;
        std::string line;
        for (const StoredValue& value : row.values)
            line += std::visit(Encoding{}, value);
        hash.add(line + "\n");
    });
    digest.sha256 = hash.hex();
    return digest;
}

} // namespace palimpsest
