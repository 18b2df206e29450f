// SPDX-License-Identifier: GPL-3.0-or-later
// How a conductor leaves, and what it leaves at work.
#include <algorithm>

#include "engine/orchestration/conductor.h"

namespace palimpsest
{

bool Conductor::leave()
{
    bool left = false;
    m_store.transaction([&] {
        if (!m_stopping && !m_store.openRequests().empty())
            return;
        m_store.releaseConductorLock(m_owner);
        left = true;
    });
    m_owning = !left;
    return left;
}

void Conductor::pauseAll()
{
    pause(false);
}

void Conductor::shutDown()
{
    pause(true);
}

void Conductor::pause(bool shuttingDown)
{
    if (m_stopping)
        return;
    // Before anything is written, which a full or locked disk puts off.
    askWorkersToStop(shuttingDown);
    m_queue.refresh();
    std::set<RowId> goOn; ///< sweeps of workers that are left at work
    for (const auto& [id, worker] : m_workers) {
        if (worker.left)
            goOn.insert(m_queue.job(id).sweeps.begin(), m_queue.job(id).sweeps.end());
    }
    m_store.transaction([&] {
        std::set<RowId> paused;
        for (const auto& [id, sweep] : m_queue.sweeps()) {
            if ((sweep.state != SweepState::Running && sweep.state != SweepState::Queued) ||
                goOn.contains(id))
                continue;
            m_store.setSweepState(id, SweepState::Paused);
            paused.insert(id);
        }
        if (shuttingDown) {
            paused.insert(goOn.begin(), goOn.end()); // should they end so meanwhile
            m_queue.setResumable(paused);
        }
    });
    m_queue.unwantAll();
    m_stopping = true;
}

void Conductor::askWorkersToStop(bool shuttingDown)
{
    for (auto& [job, worker] : m_workers) {
        if (worker.intent != Intent::None)
            continue;
        worker.left = shuttingDown && m_executor.outlivesThisMachine(worker.follower->run().name);
        if (!worker.left)
            stopWorker(job, Intent::Pause);
    }
}

bool Conductor::workersLive()
{
    return std::ranges::any_of(m_workers, [this](const auto& entry) {
        return !entry.second.left && m_executor.status(entry.second.follower->run().name).running;
    });
}

std::size_t Conductor::leftAtWork() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_workers, [](const auto& entry) { return entry.second.left; }));
}

} // namespace palimpsest
