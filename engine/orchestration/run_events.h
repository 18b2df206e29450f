// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/domain.h"
#include "engine/study/exit_code.h"

namespace palimpsest
{

/// The protocol between worker and conductor: runs/<run>/events.jsonl, one JSON object a line,
/// append only. Every line has `seq` (0, 1, 2 … without gaps over all executions of the folder),
/// `time` (ISO 8601 UTC with milliseconds) and `type`; README.md in this folder lists the fields of
/// each type. A line begins with the CRC-32 of what it would be without it, `{"crc":"…",`; those of
/// earlier versions have none. A line without its newline is not there yet.
namespace event
{
inline constexpr const char* kHello = "hello";
inline constexpr const char* kProgress = "progress";
inline constexpr const char* kMetrics = "metrics";
inline constexpr const char* kCheckpoint = "checkpoint";
inline constexpr const char* kEvaluation = "evaluation";
inline constexpr const char* kArtifact = "artifact";
inline constexpr const char* kWarning = "warning";
inline constexpr const char* kDone = "done";
inline constexpr const char* kStopped = "stopped";
inline constexpr const char* kFailed = "failed";
} // namespace event

/// Appends events to a run folder. Lines are written with one write() each, so that a reader or a
/// crash never sees half of one in the middle of the file; a torn last line of a killed predecessor
/// is cut off on opening. Not thread-safe. Throws Error (DiskFull) when the file system is full.
class EventWriter
{
public:
    explicit EventWriter(const std::filesystem::path& runFolder);
    ~EventWriter();
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    /// `fields` is an object; seq, time and type are added. `durable` also calls fsync (done,
    /// evaluation, checkpoint, artifact).
    void write(const char* type, nlohmann::json fields, bool durable = false);

private:
    int m_file = -1;
    std::int64_t m_seq = 0;
};

/// Reads complete lines of events.jsonl from where it stopped; serves live and recorded files
/// alike.
class EventReader
{
public:
    explicit EventReader(const std::filesystem::path& runFolder, std::int64_t offset = 0);

    /// All new complete events, in order. A line that is not a JSON object with seq, time and type
    /// throws BadInput naming file and line, and so does one whose checksum does not fit, or before
    /// which others are missing. An absent file is an empty one.
    std::vector<nlohmann::json> readNew();
    /// Bytes consumed so far; to be stored with the events, so that a later reader goes on from
    /// here.
    std::int64_t offset() const { return m_offset; }

private:
    static constexpr std::int64_t kUnknownSeq = -1;

    nlohmann::json eventIn(const std::string& line);

    std::filesystem::path m_file;
    std::int64_t m_offset = 0;
    std::int64_t m_line = 0;
    std::int64_t m_nextSeq = 0;
    bool m_summed = false; ///< a line had a checksum, so all after it have one
};

/// Bytes of events.jsonl up to the end of its last complete line; 0 without a file.
std::int64_t endOfEvents(const std::filesystem::path& runFolder);

/// Whether a line begins (or will begin) at this offset: what was read before is still there.
bool startsAnEvent(const std::filesystem::path& runFolder, std::int64_t offset);

} // namespace palimpsest
