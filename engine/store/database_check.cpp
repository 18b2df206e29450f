// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/database_check.h"

#include <functional>

#include "engine/store/database_rescue.h"
#include "engine/store/schema_check.h"
#include "engine/store/study_store.h"
#include "engine/study/enum_text.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

template <>
struct EnumText<FindingKind> {
    static constexpr std::array<std::pair<FindingKind, const char*>, 10> kValues = {
        {{FindingKind::Database, "database"},
         {FindingKind::Text, "text"},
         {FindingKind::Artifact, "artifact"},
         {FindingKind::Shard, "shard"},
         {FindingKind::Config, "config"},
         {FindingKind::Events, "events"},
         {FindingKind::Checkpoint, "checkpoint"},
         {FindingKind::State, "state"},
         {FindingKind::Orphan, "orphan"},
         {FindingKind::Leftover, "leftover"}}};
};

const char* toString(FindingKind kind)
{
    return enumText(kind);
}

namespace
{

constexpr const char* kFile = "study.db";

Finding about(const std::string& what)
{
    return {FindingKind::Database, kFile, std::string(kFile) + " is damaged: " + what + "."};
}

void checkStructure(SqliteDatabase& database, std::vector<Finding>& findings)
{
    auto line = database.query("PRAGMA integrity_check(10)");
    while (line.step()) {
        std::string text = line.text(0);
        if (text == "ok")
            continue;
        while (!text.empty() && (text.back() == '\n' || text.back() == '.'))
            text.pop_back();
        findings.push_back(about(text.substr(text.rfind('\n') + 1)));
    }
    auto orphan = database.query("PRAGMA foreign_key_check");
    if (orphan.step())
        findings.push_back(
            about("a row of the table \"" + orphan.text(0) + "\" belongs to nothing"));
}

void checkSchema(SqliteDatabase& database, std::vector<Finding>& findings)
{
    const auto migrations = schemaMigrations();
    const int version = schemaVersion(database);
    if (version > migrations.back().number)
        return;
    const auto known = std::ranges::find(migrations, version, &Migration::number);
    if (known == migrations.end()) {
        findings.push_back(about("it has no schema"));
        return;
    }
    const auto count = static_cast<std::size_t>(known - migrations.begin()) + 1;
    const std::string odd = oddityOfSchema(database, migrations.first(count));
    if (!odd.empty())
        findings.push_back(
            about("its schema is not the one that this program makes (" + odd + ")"));
    const std::string column = columnWithoutJson(database);
    if (!column.empty())
        findings.push_back(about(column + " holds no JSON"));
}

/// Adds the sentence of what `read` throws.
bool readable(const std::string& what, std::vector<Finding>& findings,
              const std::function<void()>& read)
{
    try {
        read();
        return true;
    } catch (const std::exception& error) {
        findings.push_back(about(what + " cannot be read (" + error.what() + ")"));
        return false;
    }
}

/// Every text and every statistic that is there; a study whose database was made anew of what could
/// be read may have lost some.
void checkDetails(SqliteDatabase& database, const StudyStore& store, std::vector<Finding>& findings)
{
    const auto tried = [&](const Statement& row, const auto& read) {
        readable("evaluation " + std::to_string(row.integer(0)) + " of \"" + row.text(1) + "\"",
                 findings, [&] { read(row.integer(0), row.text(1)); });
    };
    auto text = database.query("SELECT evaluation_id, domain FROM translation");
    while (text.step())
        tried(text,
              [&](RowId id, const std::string& domain) { store.evaluationDetail(id, domain); });
    auto row = database.query(
        "SELECT evaluation_id, domain, metric FROM segment_statistic AS one WHERE NOT EXISTS "
        "(SELECT 1 FROM translation WHERE evaluation_id = one.evaluation_id AND domain = "
        "one.domain)");
    while (row.step())
        tried(row, [&](RowId id, const std::string& domain) {
            store.segmentStatistics(id, domain, row.text(2));
        });
}

void checkRows(const StudyStore& store, std::vector<Finding>& findings)
{
    readable("the study's name", findings, [&] { store.study(); });
    readable("a domain", findings, [&] {
        for (const DomainRow& row : store.domains()) {
            for (const auto& [split, corpus] : row.domain.splits) {
                if (split != Split::Train)
                    store.reference(row.domain.name, split);
            }
        }
    });
    readable("a sweep", findings, [&] { store.sweeps(); });
    readable("a run", findings, [&] { store.runs(); });
    readable("a request", findings, [&] { store.openRequests(); });
    readable("a message", findings, [&] { store.messages(); });
    readable("a curve", findings, [&] {
        std::int64_t cursor = 0;
        store.metricsSince(cursor);
    });
    readable("a job", findings, [&] {
        for (const JobRow& job : store.jobs()) {
            if (job.config.identity != job.identity)
                throw BadInput("job " + std::to_string(job.id) +
                               " has the configuration of another");
        }
    });
    readable("an evaluation", findings, [&] {
        store.evaluations();
        SqliteDatabase database(StudyLayout(store.folder()).database(),
                                SqliteDatabase::Access::ReadOnly);
        checkDetails(database, store, findings);
    });
}

} // namespace

std::vector<Finding> checkDatabase(const std::filesystem::path& study)
{
    std::vector<Finding> findings;
    const std::filesystem::path file = StudyLayout(study).database();
    const std::filesystem::path rescued = rescuedFileOf(study);
    if (std::filesystem::exists(rescued))
        return {
            {FindingKind::Database, rescued.filename().string(),
             "The repair that made " + rescued.string() + " was ended before it was finished."}};
    if (!std::filesystem::exists(file))
        return {{FindingKind::Database, kFile, std::string(kFile) + " is missing."}};
    bool current = false;
    const bool opened = readable("it", findings, [&] {
        SqliteDatabase database(file, SqliteDatabase::Access::ReadOnly);
        checkStructure(database, findings);
        checkSchema(database, findings);
        current = schemaVersion(database) == StudyStore::kSchemaVersion;
    });
    if (opened && current && findings.empty())
        readable("it", findings, [&] { checkRows({study, OpenMode::ReadOnly}, findings); });
    return findings;
}

} // namespace palimpsest
