// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/bundle.h"

#include <system_error>

#include <unistd.h>

#include "engine/reporting/bundle_copy.h"
#include "engine/store/bundle_file.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/utc_time.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace fs = std::filesystem;

namespace
{

constexpr int kFormat = 1;

bool isManifest(const std::string& table, StoredRow& row)
{
    if (table != "document")
        return false;
    const auto* kind = std::get_if<std::string>(row.value("kind"));
    return kind != nullptr && *kind == kBundleDocument;
}

nlohmann::json digests(SqliteDatabase& database)
{
    auto tables = nlohmann::json::array();
    for (const std::string& table : tableNames(database)) {
        const TableDigest digest =
            digestOf(database, table, [&](StoredRow& row) { return isManifest(table, row); });
        tables.push_back(
            {{"name", digest.table}, {"rows", digest.rows}, {"sha256", digest.sha256}});
    }
    return tables;
}

std::string checksumOf(nlohmann::json manifest)
{
    manifest.erase("checksum");
    return sha256(canonicalJson(manifest));
}

/// The study's database, with everything known that could speak against reading it.
SqliteDatabase::Access examined(const fs::path& study)
{
    const StudyStore store(study, OpenMode::ReadOnly);
    if (store.ofNewerVersion())
        throw BadInput(study.string() + " was written by a newer version of this program: use that "
                                        "version to make a bundle of it.");
    return readingAccess(study);
}

nlohmann::json fill(SqliteDatabase& source, SqliteDatabase& bundle, const BundleOptions& options)
{
    source.execute("BEGIN"); // one moment, whoever goes on writing
    bundle.execute("BEGIN");
    nlohmann::json manifest = copyStudy(source, bundle, options);
    source.execute("COMMIT");
    manifest["format"] = kFormat;
    manifest["program"] = std::string("palimpsest ") + kVersion;
    manifest["schema"] = StudyStore::kSchemaVersion;
    manifest["made"] = utcNow();
    manifest["text"] = options.withText;
    manifest["names"] = options.keepNames ? "kept" : "removed";
    manifest["tables"] = digests(bundle);
    manifest["checksum"] = checksumOf(manifest);
    bundle.change("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", kBundleDocument,
                  kBundleManifest, manifest.dump());
    bundle.execute("COMMIT");
    return manifest;
}

nlohmann::json writeFile(const fs::path& study, const fs::path& file, const BundleOptions& options)
{
    SqliteDatabase source(databaseOf(study), examined(study));
    if (isBundle(study))
        receiveBundle(source, schemaMigrations());
    SqliteDatabase bundle(file, SqliteDatabase::Access::Create);
    // Nobody sees the file before it is whole, so it needs no journal; and what memory held before
    // must not fill its gaps.
    bundle.execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON");
    applyMigrations(bundle, schemaMigrations());
    BundleOptions with = options;
    with.names.addFolder(fs::absolute(study).lexically_normal().string());
    return fill(source, bundle, with);
}

void requireTarget(const fs::path& study, const fs::path& file)
{
    std::error_code error;
    if (fs::is_directory(file))
        throw BadInput(file.string() + " is a folder: name a file inside it for the bundle.");
    if (fs::equivalent(file, databaseOf(study), error))
        throw BadInput(file.string() + " is the study itself: choose another name for the bundle.");
}

nlohmann::json manifestOf(SqliteDatabase& database)
{
    auto row = database.query("SELECT value FROM document WHERE kind = ? AND name = ?",
                              kBundleDocument, kBundleManifest);
    const auto manifest =
        row.step() ? nlohmann::json::parse(row.text(0), nullptr, false) : nlohmann::json();
    const auto tables = manifest.is_object() ? manifest.find("tables") : manifest.end();
    if (!manifest.is_object() || tables == manifest.end() || !tables->is_array() ||
        !manifest.contains("checksum"))
        throw BadInput(database.file().string() +
                       " has no manifest, so it is not a bundle: ask for it anew.");
    return manifest;
}

} // namespace

nlohmann::json writeBundle(const fs::path& study, const fs::path& file,
                           const BundleOptions& options)
{
    requireTarget(study, file);
    const fs::path made(file.string() + ".tmp" + std::to_string(::getpid()));
    try {
        fs::remove(made);
        const nlohmann::json manifest = writeFile(study, made, options);
        fs::permissions(made,
                        fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
        syncToDisk(made);
        fs::rename(made, file);
        syncToDisk(fs::absolute(file).parent_path());
        return manifest;
    } catch (...) {
        std::error_code ignored;
        fs::remove(made, ignored);
        throw;
    }
}

BundleCheck checkBundle(const fs::path& file)
{
    if (!isBundle(file))
        throw BadInput(file.string() + " is not a file: name a bundle.");
    SqliteDatabase database(file, SqliteDatabase::Access::Untrusted);
    requireOwnSchema(database, schemaMigrations());
    BundleCheck check{manifestOf(database), {}};
    const nlohmann::json& manifest = check.manifest;
    const nlohmann::json found = digests(database);
    for (const nlohmann::json& table : found) {
        bool same = false;
        for (const nlohmann::json& promised : manifest["tables"])
            same = same || promised == table;
        if (!same)
            check.changes.push_back("The table \"" + table["name"].get<std::string>() +
                                    "\" was changed.");
    }
    if (manifest["checksum"] != checksumOf(manifest))
        check.changes.push_back("The manifest was changed.");
    return check;
}

std::string describeBundle(const nlohmann::json& manifest)
{
    const auto list = [&](const char* part) {
        std::string lines;
        const nlohmann::json items = manifest.value(part, nlohmann::json::object());
        for (const auto& [what, count] : items.items())
            lines += "  " + what + ": " + count.dump() + "\n";
        return lines.empty() ? "  nothing\n" : lines;
    };
    const nlohmann::json study = manifest.value("study", nlohmann::json::object());
    return "Bundle of \"" + study.value("name", "") + "\", made " + manifest.value("made", "") +
           " by " + manifest.value("program", "") + "\nIt contains\n" + list("contents") +
           "Left out\n" + list("removed") +
           "SHA-256 of its content: " + manifest.value("checksum", "") + "\n";
}

} // namespace palimpsest
