// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/study/storage_error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace palimpsest
{

/// Bytes that are bound as a BLOB rather than as text.
struct Blob {
    std::string_view bytes;
};

enum class ValueType { Null, Integer, Real, Text, Blob };

/// A statement with its parameters bound, to be stepped. Prepared statements are kept by their
/// text; this hands the statement back when it goes out of scope.
class Statement
{
public:
    Statement(sqlite3_stmt* statement, bool* inUse, const std::filesystem::path& file);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;

    void bind(int index, std::int64_t value);
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, Blob value);
    void bind(int index, std::nullptr_t);
    template <std::integral T>
    void bind(int index, T value)
    {
        bind(index, static_cast<std::int64_t>(value));
    }
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    template <class T>
    void bind(int index, const std::optional<T>& value)
    {
        if (value)
            bind(index, *value);
        else
            bind(index, nullptr);
    }

    bool step(); ///< true while there is a row
    int columns() const;
    ValueType type(int column) const; ///< as stored
    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string_view blob(int column) const; ///< valid until the next step

private:
    sqlite3_stmt* m_statement;
    bool* m_inUse; ///< of the kept statement, or null for one of its own
    const std::filesystem::path* m_file;
};

/// One SQLite connection. Errors become StorageError (DiskFull, Locked, BadInput), DamagedDatabase
/// or Error (InternalError) with a sentence that names the file.
class SqliteDatabase
{
public:
    enum class Access {
        Create,
        ReadWrite,
        ReadOnly,
        Untrusted, ///< a file from a stranger: read as it stands, without locks or files beside it,
                   ///< and nothing that its schema defines is run
        Memory,    ///< private to this connection; the name is only for sentences
    };

    /// ReadOnly also opens a file in a folder that cannot be written (immutable() says so); when
    /// somebody else begins to write there, the next statement reads on with locks.
    SqliteDatabase(const std::filesystem::path& file, Access access);
    ~SqliteDatabase();
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    const std::filesystem::path& file() const { return m_file; }
    bool immutable() const { return m_immutable; }
    /// How often the file was opened again, as it was changed while it was immutable().
    std::int64_t reopened() const { return m_reopened; }

    /// Runs any number of statements without results.
    void execute(const std::string& sql);
    /// Ends a transaction that failed, unless SQLite has ended it by itself, as it does on a full
    /// disk.
    void rollBack() noexcept;

    template <class... Values>
    Statement query(const std::string& sql, const Values&... values)
    {
        Statement statement = prepare(sql);
        int index = 0;
        (statement.bind(++index, values), ...);
        return statement;
    }
    /// A statement without result rows.
    template <class... Values>
    void change(const std::string& sql, const Values&... values)
    {
        query(sql, values...).step();
    }
    /// First column of the first row; 0 without one.
    template <class... Values>
    std::int64_t number(const std::string& sql, const Values&... values)
    {
        Statement statement = query(sql, values...);
        return statement.step() ? statement.integer(0) : 0;
    }

    std::int64_t lastInsertId() const;
    /// Copies the whole database, as of now, into another file.
    void copyTo(const std::filesystem::path& file);
    /// Goes on with a private copy in memory, which may be changed; the file stays as it is.
    void moveIntoMemory();

private:
    struct Kept {
        sqlite3_stmt* statement = nullptr;
        bool inUse = false;
    };

    /// What tells that somebody wrote: of the database and of the -wal beside it.
    struct FileState {
        std::filesystem::file_time_type changed, walChanged;
        std::uintmax_t size = 0, walSize = 0; ///< all ones: there is none

        bool operator==(const FileState&) const = default;
    };

    Statement prepare(const std::string& sql);
    bool tryOpen(const std::string& address, int flags);
    bool openReadOnly();
    void followWriters();
    FileState fileState() const;
    [[noreturn]] void failOpening();
    bool distrust();
    void close();

    std::filesystem::path m_file;
    sqlite3* m_connection = nullptr;
    bool m_immutable = false;
    std::optional<FileState> m_seen; ///< as it was opened by openReadOnly() without locks
    std::int64_t m_reopened = 0;
    std::map<std::string, Kept> m_kept;
};

} // namespace palimpsest
