// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/slurm_executor.h"

namespace palimpsest
{

/// Each worker where its slot says: on this machine or in Slurm. A run that goes on may change its
/// place; its folder says where it was started last.
class ExecutorRouter : public Executor
{
public:
    /// `engine` is the program that workers are; empty = this program.
    ExecutorRouter(const std::filesystem::path& studyFolder, const SlurmOptions& slurm,
                   const std::filesystem::path& engine = {});

    void start(const RunConfig& config, const DeviceSlot& slot) override;
    void flush() override { m_slurm.flush(); }
    std::string trouble() const override { return m_slurm.trouble(); }
    WorkerStatus status(const std::string& run) override { return placeOf(run).status(run); }
    bool outlivesThisMachine(const std::string& run) override
    {
        return placeOf(run).outlivesThisMachine(run);
    }
    void requestStop(const std::string& run) override { placeOf(run).requestStop(run); }
    void kill(const std::string& run) override { placeOf(run).kill(run); }
    std::int64_t processId(const std::string& run) override { return placeOf(run).processId(run); }

private:
    Executor& placeOf(const std::string& run);

    StudyLayout m_layout;
    LocalExecutor m_local;
    SlurmExecutor m_slurm;
    std::map<std::string, Executor*> m_places; ///< of the runs started here
};

} // namespace palimpsest
