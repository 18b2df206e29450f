// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>

#include "engine/store/study_store.h"
#include "engine/store/study_store_impl.h"
#include "engine/study/error.h"
#include "engine/study/json_fields.h"

namespace palimpsest
{

const char* toString(SweepState state)
{
    return enumText(state);
}
const char* toString(JobState state)
{
    return enumText(state);
}
const char* toString(RequestState state)
{
    return enumText(state);
}
const char* toString(Severity severity)
{
    return enumText(severity);
}

namespace
{

SweepRow readSweep(const Statement& row)
{
    SweepRow sweep;
    sweep.id = row.integer(0);
    sweep.spec = storedJson(row.text(1)).get<SweepSpec>();
    sweep.state = enumFromText<SweepState>(row.text(2));
    sweep.created = row.text(3);
    sweep.note = row.text(4);
    sweep.revision = row.integer(5);
    return sweep;
}
constexpr const char* kSweepColumns = "SELECT id, spec, state, created, note, revision FROM sweep ";

std::vector<std::string> readTexts(const std::string& json)
{
    if (json == "[]") // as most are
        return {};
    std::vector<std::string> texts;
    readValue(storedJson(json), texts);
    return texts;
}

std::vector<RowId> readIds(const std::string& commaSeparated)
{
    std::vector<RowId> ids;
    const char* const end = commaSeparated.data() + commaSeparated.size();
    for (const char* at = commaSeparated.data(); at < end; ++at)
        at = std::from_chars(at, end, ids.emplace_back()).ptr;
    return ids;
}

/// Reads many jobs quickly: most have the prerequisites of the one before.
class JobReader
{
public:
    JobRow read(const Statement& row);

private:
    RunConfigReader m_configs;
    std::string m_requiresText = "[]";
    std::vector<std::string> m_requires;
};

JobRow JobReader::read(const Statement& row)
{
    JobRow job;
    job.id = row.integer(0);
    job.kind = runKindFromString(row.text(1));
    job.identity = row.text(2);
    job.label = row.text(3);
    try {
        job.config = m_configs.read(row.text(4));
    } catch (const nlohmann::json::exception&) { // also numbers beyond all limits
        throwNoJson();
    }
    if (std::string requirements = row.text(5); requirements != m_requiresText) {
        m_requires = readTexts(requirements);
        m_requiresText = std::move(requirements);
    }
    job.requires_ = m_requires;
    job.state = enumFromText<JobState>(row.text(6));
    job.position = static_cast<int>(row.integer(7));
    const std::string facts = row.text(8);
    job.facts = facts == "{}" ? nlohmann::json::object() : storedJson(facts);
    job.revision = row.integer(9);
    job.sweeps = readIds(row.text(10));
    job.note = row.text(11);
    job.tags = readTexts(row.text(12));
    job.binned = row.text(13);
    return job;
}
constexpr const char* kJobColumns =
    "SELECT id, kind, identity, label, config, requires, state, position, facts, revision, "
    "(SELECT group_concat(sweep_id) FROM sweep_job WHERE job_id = job.id), "
    "note, tags, binned FROM job ";

RunRow readRun(const Statement& row)
{
    RunRow run;
    run.id = row.integer(0);
    run.job = row.integer(1);
    run.name = row.text(2);
    run.state = enumFromText<JobState>(row.text(3));
    run.device = row.text(4);
    run.threads = static_cast<int>(row.integer(5));
    run.host = row.text(6);
    run.pid = row.integer(7);
    run.started = row.text(8);
    run.ended = row.text(9);
    run.exitCode = row.isNull(10) ? -1 : static_cast<int>(row.integer(10));
    run.sentence = row.text(11);
    run.stage = row.text(12);
    run.done = row.real(13);
    run.total = row.real(14);
    run.unit = row.text(15);
    run.rate = row.real(16);
    run.secondsLeft = row.real(17);
    run.revision = row.integer(18);
    return run;
}
constexpr const char* kRunColumns = "SELECT id, job_id, name, state, device, threads, host, pid, "
                                    "started, ended, exit_code, sentence, stage, done, "
                                    "total, unit, rate, seconds_left, revision FROM run ";

bool isBinned(SqliteDatabase& database, RowId job)
{
    return database.number("SELECT count(*) FROM job WHERE id = ? AND binned <> ''", job) > 0;
}

std::vector<std::string> tidied(const std::vector<std::string>& tags)
{
    std::vector<std::string> kept;
    for (const std::string& tag : tags) {
        const std::size_t first = tag.find_first_not_of(" \t\r\n");
        if (first == std::string::npos)
            continue;
        std::string bare = tag.substr(first, tag.find_last_not_of(" \t\r\n") - first + 1);
        if (std::ranges::find(kept, bare) == kept.end())
            kept.push_back(std::move(bare));
    }
    return kept;
}

std::optional<int> exitCodeColumn(const RunRow& run)
{
    return run.exitCode < 0 ? std::nullopt : std::optional(run.exitCode);
}

} // namespace

RowId StudyStore::addSweep(const SweepSpec& spec)
{
    RowId id = 0;
    transaction([&] {
        m_impl->database.change(
            "INSERT INTO sweep (name, state, spec, created, revision) VALUES (?, ?, ?, ?, ?)",
            spec.name, toString(SweepState::Draft), jsonText(spec), utcNow(),
            m_impl->nextRevision());
        id = m_impl->database.lastInsertId();
    });
    return id;
}

void StudyStore::updateSweep(RowId id, const SweepSpec& spec)
{
    transaction([&] {
        m_impl->database.change("UPDATE sweep SET name = ?, spec = ?, revision = ? WHERE id = ?",
                                spec.name, jsonText(spec), m_impl->nextRevision(), id);
    });
}

void StudyStore::setSweepState(RowId id, SweepState state)
{
    transaction([&] {
        m_impl->database.change("UPDATE sweep SET state = ?, revision = ? WHERE id = ?",
                                toString(state), m_impl->nextRevision(), id);
    });
}

void StudyStore::setSweepNote(RowId id, const std::string& note)
{
    transaction([&] {
        m_impl->database.change("UPDATE sweep SET note = ?, revision = ? WHERE id = ?", note,
                                m_impl->nextRevision(), id);
    });
}

std::vector<SweepRow> StudyStore::sweeps(Revision since) const
{
    std::vector<SweepRow> rows;
    auto row = m_impl->database.query(std::string(kSweepColumns) + "WHERE revision > ? ORDER BY id",
                                      since);
    while (row.step())
        rows.push_back(readSweep(row));
    return rows;
}

std::optional<SweepRow> StudyStore::sweep(RowId id) const
{
    auto row = m_impl->database.query(std::string(kSweepColumns) + "WHERE id = ?", id);
    return row.step() ? std::optional(readSweep(row)) : std::nullopt;
}

void StudyStore::addJobs(const std::vector<Job>& jobs, RowId sweep)
{
    transaction([&] {
        SqliteDatabase& database = m_impl->database;
        std::int64_t position = database.number("SELECT coalesce(max(position), 0) FROM job");
        for (const Job& job : jobs) {
            RowId id = database.number("SELECT id FROM job WHERE identity = ?", job.identity);
            if (id == 0) {
                std::optional<std::string> strategy, parameters;
                std::optional<std::int64_t> seed;
                if (job.kind == RunKind::Trial) {
                    strategy = job.config.strategy.name;
                    parameters = pointLabel(job.config);
                    if (job.config.strategy.adapts)
                        seed = static_cast<std::int64_t>(job.config.training.seed);
                }
                database.change(
                    "INSERT INTO job (kind, identity, label, strategy, parameters, seed, config, "
                    "requires, state, "
                    "position, facts, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?)",
                    toString(job.kind), job.identity, job.label, strategy, parameters, seed,
                    jsonText(job.config), jsonText(job.requires_), toString(JobState::Waiting),
                    ++position, m_impl->nextRevision());
                id = database.lastInsertId();
            } else if (sweep != 0 && isBinned(database, id)) {
                setJobBinned({id}, false);
            }
            if (sweep != 0 &&
                database.number("SELECT count(*) FROM sweep_job WHERE sweep_id = ? AND job_id = ?",
                                sweep, id) == 0) {
                database.change("INSERT INTO sweep_job VALUES (?, ?)", sweep, id);
                database.change("UPDATE job SET revision = ? WHERE id = ?", m_impl->nextRevision(),
                                id);
            }
        }
    });
}

std::vector<JobRow> StudyStore::jobs(Revision since) const
{
    std::vector<JobRow> rows;
    JobReader reader;
    auto row = m_impl->database.query(std::string(kJobColumns) + "WHERE revision > ?", since);
    while (row.step())
        rows.push_back(reader.read(row));
    // Here rather than by the database, which would write whole rows to a file for it; most studies
    // keep them in this order.
    const auto place = [](const JobRow& job) { return std::pair(job.position, job.id); };
    if (!std::ranges::is_sorted(rows, {}, place))
        std::ranges::sort(rows, {}, place);
    return rows;
}

std::optional<JobRow> StudyStore::job(RowId id) const
{
    JobReader reader;
    auto row = m_impl->database.query(std::string(kJobColumns) + "WHERE id = ?", id);
    return row.step() ? std::optional(reader.read(row)) : std::nullopt;
}

std::optional<JobRow> StudyStore::jobByIdentity(const std::string& identity) const
{
    JobReader reader;
    auto row = m_impl->database.query(std::string(kJobColumns) + "WHERE identity = ?", identity);
    return row.step() ? std::optional(reader.read(row)) : std::nullopt;
}

void StudyStore::setJobState(RowId id, JobState state)
{
    transaction([&] {
        // What waits or runs is not in the bin.
        const bool active = state == JobState::Waiting || state == JobState::Running;
        m_impl->database.change("UPDATE job SET state = ?, binned = iif(?, '', binned), "
                                "revision = ? WHERE id = ?",
                                toString(state), active, m_impl->nextRevision(), id);
    });
}

void StudyStore::setJobPosition(RowId id, int position)
{
    transaction([&] {
        m_impl->database.change("UPDATE job SET position = ?, revision = ? WHERE id = ?", position,
                                m_impl->nextRevision(), id);
    });
}

void StudyStore::setJobFacts(RowId id, const nlohmann::json& facts)
{
    transaction([&] {
        m_impl->database.change("UPDATE job SET facts = ?, revision = ? WHERE id = ?",
                                jsonText(objectOr(facts)), m_impl->nextRevision(), id);
    });
}

void StudyStore::setJobNote(RowId id, const std::string& note)
{
    transaction([&] {
        m_impl->database.change("UPDATE job SET note = ?, revision = ? WHERE id = ?", note,
                                m_impl->nextRevision(), id);
    });
}

void StudyStore::setJobTags(RowId id, const std::vector<std::string>& tags)
{
    transaction([&] {
        m_impl->database.change("UPDATE job SET tags = ?, revision = ? WHERE id = ?",
                                jsonText(tidied(tags)), m_impl->nextRevision(), id);
    });
}

void StudyStore::setJobBinned(const std::vector<RowId>& ids, bool binned)
{
    transaction([&] {
        for (const RowId id : ids) {
            const std::optional<JobRow> row = job(id);
            if (binned && row &&
                (row->state == JobState::Waiting || row->state == JobState::Running))
                throw BadInput("\"" + row->label + "\" is " + toString(row->state) +
                               ": cancel it before you put it into the bin.");
            m_impl->database.change("UPDATE job SET binned = ?, revision = ? WHERE id = ?",
                                    binned ? utcNow() : "", m_impl->nextRevision(), id);
        }
    });
}

RowId StudyStore::addRun(const RunRow& run)
{
    RowId id = 0;
    transaction([&] {
        m_impl->database.change("INSERT INTO run (job_id, name, state, device, threads, host, pid, "
                                "started, ended, exit_code, sentence, "
                                "stage, done, total, unit, rate, seconds_left, revision) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                run.job, run.name, toString(run.state), run.device, run.threads,
                                run.host, run.pid, run.started.empty() ? utcNow() : run.started,
                                run.ended, exitCodeColumn(run), run.sentence, run.stage, run.done,
                                run.total, run.unit, run.rate, run.secondsLeft,
                                m_impl->nextRevision());
        id = m_impl->database.lastInsertId();
    });
    return id;
}

void StudyStore::updateRun(const RunRow& run)
{
    transaction([&] {
        m_impl->database.change("UPDATE run SET job_id = ?, name = ?, state = ?, device = ?, "
                                "threads = ?, host = ?, pid = ?, started = ?, "
                                "ended = ?, exit_code = ?, sentence = ?, stage = ?, done = ?, "
                                "total = ?, unit = ?, rate = ?, "
                                "seconds_left = ?, revision = ? WHERE id = ?",
                                run.job, run.name, toString(run.state), run.device, run.threads,
                                run.host, run.pid, run.started, run.ended, exitCodeColumn(run),
                                run.sentence, run.stage, run.done, run.total, run.unit, run.rate,
                                run.secondsLeft, m_impl->nextRevision(), run.id);
    });
}

std::vector<RunRow> StudyStore::runs(Revision since) const
{
    std::vector<RunRow> rows;
    auto row =
        m_impl->database.query(std::string(kRunColumns) + "WHERE revision > ? ORDER BY id", since);
    while (row.step())
        rows.push_back(readRun(row));
    return rows;
}

std::optional<RunRow> StudyStore::latestRun(RowId job) const
{
    auto row = m_impl->database.query(
        std::string(kRunColumns) + "WHERE job_id = ? ORDER BY id DESC LIMIT 1", job);
    return row.step() ? std::optional(readRun(row)) : std::nullopt;
}

} // namespace palimpsest
