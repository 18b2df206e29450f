// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/store/sqlite_database.h"
#include "engine/store/study_store.h"
#include "engine/study/enum_text.h"
#include "engine/study/error.h"
#include "engine/study/utc_time.h"

namespace palimpsest
{

template <>
struct EnumText<SweepState> {
    static constexpr std::array<std::pair<SweepState, const char*>, 7> kValues = {
        {{SweepState::Draft, "draft"},
         {SweepState::Queued, "queued"},
         {SweepState::Running, "running"},
         {SweepState::Paused, "paused"},
         {SweepState::Done, "done"},
         {SweepState::PartlyDone, "partly-done"},
         {SweepState::Cancelled, "cancelled"}}};
};
template <>
struct EnumText<JobState> {
    static constexpr std::array<std::pair<JobState, const char*>, 7> kValues = {
        {{JobState::Waiting, "waiting"},
         {JobState::Running, "running"},
         {JobState::Paused, "paused"},
         {JobState::Interrupted, "interrupted"},
         {JobState::Failed, "failed"},
         {JobState::Done, "done"},
         {JobState::Cancelled, "cancelled"}}};
};
template <>
struct EnumText<RequestState> {
    static constexpr std::array<std::pair<RequestState, const char*>, 3> kValues = {
        {{RequestState::Open, "open"},
         {RequestState::Done, "done"},
         {RequestState::Refused, "refused"}}};
};
template <>
struct EnumText<Severity> {
    static constexpr std::array<std::pair<Severity, const char*>, 3> kValues = {
        {{Severity::Info, "info"}, {Severity::Warning, "warning"}, {Severity::Error, "error"}}};
};

/// The connection behind a StudyStore and what its parts share.
struct StudyStore::Impl {
    Impl(const std::filesystem::path& studyFolder, OpenMode mode);

    /// Next value of the revision counter; only inside a transaction.
    Revision nextRevision();
    /// Throws BadInput where the store may not write.
    void requireWritable() const;

    std::filesystem::path folder;
    SqliteDatabase database;
    bool readOnly = false;
    std::string reason; ///< why it is read-only
    bool ofNewerVersion = false;
    int depth = 0; ///< of nested transactions
    std::int64_t ownCommits = 0;
};

/// JSON text of a column; invalid UTF-8 in messages and paths is replaced rather than refused.
inline std::string jsonText(const nlohmann::json& value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Says that a column which holds JSON in every sound study holds none.
[[noreturn]] inline void throwNoJson()
{
    throw BadInput("study.db is damaged (a value of it is no JSON): see 'palimpsest-engine study "
                   "check', and mend it with 'study repair'.");
}

/// JSON of a column. Throws BadInput for text that is none, as a bad disk leaves it.
inline nlohmann::json storedJson(const std::string& text)
{
    nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
    if (value.is_discarded())
        throwNoJson();
    return value;
}

/// An empty object instead of null, which is what rows without facts hold.
inline nlohmann::json objectOr(const nlohmann::json& value)
{
    return value.is_null() ? nlohmann::json::object() : value;
}

} // namespace palimpsest
