// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/sqlite_database.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

#include <sqlite3.h>

#include "engine/study/atomic_file.h"
#include "engine/study/storage_error.h"

namespace palimpsest
{

namespace
{

constexpr int kBusyMilliseconds = 15000; ///< unless PALIMPSEST_LOCK_PATIENCE says otherwise
constexpr int kLongestSql = 1'000'000;   ///< bytes of a statement in a stranger's file
constexpr const char* kMemory = ":memory:";
constexpr int kAttempts = 3; ///< to open what somebody else is opening or closing
constexpr std::chrono::milliseconds kPause{20}; ///< between them
constexpr auto kNoFile = static_cast<std::uintmax_t>(-1);

/// How long to wait for another connection's lock; the tests of locked studies wait less.
int busyMilliseconds()
{
    const char* text = std::getenv("PALIMPSEST_LOCK_PATIENCE");
    const int asked = text == nullptr ? 0 : std::atoi(text);
    return asked > 0 ? asked : kBusyMilliseconds;
}

/// SQLite's plain errors that say that the file, not the statement, is wrong: every statement here
/// fits a sound schema.
bool saysDamage(const std::string& detail)
{
    return detail == "unsupported file format" || detail.starts_with("no such table") ||
           detail.starts_with("no such column");
}

[[noreturn]] void failDamaged(const std::string& name, const std::string& detail)
{
    throw DamagedDatabase(name + " is damaged or not a study (" + detail +
                          "): restore it from a backup.");
}

/// `system` is the operating system's error number, 0 = not known.
[[noreturn]] void fail(const std::filesystem::path& file, int code, const std::string& detail,
                       int system = 0)
{
    const std::string name = file.string();
    switch (code & 0xFF) {
    case SQLITE_FULL:
        throw StorageError(ExitCode::DiskFull, "The disk is full while writing " + name +
                                                   ": free some space and try again.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw StorageError(
            ExitCode::Locked,
            name + " has been locked by another program for too long: close it and try again.");
    case SQLITE_READONLY:
        throw StorageError(
            ExitCode::BadInput,
            name + " cannot be written: check the permissions of the file and its folder.");
    case SQLITE_CANTOPEN:
        throw StorageError(ExitCode::BadInput,
                           "Cannot open " + name + ": check that it exists and may be read.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        failDamaged(name, detail);
    case SQLITE_IOERR:
        if (system == ENOSPC || system == EDQUOT || system == EFBIG) // SQLite knows ENOSPC alone
            throw fileError(file, system, "write");
        if (code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ ||
            code == SQLITE_IOERR_CORRUPTFS)
            throw DamagedDatabase("Reading " + name + " failed (" + detail + "): check the disk.");
        throw StorageError(ExitCode::BadInput, "Reading or writing " + name + " failed (" + detail +
                                                   "): check the disk.");
    default:
        if (saysDamage(detail))
            failDamaged(name, detail);
        throw Error(ExitCode::InternalError,
                    "The database " + name + " refused a statement: " + detail + ".");
    }
}

/// `system` is errno, set to 0 before the call that failed: after a failed COMMIT SQLite itself
/// does not know it any more.
[[noreturn]] void fail(const std::filesystem::path& file, sqlite3* connection, int system)
{
    fail(file, sqlite3_extended_errcode(connection), sqlite3_errmsg(connection), system);
}

/// The path as a URI, so that options can follow it.
std::string uriOf(const std::filesystem::path& file)
{
    constexpr const char* kDigits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#') {
            uri += '%';
            uri += kDigits[static_cast<unsigned char>(c) >> 4];
            uri += kDigits[static_cast<unsigned char>(c) & 15];
        } else {
            uri += c;
        }
    }
    return uri;
}

/// All of one connection's database; `file` is for the sentence of an error.
void copyInto(sqlite3* target, sqlite3* source, const std::filesystem::path& file)
{
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", source, "main");
    const int code = backup ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(target);
    if (backup)
        sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        fail(file, code, sqlite3_errstr(code));
}

} // namespace

