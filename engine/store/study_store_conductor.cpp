// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <fstream>

#include <signal.h>
#include <unistd.h>

#include "engine/store/study_store.h"
#include "engine/store/study_store_impl.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// A conductor renews its lock every few seconds; after this long without, it is taken for dead.
constexpr auto kHeartbeatLimit = std::chrono::seconds(60);

std::string thisHost()
{
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

std::string thisBoot()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

/// When a process of this machine started (clock ticks since boot); empty when there is none.
/// Together with the number it names a process once and for all.
std::string processStart(std::int64_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name = line.rfind(')'); // the name may contain anything
    if (name == std::string::npos)
        return {};
    std::istringstream fields(line.substr(name + 1));
    std::string field;
    for (int i = 3; i <= 22 && fields >> field; ++i) {
        if (i == 3 && field == "Z")
            return {}; // ended, only not yet collected by its parent
    }
    return field;
}

std::chrono::sys_time<std::chrono::milliseconds> parseTime(const std::string& text)
{
    std::tm parts{};
    int milliseconds = 0;
    if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &parts.tm_year, &parts.tm_mon,
                    &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec,
                    &milliseconds) < 6)
        return {};
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::seconds(timegm(&parts))) +
           std::chrono::milliseconds(milliseconds);
}

bool isAlive(const ConductorRow& row, const std::string& start)
{
    if (row.host == thisHost() && row.bootId == thisBoot()) {
        const std::string now = processStart(row.pid);
        return !now.empty() && (start.empty() || now == start);
    }
    // On another machine, or before a restart: only the heartbeat tells. A restarted machine has
    // another boot id.
    if (row.host == thisHost())
        return false;
    // One of the future comes from a clock that was set back, and says as little as an old one.
    const auto age = std::chrono::system_clock::now() - parseTime(row.heartbeat);
    return age < kHeartbeatLimit && age > -kHeartbeatLimit;
}

bool sameOwner(const ConductorRow& a, const ConductorRow& b)
{
    return a.host == b.host && a.pid == b.pid && a.bootId == b.bootId;
}

} // namespace

RowId StudyStore::addRequest(const std::string& action, const nlohmann::json& payload)
{
    if (std::ranges::find(kRequestActions, action) == std::end(kRequestActions))
        throw BadInput("There is no request \"" + action + "\".");
    RowId id = 0;
    transaction([&] {
        m_impl->database.change(
            "INSERT INTO request (action, payload, state, created) VALUES (?, ?, 'open', ?)",
            action, jsonText(objectOr(payload)), utcNow());
        id = m_impl->database.lastInsertId();
    });
    return id;
}

namespace
{

RequestRow readRequest(const Statement& row)
{
    return {row.integer(0),
            row.text(1),
            storedJson(row.text(2)),
            enumFromText<RequestState>(row.text(3)),
            row.text(4),
            row.text(5)};
}
constexpr const char* kRequestColumns =
    "SELECT id, action, payload, state, answer, created FROM request ";

} // namespace

std::vector<RequestRow> StudyStore::openRequests() const
{
    std::vector<RequestRow> rows;
    auto row =
        m_impl->database.query(std::string(kRequestColumns) + "WHERE state = 'open' ORDER BY id");
    while (row.step())
        rows.push_back(readRequest(row));
    return rows;
}

std::optional<RequestRow> StudyStore::request(RowId id) const
{
    auto row = m_impl->database.query(std::string(kRequestColumns) + "WHERE id = ?", id);
    return row.step() ? std::optional(readRequest(row)) : std::nullopt;
}

void StudyStore::answerRequest(RowId id, RequestState state, const std::string& answer)
{
    transaction([&] {
        m_impl->database.change("UPDATE request SET state = ?, answer = ? WHERE id = ?",
                                toString(state), answer, id);
    });
}

