// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/orchestration/run_events.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// Takes what one worker writes into study.db. New events and the offset behind them are stored in
/// one transaction, and so is the end of the run with the event that tells of it: whoever reads on
/// after a crash, takes every event exactly once.
class RunFollower
{
public:
    RunFollower(StudyStore& store, JobRow job, RunRow run);

    /// How a `stopped` event is to be understood: Paused (default) or Cancelled; and why it came
    /// to that, where nobody asked.
    void setStopMeaning(JobState state, const std::string& sentence = {})
    {
        m_stopMeaning = state;
        m_stopSentence = sentence;
    }
    /// Shows why the worker is not at work yet, in the place of its stage; empty once it is.
    void setWaiting(const std::string& text);
    /// Reads on; returns how many events were new. A file that cannot be understood, or an
    /// evaluation that cannot be scored, fails the run (ended() is true, brokenProtocol() too).
    /// Trouble of the database throws StorageError or DamagedDatabase: the run is as it was, but
    /// this object is no longer of use.
    std::size_t readNew();

    const JobRow& job() const { return m_job; }
    const RunRow& run() const { return m_run; }
    /// Updates that the training will have, as the worker said in the life of this object; 0 while
    /// it has not, or where they have no bound.
    std::int64_t plannedUpdates() const { return m_plannedUpdates; }
    /// The worker said done, stopped or failed; run and job have that state in the database.
    bool ended() const { return m_run.state != JobState::Running; }
    bool brokenProtocol() const { return m_broken; }

    /// Ends a run whose worker is gone without a word.
    void endWith(JobState state, ExitCode code, const std::string& sentence);

private:
    void apply(const nlohmann::json& event);
    void applyProgress(const nlohmann::json& event);
    void applyFailed(const nlohmann::json& event);
    void finish(JobState state, int exitCode, const std::string& sentence, const std::string& time);

    StudyStore& m_store;
    JobRow m_job;
    RunRow m_run;
    EventReader m_reader;
    JobState m_stopMeaning = JobState::Paused;
    std::string m_stopSentence;
    std::string m_waiting;
    std::int64_t m_plannedUpdates = 0;
    bool m_broken = false;
};

} // namespace palimpsest
