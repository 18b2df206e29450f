// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/worker_lock.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/orchestration/slurm_note.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr std::chrono::milliseconds kPause{100};

bool sameFile(int one, int other)
{
    struct stat a{};
    struct stat b{};
    return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

} // namespace

WorkerLock::WorkerLock(const fs::path& runFolder, const WorkerLockPatience& patience)
    : m_folder(runFolder)
{
    const fs::path file = runFolder / kWorkerLockFile;
    m_file = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_file < 0)
        throw fileError(file, errno, "open");
    try {
        if (!inherited())
            takeWithin(patience);
    } catch (...) {
        ::close(m_file);
        throw;
    }
}

WorkerLock::~WorkerLock()
{
    ::close(m_file);
}

/// Whoever started this process left it a descriptor that holds the lock, and which stays open.
bool WorkerLock::inherited() const
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
        const int file = std::atoi(entry.path().filename().c_str());
        if (file != m_file && sameFile(file, m_file) && ::flock(file, LOCK_EX | LOCK_NB) == 0)
            return true;
    }
    return false;
}

bool WorkerLock::take()
{
    if (m_taken)
        return true;
    if (::flock(m_file, LOCK_EX | LOCK_NB) != 0)
        return errno != EWOULDBLOCK && errno != EINTR; // a file system without locks
    // A number that an earlier worker left would be that of a stranger here.
    (void)!::ftruncate(m_file, 0);
    return m_taken = true;
}

void WorkerLock::takeWithin(const WorkerLockPatience& patience)
{
    const double start = steadySeconds();
    const double forLock = isArrayTask() ? patience.inSlurm : patience.here;
    for (;;) {
        const bool elsewhere = handedElsewhere(m_folder);
        if (!elsewhere && take() && !handedElsewhere(m_folder)) // nor while the lock was waited for
            return;
        const double waited = steadySeconds() - start;
        if (elsewhere && waited >= patience.handedElsewhere)
            throw Error(ExitCode::Locked, m_folder.string() +
                                              ": the run was handed to another job since Slurm was "
                                              "given this one, so this worker leaves it alone.");
        if (!elsewhere && waited >= forLock)
            throw Error(ExitCode::Locked, m_folder.string() +
                                              ": another worker is at work in this run, so this "
                                              "one leaves it alone; stop the other one first.");
        std::this_thread::sleep_for(kPause);
    }
}

} // namespace palimpsest
