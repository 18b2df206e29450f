// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_workers.h"

#include "engine/orchestration/local_executor.h"
#include "engine/orchestration/slurm_executor.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

namespace
{

namespace fs = std::filesystem;

std::string localWorker(const StudyLayout& layout)
{
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(layout.absolute("runs"), none)) {
        const std::int64_t process = LocalExecutor::workerIn(entry.path());
        if (process != 0)
            return "the worker in " + entry.path().string() + " (process " +
                   std::to_string(process) +
                   ") goes on though its conductor is gone; run the sweep on, which takes it up, "
                   "or end the process";
    }
    return {};
}

std::string slurmWorker(const StudyLayout& layout)
{
    const StudyStore store(layout.root(), OpenMode::ReadOnly);
    for (const JobRow& job : store.jobs()) {
        const auto run = job.state == JobState::Running ? store.latestRun(job.id) : std::nullopt;
        if (run && SlurmExecutor::ran(layout.run(run->name)))
            return "Slurm may still have the run " + run->name +
                   "; run the sweep on, which asks Slurm, or, where it is ended for sure, delete " +
                   (layout.run(run->name) / "slurm.json").string();
    }
    return {};
}

} // namespace

bool outlivesConductor(const StudyStore& store, const JobRow& job)
{
    const auto run = store.latestRun(job.id);
    if (!run)
        return false;
    const fs::path folder = StudyLayout(store.folder()).run(run->name);
    return LocalExecutor::workerIn(folder) != 0 || SlurmExecutor::ran(folder);
}

std::string workerAtWork(const fs::path& study)
{
    const StudyLayout layout(study);
    std::string found = localWorker(layout);
    try {
        return found.empty() ? slurmWorker(layout) : found;
    } catch (const Error&) {
        return found; // study.db does not say which runs are under way
    }
}

} // namespace palimpsest
