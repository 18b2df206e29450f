// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/executor_router.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

fs::path orThisProgram(const fs::path& engine)
{
    return engine.empty() ? fs::read_symlink("/proc/self/exe") : engine;
}

} // namespace

ExecutorRouter::ExecutorRouter(const fs::path& studyFolder, const SlurmOptions& slurm,
                               const fs::path& engine)
    : m_layout(fs::absolute(studyFolder)), m_local(studyFolder, orThisProgram(engine)),
      m_slurm(studyFolder, slurm, orThisProgram(engine))
{
}

void ExecutorRouter::start(const RunConfig& config, const DeviceSlot& slot)
{
    if (isSlurm(slot)) {
        m_slurm.start(config, slot);
        m_places[config.run] = &m_slurm;
        return;
    }
    m_local.start(config, slot);
    SlurmExecutor::forget(m_layout.run(config.run));
    m_places[config.run] = &m_local;
}

Executor& ExecutorRouter::placeOf(const std::string& run)
{
    if (const auto known = m_places.find(run); known != m_places.end())
        return *known->second;
    return SlurmExecutor::ran(m_layout.run(run)) ? static_cast<Executor&>(m_slurm) : m_local;
}

} // namespace palimpsest
