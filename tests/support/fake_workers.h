// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "engine/orchestration/executor.h"
#include "engine/orchestration/run_events.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// How much a fake worker says.
struct FakeWork {
    double rate = 20;   ///< metric events a second
    double seconds = 2; ///< that a trial takes
};

/// Any number of workers that train nothing, in one thread: they write real event files at a
/// constant rate, with scores on test at the end, and save and leave when they are asked to.
class FakeWorkers
{
public:
    FakeWorkers(const std::filesystem::path& study, const FakeWork& work);
    ~FakeWorkers();
    FakeWorkers(const FakeWorkers&) = delete;
    FakeWorkers& operator=(const FakeWorkers&) = delete;

    void start(const std::string& run);
    void askToStop(const std::string& run);
    /// It is gone, as when its node fails: it saves nothing and says nothing.
    void lose(const std::string& run);
    bool running(const std::string& run) const;
    std::size_t running() const;
    /// Metric events that each run has written so far, all its lives together.
    std::map<std::string, std::int64_t> written() const;
    std::int64_t writtenInAll() const;

private:
    struct Worker {
        RunConfig config;
        std::unique_ptr<EventWriter> events;
        double started = 0; ///< seconds of the steady clock
        std::int64_t said = 0;
        bool stop = false;
    };
    void work(const std::stop_token& stop);
    bool goOn(const std::string& run, Worker& worker, double now);
    void finish(Worker& worker);

    std::filesystem::path m_study;
    FakeWork m_work;
    mutable std::mutex m_mutex;
    std::map<std::string, Worker> m_workers; ///< that run, by run
    std::map<std::string, std::int64_t> m_written;
    std::int64_t m_writtenInAll = 0;
    std::jthread m_thread;
};

/// Runs them here, as LocalExecutor runs processes.
class FakeExecutor : public Executor
{
public:
    explicit FakeExecutor(FakeWorkers& workers) : m_workers(workers) {}

    void start(const RunConfig& config, const DeviceSlot&) override { m_workers.start(config.run); }
    WorkerStatus status(const std::string& run) override
    {
        return m_workers.running(run) ? WorkerStatus{.running = true} : WorkerStatus{.exitCode = 0};
    }
    void requestStop(const std::string& run) override { m_workers.askToStop(run); }
    void kill(const std::string& run) override { m_workers.askToStop(run); }
    std::int64_t processId(const std::string&) override { return 0; }

private:
    FakeWorkers& m_workers;
};

/// A study with one old and one new domain of three segments, and a sweep of so many trials on
/// these devices. Returns the sweep.
RowId makeLoadedStudy(const std::filesystem::path& folder, int trials, const std::string& devices);

/// How many runs do not have exactly the metric records in the database that their worker wrote.
int runsWithLostEvents(const StudyStore& store, const FakeWorkers& workers);

} // namespace palimpsest
