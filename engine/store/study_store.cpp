// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/study_store.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>

#include <unistd.h>

#include "engine/store/bundle_file.h"
#include "engine/store/compression.h"
#include "engine/store/database_rescue.h"
#include "engine/store/migrations.h"
#include "engine/store/study_store_impl.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "engine/study/utc_time.h"
#include "engine/study/write_point.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

SqliteDatabase::Access accessFor(const std::filesystem::path& study, OpenMode mode)
{
    if (!isBundle(study) && mode == OpenMode::ReadWrite &&
        std::filesystem::exists(rescuedFileOf(study)))
        throw BadInput(study.string() + ": a repair of study.db was ended before it was finished; "
                                        "run 'palimpsest-engine study repair' to finish it.");
    if (!std::filesystem::exists(databaseOf(study)))
        throw BadInput("There is no study in " + study.string() +
                       " (study.db is missing): choose a study folder or create a study there.");
    if (mode == OpenMode::ReadOnly)
        return readingAccess(study);
    if (isBundle(study))
        throw BadInput(study.string() + " is a bundle, which is for reading only: use the study's "
                                        "own folder to change it.");
    return SqliteDatabase::Access::ReadWrite;
}

/// A stranger's scores may be no numbers to draw or to add up.
void requireFiniteScores(SqliteDatabase& database)
{
    if (database.number("SELECT count(*) FROM score WHERE abs(value) > 1e300") > 0)
        throw BadInput(database.file().string() +
                       " holds scores that are infinite: ask for the bundle anew.");
}

void prepareForWriting(SqliteDatabase& database)
{
    database.execute("PRAGMA foreign_keys = ON");
    migrate(database, schemaMigrations());
    // The mode is stored in the file; it cannot be set inside a migration's transaction.
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
}

std::string newUuid()
{
    std::random_device random;
    std::array<unsigned char, 16> bytes{};
    for (unsigned char& byte : bytes)
        byte = static_cast<unsigned char>(random());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40); // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::array<char, 3> digits{};
        std::snprintf(digits.data(), digits.size(), "%02x", bytes[i]);
        text += (i == 4 || i == 6 || i == 8 || i == 10) ? "-" : "";
        text += digits.data();
    }
    return text;
}

/// A database with the newest schema and this study in it, closed and on the disk.
void writeNewStudy(const std::filesystem::path& file, const StudyRow& study)
{
    {
        SqliteDatabase database(file, SqliteDatabase::Access::Create);
        prepareForWriting(database);
        database.change("INSERT INTO study VALUES (1, ?, ?, ?, ?, ?, ?)",
                        study.id.empty() ? newUuid() : study.id, study.name, study.sourceLanguage,
                        study.targetLanguage, study.created.empty() ? utcNow() : study.created,
                        study.engineVersion.empty() ? kVersion : study.engineVersion);
    }
    syncToDisk(file);
}

nlohmann::json splitsOf(const Domain& domain)
{
    return nlohmann::json(domain).at("splits");
}

DomainRow readDomain(const Statement& row)
{
    DomainRow read;
    read.id = row.integer(0);
    nlohmann::json domain = {{"name", row.text(1)}, {"role", row.text(2)}, {"note", row.text(3)}};
    domain["splits"] = storedJson(row.text(4));
    read.domain = domain.get<Domain>();
    read.facts = storedJson(row.text(5));
    return read;
}

} // namespace

StudyStore::Impl::Impl(const std::filesystem::path& studyFolder, OpenMode mode)
    : folder(studyFolder), database(databaseOf(studyFolder), accessFor(studyFolder, mode))
{
    if (isBundle(studyFolder)) {
        receiveBundle(database, schemaMigrations());
        requireFiniteScores(database);
        readOnly = true;
        reason = "It is a bundle, which is for reading only.";
        return;
    }
    const int found = schemaVersion(database);
    if (found == 0) // a new study never lies there without its content
        throw BadInput(database.file().string() +
                       " is empty: its content was lost; take it from a backup.");
    if (mode == OpenMode::ReadOnly) {
        readOnly = true;
        if (found < kSchemaVersion)
            throw BadInput(database.file().string() +
                           " was written by an older version of this program: open it "
                           "once for writing, which brings it up to date.");
        ofNewerVersion = found > kSchemaVersion;
        if (ofNewerVersion)
            reason = "The study was written by a newer version of this program, so it is opened "
                     "for reading only.";
        else if (database.immutable())
            reason = "The study's folder cannot be written, so it is opened for reading only.";
        else
            reason = "The study is opened for reading only.";
        return;
    }
    prepareForWriting(database);
}

