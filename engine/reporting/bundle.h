// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/reporting/name_removal.h"

namespace palimpsest
{

/// Document kind and name of a bundle's manifest.
inline constexpr const char* kBundleDocument = "bundle";
inline constexpr const char* kBundleManifest = "manifest";

struct BundleOptions {
    /// Whether hosts, process numbers, user names and paths stay.
    bool keepNames = false;
    /// Whether sources, references, translations and samples go along; statistics, and with them
    /// all tests, always do.
    bool withText = true;
    PersonalNames names = namesOfThisMachine(); ///< beside those that the study itself tells
};

/// Writes a study's results as one file for readers: a database with the study's schema, without
/// work in progress (requests, the conductor, the queue), that needs neither the study's folder nor
/// a place to write beside it. `study` may be a bundle, too, and a sweep may be running: the file
/// shows one moment. It appears as a whole or not at all, replaces an earlier one and cannot be
/// written to.
///
/// Returns the manifest, which is also in the file:
///
///     {"format", "program", "schema", "made", "study": {"id", "name"}, "text", "names",
///      "contents": {what: how many}, "removed": {what: how many},
///      "tables": [{"name", "rows", "sha256"}], "checksum"}
///
/// The tables' SHA-256 are those of digestOf (engine/store/table_content.h) without the manifest;
/// "checksum" is the SHA-256 of the manifest's canonical JSON without it. So it depends on what is
/// in the file and not on how SQLite lays it out. Throws BadInput or DiskFull.
nlohmann::json writeBundle(const std::filesystem::path& study, const std::filesystem::path& file,
                           const BundleOptions& options = {});

/// What of a bundle is not as its manifest says.
struct BundleCheck {
    nlohmann::json manifest;
    std::vector<std::string> changes; ///< one sentence each

    bool intact() const { return changes.empty(); }
};

/// Reads everything again. A new checksum over other content is a new bundle: compare the checksum
/// with the one that its author published. Throws BadInput for what is no bundle.
BundleCheck checkBundle(const std::filesystem::path& file);

/// The manifest for people: what is in the bundle and what was removed, one item a line.
std::string describeBundle(const nlohmann::json& manifest);

} // namespace palimpsest
