// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include "engine/orchestration/executor.h"
#include "engine/orchestration/run_events.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

class Conductor;

/// A study with one old and two new domains of three segments a split, and workers that are
/// scripts: what would be processes writes its events within start() or when the test says so.
class ScriptedStudy : public Executor
{
public:
    ScriptedStudy();

    StudyStore& store() { return *m_store; }
    /// A second connection, as the conductor that comes after a dead one would have.
    StudyStore anotherConnection() const { return {m_folder, OpenMode::ReadWrite}; }
    const std::filesystem::path& folder() const { return m_folder; }

    /// A sweep of baseline, fine-tuning and one EWC: tokenizer, base, Fisher and three trials.
    SweepSpec smallSweep() const;
    RowId addSweep(const SweepSpec& spec);
    /// Runs a conductor until it leaves, after this request.
    std::string conduct(const std::string& action, const nlohmann::json& payload);
    JobRow jobOf(const std::string& label) const;
    SweepState stateOf(RowId sweep) const;
    RowId runSmallSweep(); ///< to its end
    /// Scripts that leave fine-tuning running after its first metrics.
    void leaveFineTuningRunning();
    /// Starts the sweep and makes ten steps, after which the first trial runs; false: it left
    /// early.
    bool worksUntilFineTuning(Conductor& conductor, RowId sweep);

    /// What workers do; the default does the whole work and says done.
    std::function<void(const RunConfig&, EventWriter&)> script;
    /// Writes a finished run's events: hello, progress, metrics, translations, evaluations,
    /// artifact, done.
    void workThrough(const RunConfig& config, EventWriter& events);
    EventWriter writer(const std::string& run) const;
    void writeTranslations(const RunConfig& config, const std::string& split,
                           nlohmann::json& domains) const;

    /// Runs whose worker lives on after start().
    std::set<std::string> alive;
    /// How a dead worker ended.
    std::map<std::string, WorkerStatus> endings;
    std::vector<std::string> started; ///< run names in order
    std::vector<std::string> asked;   ///< runs asked to stop
    std::vector<std::string> killed;
    bool stopsWhenAsked = true; ///< writes `stopped` and ends
    std::int64_t process = 0;   ///< of every worker that lives

    void start(const RunConfig& config, const DeviceSlot& slot) override;
    WorkerStatus status(const std::string& run) override;
    void requestStop(const std::string& run) override;
    void kill(const std::string& run) override;
    std::int64_t processId(const std::string&) override { return process; }

private:
    QTemporaryDir m_temporary;
    std::filesystem::path m_folder;
    std::unique_ptr<StudyStore> m_store;
};

} // namespace palimpsest