Revision StudyStore::Impl::nextRevision()
{
    return database.number(
        "UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value");
}

void StudyStore::Impl::requireWritable() const
{
    if (readOnly)
        throw BadInput(database.file().string() + " cannot be changed: " + reason);
}

StudyStore::StudyStore(const std::filesystem::path& studyFolder, OpenMode mode)
    : m_impl(std::make_unique<Impl>(studyFolder, mode))
{
}

StudyStore StudyStore::create(const std::filesystem::path& studyFolder, const StudyRow& study)
{
    const std::filesystem::path file = StudyLayout(studyFolder).database();
    if (std::filesystem::exists(file))
        throw BadInput(file.string() +
                       " exists already: open that study, or choose another folder.");
    std::error_code error;
    std::filesystem::create_directories(studyFolder, error);
    if (error)
        throw fileError(studyFolder, error.value(), "make the folder");
    // Other processes may be waiting for this file: it appears when all is in it, never before.
    const std::filesystem::path made(file.string() + ".new" + std::to_string(::getpid()));
    try {
        writeNewStudy(made, study);
        moveNewFile(made, file);
    } catch (...) {
        for (const char* ending : {"", "-wal", "-shm", "-journal"})
            std::filesystem::remove(made.string() + ending, error);
        throw;
    }
    return {studyFolder, OpenMode::ReadWrite};
}

StudyStore::~StudyStore() = default;
StudyStore::StudyStore(StudyStore&&) noexcept = default;
StudyStore& StudyStore::operator=(StudyStore&&) noexcept = default;

const std::filesystem::path& StudyStore::folder() const
{
    return m_impl->folder;
}
bool StudyStore::readOnly() const
{
    return m_impl->readOnly;
}
bool StudyStore::ofNewerVersion() const
{
    return m_impl->ofNewerVersion;
}
std::string StudyStore::readOnlyReason() const
{
    return m_impl->reason;
}

void StudyStore::transaction(const std::function<void()>& work)
{
    m_impl->requireWritable();
    if (m_impl->depth > 0) {
        work();
        return;
    }
    SqliteDatabase& database = m_impl->database;
    database.execute("BEGIN IMMEDIATE");
    m_impl->depth = 1;
    try {
        work();
        writePoint();
        database.execute("COMMIT");
        writePoint();
    } catch (...) {
        m_impl->depth = 0;
        database.rollBack();
        throw;
    }
    m_impl->depth = 0;
    ++m_impl->ownCommits;
}

std::int64_t StudyStore::changeCounter() const
{
    // data_version begins anew with each connection.
    const std::int64_t version = m_impl->database.number("PRAGMA data_version");
    return version + m_impl->ownCommits + (m_impl->database.reopened() << 32);
}

Revision StudyStore::revision() const
{
    return m_impl->database.number("SELECT value FROM counter WHERE name = 'revision'");
}