void StudyStore::addMessage(Severity severity, const std::string& text, RowId job)
{
    const std::optional<RowId> jobColumn = job == 0 ? std::nullopt : std::optional(job);
    transaction([&] {
        SqliteDatabase& database = m_impl->database;
        const Revision revision = m_impl->nextRevision();
        const std::string now = utcNow();
        const RowId known = database.number(
            "SELECT id FROM message WHERE text = ? AND severity = ? AND job_id IS ?", text,
            toString(severity), jobColumn);
        if (known != 0)
            database.change(
                "UPDATE message SET count = count + 1, last = ?, revision = ? WHERE id = ?", now,
                revision, known);
        else
            database.change(
                "INSERT INTO message (severity, text, job_id, count, first, last, revision) "
                "VALUES (?, ?, ?, 1, ?, ?, ?)",
                toString(severity), text, jobColumn, now, now, revision);
    });
}

std::vector<MessageRow> StudyStore::messages(Revision since) const
{
    std::vector<MessageRow> rows;
    auto row = m_impl->database.query(
        "SELECT id, severity, text, job_id, count, first, last, revision FROM message "
        "WHERE revision > ? ORDER BY revision",
        since);
    while (row.step()) {
        rows.push_back({row.integer(0), enumFromText<Severity>(row.text(1)), row.text(2),
                        row.integer(3), static_cast<int>(row.integer(4)), row.text(5), row.text(6),
                        row.integer(7)});
    }
    return rows;
}

std::optional<ConductorRow> StudyStore::conductor() const
{
    auto row = m_impl->database.query(
        "SELECT host, pid, boot_id, heartbeat, process_start FROM conductor");
    if (!row.step())
        return std::nullopt;
    ConductorRow owner{row.text(0), row.integer(1), row.text(2), row.text(3), false};
    owner.alive = isAlive(owner, row.text(4));
    return owner;
}

bool StudyStore::takeConductorLock(const ConductorRow& owner)
{
    bool taken = false;
    transaction([&] {
        const std::optional<ConductorRow> present = conductor();
        if (present && present->alive && !sameOwner(*present, owner))
            return;
        const bool here = owner.host == thisHost() && owner.bootId == thisBoot();
        m_impl->database.change(
            "INSERT OR REPLACE INTO conductor (one, host, pid, boot_id, process_start, heartbeat) "
            "VALUES (1, ?, ?, ?, ?, ?)",
            owner.host, owner.pid, owner.bootId, here ? processStart(owner.pid) : "",
            owner.heartbeat.empty() ? utcNow() : owner.heartbeat);
        taken = true;
    });
    return taken;
}

void StudyStore::releaseConductorLock(const ConductorRow& owner)
{
    transaction([&] {
        m_impl->database.change("DELETE FROM conductor WHERE host = ? AND pid = ? AND boot_id = ?",
                                owner.host, owner.pid, owner.bootId);
    });
}

void StudyStore::setDocument(const std::string& kind, const std::string& name,
                             const nlohmann::json& value)
{
    transaction([&] {
        m_impl->database.change("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", kind, name,
                                jsonText(value));
    });
}

std::map<std::string, nlohmann::json> StudyStore::documents(const std::string& kind) const
{
    std::map<std::string, nlohmann::json> values;
    auto row = m_impl->database.query("SELECT name, value FROM document WHERE kind = ?", kind);
    while (row.step())
        values[row.text(0)] = storedJson(row.text(1));
    return values;
}

std::optional<nlohmann::json> StudyStore::document(const std::string& kind,
                                                   const std::string& name) const
{
    auto row = m_impl->database.query("SELECT value FROM document WHERE kind = ? AND name = ?",
                                      kind, name);
    return row.step() ? std::optional(storedJson(row.text(0))) : std::nullopt;
}

void StudyStore::removeDocument(const std::string& kind, const std::string& name)
{
    transaction([&] {
        m_impl->database.change("DELETE FROM document WHERE kind = ? AND name = ?", kind, name);
    });
}

} // namespace palimpsest