Statement::Statement(sqlite3_stmt* statement, bool* inUse, const std::filesystem::path& file)
    : m_statement(statement), m_inUse(inUse), m_file(&file)
{
    if (m_inUse)
        *m_inUse = true;
}

Statement::Statement(Statement&& other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr)), m_inUse(other.m_inUse),
      m_file(other.m_file)
{
}

Statement::~Statement()
{
    if (!m_statement)
        return;
    if (!m_inUse) {
        sqlite3_finalize(m_statement);
        return;
    }
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
    *m_inUse = false;
}

void Statement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, index, value);
}
void Statement::bind(int index, double value)
{
    sqlite3_bind_double(m_statement, index, value);
}
void Statement::bind(int index, std::nullptr_t)
{
    sqlite3_bind_null(m_statement, index);
}

void Statement::bind(int index, std::string_view value)
{
    // An empty view may have no address, which SQLite would take for NULL.
    sqlite3_bind_text64(m_statement, index, value.empty() ? "" : value.data(), value.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind(int index, Blob value)
{
    sqlite3_bind_blob64(m_statement, index, value.bytes.empty() ? "" : value.bytes.data(),
                        value.bytes.size(), SQLITE_TRANSIENT);
}

bool Statement::step()
{
    errno = 0;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    fail(*m_file, sqlite3_db_handle(m_statement), errno);
}

int Statement::columns() const
{
    return sqlite3_column_count(m_statement);
}

ValueType Statement::type(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER:
        return ValueType::Integer;
    case SQLITE_FLOAT:
        return ValueType::Real;
    case SQLITE_TEXT:
        return ValueType::Text;
    case SQLITE_BLOB:
        return ValueType::Blob;
    default:
        return ValueType::Null;
    }
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}
double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const
{
    return std::string(blob(column));
}

std::string_view Statement::blob(int column) const
{
    const void* bytes = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                 : std::string_view();
}

SqliteDatabase::SqliteDatabase(const std::filesystem::path& file, Access access) : m_file(file)
{
    const std::string address = uriOf(file);
    bool open = false;
    if (access == Access::ReadOnly) {
        open = openReadOnly();
    } else if (access == Access::Untrusted) {
        m_immutable = true;
        open = tryOpen(address + "?immutable=1", SQLITE_OPEN_READONLY) && distrust();
    } else if (access == Access::Memory) {
        open = tryOpen(kMemory, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    } else {
        open = tryOpen(address,
                       SQLITE_OPEN_READWRITE | (access == Access::Create ? SQLITE_OPEN_CREATE : 0));
    }
    if (!open)
        failOpening();
}

void SqliteDatabase::failOpening()
{
    const int code = m_connection ? sqlite3_extended_errcode(m_connection) : SQLITE_CANTOPEN;
    const std::string detail = m_connection ? sqlite3_errmsg(m_connection) : "no memory";
    close();
    fail(m_file, code, detail);
}

/// A WAL database needs its -shm file, which a folder that cannot be written does not let us make.
/// Where none lies there, nobody has the study open, and the file is read as it stands, until it
/// changes. Any other fault is not mended by reading without locks.
bool SqliteDatabase::openReadOnly()
{
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        m_immutable = false;
        m_seen.reset();
        if (tryOpen(uriOf(m_file) + "?mode=ro", SQLITE_OPEN_READONLY))
            return true;
        const int code = sqlite3_errcode(m_connection);
        if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
            return false;
        const FileState state = fileState();
        if (state.walSize != 0 && state.walSize != kNoFile) { // commits that would not be seen
            std::this_thread::sleep_for(kPause);              // its writer may just come or go
            continue;
        }
        m_seen = state;
        m_immutable = true;
        return tryOpen(uriOf(m_file) + "?immutable=1", SQLITE_OPEN_READONLY);
    }
    close();
    throw BadInput(m_file.string() + "-wal holds changes that cannot be read without writing to "
                                     "its folder: let its owner open the study once, or copy the "
                                     "folder to where you may write.");
}

SqliteDatabase::FileState SqliteDatabase::fileState() const
{
    FileState state;
    std::error_code error; // of which the functions return what is compared all the same
    const std::filesystem::path wal = m_file.string() + "-wal";
    state.changed = std::filesystem::last_write_time(m_file, error);
    state.size = std::filesystem::file_size(m_file, error);
    state.walChanged = std::filesystem::last_write_time(wal, error);
    state.walSize = std::filesystem::file_size(wal, error);
    return state;
}

/// SQLite does not see that a file changes which it was told to be immutable, and answers wrongly.
void SqliteDatabase::followWriters()
{
    if (!m_seen || fileState() == *m_seen ||
        std::ranges::any_of(m_kept, [](const auto& kept) { return kept.second.inUse; }))
        return;
    close();
    ++m_reopened;
    try {
        if (!openReadOnly())
            failOpening();
    } catch (...) {
        m_seen = FileState{}; // unlike any file's: the next statement tries again
        throw;
    }
}

bool SqliteDatabase::distrust()
{
    // What https://sqlite.org/security.html advises for files of unknown origin.
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(m_connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_limit(m_connection, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(m_connection, SQLITE_LIMIT_SQL_LENGTH, kLongestSql);
    return sqlite3_exec(m_connection,
                        "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0",
                        nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool SqliteDatabase::tryOpen(const std::string& address, int flags)
{
    sqlite3_close(m_connection);
    m_connection = nullptr;
    if (sqlite3_open_v2(address.c_str(), &m_connection,
                        flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
        return false;
    sqlite3_busy_timeout(m_connection, busyMilliseconds());
    // The file itself is opened with the first read.
    return sqlite3_exec(m_connection, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr,
                        nullptr) == SQLITE_OK;
}

SqliteDatabase::~SqliteDatabase()
{
    close();
}

void SqliteDatabase::close()
{
    for (auto& [sql, kept] : m_kept)
        sqlite3_finalize(kept.statement);
    m_kept.clear();
    sqlite3_close(m_connection);
    m_connection = nullptr;
}

void SqliteDatabase::execute(const std::string& sql)
{
    followWriters();
    errno = 0;
    if (sqlite3_exec(m_connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(m_file, m_connection, errno);
}

Statement SqliteDatabase::prepare(const std::string& sql)
{
    followWriters();
    Kept& kept = m_kept[sql];
    const auto make = [&](unsigned flags) {
        errno = 0;
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(m_connection, sql.c_str(), static_cast<int>(sql.size()) + 1, flags,
                               &statement, nullptr) != SQLITE_OK)
            fail(m_file, m_connection, errno);
        return statement;
    };
    if (kept.inUse) // the same query inside a loop over itself
        return {make(0), nullptr, m_file};
    if (!kept.statement)
        kept.statement = make(SQLITE_PREPARE_PERSISTENT);
    return {kept.statement, &kept.inUse, m_file};
}

void SqliteDatabase::rollBack() noexcept
{
    if (sqlite3_get_autocommit(m_connection) == 0)
        sqlite3_exec(m_connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t SqliteDatabase::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_connection);
}

void SqliteDatabase::copyTo(const std::filesystem::path& file)
{
    followWriters();
    std::filesystem::remove(file);
    SqliteDatabase target(file, Access::Create);
    copyInto(target.m_connection, m_connection, file);
}

void SqliteDatabase::moveIntoMemory()
{
    SqliteDatabase memory(m_file, Access::Memory);
    copyInto(memory.m_connection, m_connection, m_file);
    close();
    std::swap(m_connection, memory.m_connection);
}

} // namespace palimpsest