StudyRow StudyStore::study() const
{
    auto row = m_impl->database.query(
        "SELECT id, name, source_language, target_language, created, engine_version FROM study");
    if (!row.step())
        throw BadInput(m_impl->database.file().string() + " holds no study yet: create it anew.");
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

void StudyStore::renameStudy(const std::string& name)
{
    transaction([&] { m_impl->database.change("UPDATE study SET name = ?", name); });
}

RowId StudyStore::addDomain(const Domain& domain, const nlohmann::json& facts)
{
    RowId id = 0;
    transaction([&] {
        if (m_impl->database.number("SELECT count(*) FROM domain WHERE name = ?", domain.name) > 0)
            throw BadInput("The study has a domain \"" + domain.name +
                           "\" already: choose another name.");
        m_impl->database.change(
            "INSERT INTO domain (name, role, note, splits, facts) VALUES (?, ?, ?, ?, ?)",
            domain.name, toString(domain.role), domain.note, jsonText(splitsOf(domain)),
            jsonText(objectOr(facts)));
        id = m_impl->database.lastInsertId();
    });
    return id;
}

void StudyStore::updateDomain(RowId id, const Domain& domain, const nlohmann::json& facts)
{
    transaction([&] {
        SqliteDatabase& database = m_impl->database;
        if (database.number("SELECT count(*) FROM score WHERE domain = (SELECT name FROM domain "
                            "WHERE id = ?1 AND "
                            "name <> ?2)",
                            id, domain.name) > 0)
            throw BadInput(
                "Results refer to the domain by its name, so it cannot be renamed to \"" +
                domain.name + "\": add it as a new domain instead.");
        database.change(
            "UPDATE domain SET name = ?, role = ?, note = ?, splits = ?, facts = ? WHERE id = ?",
            domain.name, toString(domain.role), domain.note, jsonText(splitsOf(domain)),
            jsonText(objectOr(facts)), id);
    });
}

void StudyStore::removeDomain(RowId id)
{
    transaction([&] {
        if (m_impl->database.number(
                "SELECT count(*) FROM score WHERE domain = (SELECT name FROM domain WHERE id = ?)",
                id) > 0)
            throw BadInput("The domain cannot be removed, because results refer to it: leave it "
                           "out of new sweeps "
                           "instead.");
        m_impl->database.change("DELETE FROM domain WHERE id = ?", id);
    });
}

std::vector<DomainRow> StudyStore::domains() const
{
    std::vector<DomainRow> rows;
    auto row = m_impl->database.query(
        "SELECT id, name, role, note, splits, facts FROM domain ORDER BY id");
    while (row.step())
        rows.push_back(readDomain(row));
    return rows;
}

std::optional<DomainRow> StudyStore::domain(const std::string& name) const
{
    auto row = m_impl->database.query(
        "SELECT id, name, role, note, splits, facts FROM domain WHERE name = ?", name);
    if (!row.step())
        return std::nullopt;
    return readDomain(row);
}

StudyFacts StudyStore::facts() const
{
    const StudyRow row = study();
    StudyFacts facts{row.sourceLanguage, row.targetLanguage, {}};
    for (DomainRow& each : domains())
        facts.domains.push_back(std::move(each.domain));
    return facts;
}

void StudyStore::storeReference(const std::string& domain, Split split, const std::string& hash,
                                const ReferenceText& text)
{
    if (text.sources.size() != text.references.size())
        throw BadInput("Domain \"" + domain + "\", " + toString(split) +
                       ": source and reference have different "
                       "numbers of lines.");
    transaction([&] {
        const RowId id = m_impl->database.number("SELECT id FROM domain WHERE name = ?", domain);
        if (id == 0)
            throw BadInput("The study has no domain \"" + domain + "\": add it first.");
        const std::string sources = packLines(text.sources);
        const std::string references = packLines(text.references);
        m_impl->database.change("INSERT OR REPLACE INTO reference_text VALUES (?, ?, ?, ?, ?, ?)",
                                id, toString(split), hash, text.sources.size(), Blob{sources},
                                Blob{references});
    });
}

ReferenceText StudyStore::reference(const std::string& domain, Split split) const
{
    auto row = m_impl->database.query("SELECT lines, sources, \"references\" FROM reference_text "
                                      "JOIN domain ON domain.id = domain_id "
                                      "WHERE domain.name = ? AND split = ?",
                                      domain, toString(split));
    if (!row.step())
        throw BadInput("The study holds no " + std::string(toString(split)) +
                       " text of the domain \"" + domain + "\": add that text to the domain.");
    return {unpackLines(row.blob(1), row.integer(0)), unpackLines(row.blob(2), row.integer(0))};
}

} // namespace palimpsest
