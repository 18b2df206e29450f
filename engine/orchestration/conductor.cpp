// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/conductor.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include <unistd.h>

#include "engine/orchestration/run_folder.h"
#include "engine/study/atomic_file.h"
#include "engine/study/steady_time.h"
#include "engine/study/study_layout.h"
#include "engine/study/utc_time.h"

namespace palimpsest
{
namespace
{

std::string hostName()
{
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return name;
}

ConductorRow thisProcess()
{
    ConductorRow owner;
    owner.host = hostName();
    owner.pid = ::getpid();
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::getline(in, owner.bootId);
    owner.heartbeat = utcNow();
    owner.alive = true;
    return owner;
}

/// Whether a run that ended so goes on from its checkpoint. What it computes, or was told, is not
/// at fault where memory or room on the disk ran out, or where its process crashed.
bool goesOnFromCheckpoint(const RunRow& run)
{
    switch (run.state) {
    case JobState::Paused:
    case JobState::Interrupted:
    case JobState::Cancelled:
        return true;
    case JobState::Failed:
        return run.exitCode == static_cast<int>(ExitCode::OutOfMemory) ||
               run.exitCode == static_cast<int>(ExitCode::DiskFull) ||
               run.exitCode == static_cast<int>(ExitCode::WorkerLost);
    default:
        return false;
    }
}

} // namespace

Conductor::Conductor(StudyStore& store, Executor& executor, ConductorOptions options)
    : m_store(store), m_executor(executor), m_options(std::move(options)), m_owner(thisProcess()),
      m_queue(store), m_restarts(store), m_scores(store), m_search(store, m_queue, m_scores),
      m_earlyStopping(store, m_scores)
{
    requireDevices(m_options.devices, m_options.machine);
    renewLock();
    recover();
}

Conductor::~Conductor()
{
    if (!m_owning)
        return;
    try {
        m_store.releaseConductorLock(m_owner);
    } catch (const std::exception&) {
        // The lock ends with this process anyway; a destructor must not throw.
    }
}

void Conductor::renewLock()
{
    const double now = steadySeconds();
    if (m_owning && now - m_lastHeartbeat < m_options.heartbeatSeconds)
        return;
    m_owner.heartbeat = utcNow();
    m_owning = m_store.takeConductorLock(m_owner);
    m_lastHeartbeat = now;
    if (m_owning)
        return;
    const auto other = m_store.conductor();
    throw Error(
        ExitCode::Locked,
        m_store.folder().string() + ": another conductor works on this study" +
            (other ? " (process " + std::to_string(other->pid) + " on " + other->host + ")" : "") +
            "; ask it with 'sweep resume', 'sweep pause' or 'sweep cancel'.");
}

bool Conductor::step()
{
    renewLock();
    m_queue.refresh();
    answerRequests();
    followWorkers();
    reportTrouble();
    m_queue.refresh();
    if (!m_stopping && m_options.startJobs) {
        extendSearches();
        startReadyJobs();
    }
    settleSweeps();
    return busy() || !leave();
}

bool Conductor::busy() const
{
    if (m_options.startJobs)
        return m_workers.size() > leftAtWork() ||
               (!m_stopping && (m_extended || m_queue.workLeft()));
    return std::any_of(m_workers.begin(), m_workers.end(),
                       [](const auto& entry) { return entry.second.intent != Intent::None; });
}

std::vector<DeviceSlot> Conductor::usedSlots() const
{
    std::vector<DeviceSlot> used;
    for (const auto& [id, worker] : m_workers)
        used.push_back({worker.follower->run().device, worker.follower->run().threads});
    return used;
}

/// Sweeps that search get their next configuration when a worker is free for it, not before: what
/// ends meanwhile has its say.
void Conductor::extendSearches()
{
    m_extended = false;
    std::vector<RowId> searching;
    for (const auto& [id, sweep] : m_queue.sweeps()) {
        if (m_search.wantsMore(sweep))
            searching.push_back(id);
    }
    for (const RowId id : searching) {
        const SweepRow& sweep = m_queue.sweep(id);
        const std::string devices =
            m_options.devices.empty() ? sweep.spec.devices : m_options.devices;
        if (FreeSlots(devices, m_options.machine, usedSlots()).choose(RunKind::Trial, false))
            m_extended = m_search.addNext(sweep) || m_extended;
    }
}

void Conductor::startReadyJobs()
{
    std::vector<const JobRow*> ready = m_queue.ready();
    std::erase_if(ready, [&](const JobRow* job) { return m_workers.contains(job->id); });
    std::map<std::string, FreeSlots> places; ///< by what sweeps say of devices
    const double until = steadySeconds() + m_options.startSeconds;
    for (const JobRow* job : ready) {
        const std::string devices =
            m_options.devices.empty() ? m_queue.devices(*job) : m_options.devices;
        auto place = places.find(devices);
        if (place == places.end())
            place =
                places.emplace(devices, FreeSlots(devices, m_options.machine, usedSlots())).first;
        const auto slot = place->second.choose(job->kind, ready.size() == 1);
        if (!slot)
            continue;
        if (!startJob(*job, *slot))
            continue;
        for (auto& [name, each] : places)
            each.use(*slot);
        if (steadySeconds() > until) // those that run want to be followed; the others come next
            break;
    }
    m_executor.flush();
}

/// The run that a job goes on with, and its configuration; none where it starts anew.
std::optional<RunRow> Conductor::resumableRun(const JobRow& job, RunConfig& config)
{
    auto last = m_store.latestRun(job.id);
    if (!last || !goesOnFromCheckpoint(*last))
        return std::nullopt;
    const auto folder = StudyLayout(m_store.folder()).run(last->name);
    recoverFolder(folder / "checkpoint"); // its worker may have been killed while it replaced one
    if (!hasCheckpoint(folder))
        return std::nullopt;
    try {
        config = readRunConfig(folder);
    } catch (const BadInput& error) { // a power cut, or a bad disk
        m_store.addMessage(
            Severity::Warning,
            job.label + " starts anew, since its last run cannot go on: " + error.what(), job.id);
        return std::nullopt;
    }
    return last;
}

RunRow Conductor::prepareRun(const JobRow& job, const DeviceSlot& slot, RunConfig& config)
{
    const StudyLayout layout(m_store.folder());
    RunRow run;
    if (auto last = resumableRun(job, config)) {
        run = std::move(*last);
        const RunLimits limits = m_queue.limits(job);
        if (config.device != workerDevice(slot) || !(config.limits == limits)) {
            config.device = workerDevice(slot);
            config.limits = limits;
            writeRunConfig(layout, config); // threads stay, for the same figures to the last bit
        }
    } else {
        config = job.config;
        config.device = workerDevice(slot);
        config.limits = m_queue.limits(job);
        config.threads = slot.threads;
        const auto before = m_store.latestRun(job.id);
        run.name = createRunFolder(layout, config, before ? before->name : "");
    }
    run.job = job.id;
    run.state = JobState::Running;
    run.device = slot.device;
    run.threads = config.threads;
    run.host = m_owner.host;
    run.pid = 0;
    run.started = run.started.empty() ? utcNow() : run.started;
    run.ended.clear();
    run.exitCode = -1;
    run.sentence.clear();
    return run;
}

/// Returns false where its place stays free.
bool Conductor::startJob(const JobRow& job, const DeviceSlot& slot)
{
    if (outlived(job))
        return m_workers.contains(job.id);
    RunConfig config;
    RunRow run = prepareRun(job, slot, config);
    Worker worker;
    m_starting = job.id;
    m_store.transaction([&] {
        if (run.id == 0)
            run.id = m_store.addRun(run);
        else
            m_store.updateRun(run);
        m_store.setJobState(job.id, JobState::Running);
        worker.follower = std::make_unique<RunFollower>(m_store, job, run);
    });
    try {
        m_executor.start(config, slot);
    } catch (const FolderInUse& error) { // since we looked: it is tried again
        putBack(*worker.follower, error.what());
        return false;
    } catch (const StorageError& error) {
        putBack(*worker.follower, error.what());
        throw;
    } catch (const BadInput& error) {
        worker.follower->endWith(JobState::Failed, error.code(), error.what());
        m_starting = 0;
        return false;
    }
    worker.limits = config.limits;
    m_workers[job.id] = std::move(worker);
    m_starting = 0;
    return true;
}

/// No worker could be started now: the job waits on.
void Conductor::putBack(RunFollower& follower, const std::string& why)
{
    m_store.transaction([&] {
        follower.endWith(JobState::Interrupted, ExitCode::WorkerLost, why);
        m_store.setJobState(follower.job().id, JobState::Waiting);
    });
    m_starting = 0;
}

void Conductor::settleSweeps()
{
    m_queue.refresh();
    for (const auto& [id, sweep] : m_queue.sweeps()) {
        if (sweep.state == SweepState::Running)
            settleSweep(sweep);
    }
    m_queue.refresh();
}

void Conductor::settleSweep(const SweepRow& sweep)
{
    bool allDone = true;
    bool anyLost = false;
    std::vector<std::pair<const JobRow*, const JobRow*>> blocked; ///< by what they need
    const auto jobs = m_queue.jobsOf(sweep.id);
    if (m_search.wantsMore(sweep))
        return;
    for (const JobRow* job : jobs) {
        if (job->state == JobState::Running || m_workers.contains(job->id))
            return;
        const JobRow* obstacle = job->state == JobState::Waiting ? m_queue.obstacle(*job) : nullptr;
        if (job->state == JobState::Waiting && obstacle == nullptr)
            return;
        if (job->state == JobState::Waiting)
            blocked.emplace_back(job, obstacle);
        // What people cancelled one by one is not missing from the sweep.
        allDone = allDone && (job->state == JobState::Done || job->state == JobState::Cancelled);
        anyLost = anyLost || job->state == JobState::Failed || job->state == JobState::Interrupted;
    }
    anyLost = anyLost || (!blocked.empty() && blocked.front().second->state != JobState::Paused);
    const std::string stopped = m_earlyStopping.summary(sweep, jobs);
    m_store.transaction([&] {
        if (allDone && !stopped.empty())
            m_store.addMessage(Severity::Info, stopped);
        for (const auto& [job, obstacle] : blocked) {
            if (obstacle->state != JobState::Paused) // who paused it knows
                m_store.addMessage(Severity::Warning,
                                   job->label + " was not started, because " + obstacle->label +
                                       ", which it needs, is not done.",
                                   job->id);
        }
        m_store.setSweepState(sweep.id, allDone   ? SweepState::Done
                                        : anyLost ? SweepState::PartlyDone
                                                  : SweepState::Paused);
    });
}

std::vector<const RunFollower*> Conductor::running() const
{
    std::vector<const RunFollower*> followers;
    for (const auto& [job, worker] : m_workers)
        followers.push_back(worker.follower.get());
    return followers;
}

} // namespace palimpsest
