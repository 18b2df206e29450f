// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace palimpsest
{

inline constexpr const char* kWorkerLockFile = "worker.lock"; ///< in a run folder

/// How long a worker waits, in seconds, before it leaves the run folder to another one.
struct WorkerLockPatience {
    /// A worker that is ending or an executor that looks for one holds the lock for a moment.
    double here = 1;
    /// A node that failed may hold it until its lease on the file server ends, 90 s as a rule.
    double inSlurm = 120;
    double handedElsewhere = 5; ///< until the newest slurm.json has come to this node
};

/// The right to work in a run folder, which one process has at a time: the flock on worker.lock.
/// LocalExecutor takes it for the worker, which inherits it; any other worker takes it itself. On
/// NFS Linux makes flock a lock of all bytes on the server, which holds between nodes; where a file
/// system has no locks at all, slurm.json alone tells workers apart.
class WorkerLock
{
public:
    /// Touches nothing but the lock. Throws Error (Locked) where another worker holds it, or where
    /// this process is a task of another Slurm array than the run was handed to last.
    explicit WorkerLock(const std::filesystem::path& runFolder,
                        const WorkerLockPatience& patience = {});
    ~WorkerLock();
    WorkerLock(const WorkerLock&) = delete;
    WorkerLock& operator=(const WorkerLock&) = delete;

private:
    bool inherited() const;
    bool take();
    void takeWithin(const WorkerLockPatience& patience);

    std::filesystem::path m_folder;
    int m_file = -1;
    bool m_taken = false;
};

} // namespace palimpsest
