// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/orchestration/run_events.h"
#include "engine/study/run_config.h"
#include "engine/study/study_layout.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{

/// What the four kinds of run share: configuration, folders, the event stream and the stop request.
class WorkerContext
{
public:
    WorkerContext(StudyLayout layout, RunConfig config);

    const StudyLayout& layout() const { return m_layout; }
    const RunConfig& config() const { return m_config; }
    std::filesystem::path runFolder() const { return m_layout.run(m_config.run); }
    std::filesystem::path absolute(const std::string& relative) const
    {
        return m_layout.absolute(relative);
    }
    std::vector<const Domain*> domains(DomainRole role) const;
    /// Those that a trial trains on: the new ones, in a sequence the one whose turn it is.
    std::vector<const Domain*> domainsToLearn() const;
    /// Those whose text a trial may rehearse: the old ones, and what a sequence had before.
    std::vector<const Domain*> learnedDomains() const;
    std::vector<const Domain*> domains() const;

    /// First event of every execution of a run folder. `precision` is empty where nothing is
    /// trained.
    void hello(const std::string& precision, std::optional<std::int64_t> resumedFrom);
    /// Writes an event; those that others build on are synced to the disk.
    void write(const char* type, nlohmann::json fields);
    void warn(const std::string& sentence);
    /// At most two events a second, and one when a stage begins or ends. Rate and time left are
    /// those of the stage in this process.
    void progress(const std::string& stage, std::int64_t done, std::int64_t total,
                  const std::string& unit);
    ProgressFunction progressFunction(const std::string& stage, const std::string& unit);

    /// Last step that was finished, for `done` and `stopped`.
    std::int64_t step = 0;
    double secondsSinceStart() const;

    bool stopRequested() const;
    /// Throws Error (Stopped) when a stop was requested.
    void leaveIfStopped() const;

private:
    using Clock = std::chrono::steady_clock;

    StudyLayout m_layout;
    RunConfig m_config;
    EventWriter m_events;
    Clock::time_point m_start = Clock::now();
    std::string m_stage;
    std::int64_t m_stageDone = 0;
    Clock::time_point m_stageStart;
    Clock::time_point m_lastProgress;
};

} // namespace palimpsest
