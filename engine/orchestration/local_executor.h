// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "engine/orchestration/executor.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

/// Runs workers as processes of this machine: `<engine> trial --study DIR --run NAME`, each in a
/// session of its own (the terminal's Ctrl+C does not reach it), its output in worker.log. Workers
/// outlive a conductor that dies.
///
/// A worker holds an flock on runs/<run>/worker.lock, which contains its process id: the descriptor
/// is locked before the fork and inherited, so the lock lasts exactly as long as the process, no
/// second worker can start on the folder, and a later conductor finds it without being misled by a
/// re-used process id.
class LocalExecutor : public Executor
{
public:
    /// `engine` is the program to start; empty = this program.
    explicit LocalExecutor(const std::filesystem::path& studyFolder,
                           std::filesystem::path engine = {});

    void start(const RunConfig& config, const DeviceSlot& slot) override;
    WorkerStatus status(const std::string& run) override;
    void requestStop(const std::string& run) override;
    void kill(const std::string& run) override;
    std::int64_t processId(const std::string& run) override;

    /// Process id of the worker that holds a run's folder, whoever started it; 0 = nobody does.
    static std::int64_t workerIn(const std::filesystem::path& runFolder);

private:
    void signalWorker(const std::string& run, int signal);
    std::filesystem::path lockFile(const std::string& run) const;

    StudyLayout m_layout;
    std::filesystem::path m_engine;
    std::map<std::string, int> m_children; ///< run → pid, not yet waited for
    /// outOfMemoryKills() when its worker began, by run
    std::map<std::string, std::int64_t> m_memoryKills;
    std::map<std::string, WorkerStatus> m_ended; ///< children that were waited for
};

} // namespace palimpsest
