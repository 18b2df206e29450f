// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/local_executor.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/orchestration/process_usage.h"
#include "engine/orchestration/worker_lock.h"
#include "engine/study/atomic_file.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int value) : m_value(value) {}
    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_value; }

private:
    int m_value;
};

/// Everything the child needs, made before the fork: between fork and exec only async-signal-safe
/// calls.
struct Launch {
    const char* program;
    char* const* arguments;
    int lock;
    int log;
    int null;
};

void writeProcessId(int file)
{
    char digits[24];
    int length = 0;
    for (long value = ::getpid(); value > 0; value /= 10)
        digits[length++] = static_cast<char>('0' + value % 10);
    for (int i = 0; i < length / 2; ++i)
        std::swap(digits[i], digits[length - 1 - i]);
    digits[length++] = '\n';
    if (::ftruncate(file, 0) != 0 ||
        ::pwrite(file, digits, static_cast<std::size_t>(length), 0) < 0)
        ::_exit(126);
}

[[noreturn]] void becomeWorker(const Launch& launch)
{
    ::setsid();
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD})
        ::signal(number, SIG_DFL);
    writeProcessId(launch.lock);
    const int inherited =
        ::dup(launch.lock); // without close-on-exec: it carries the lock into the worker
    if (inherited < 0 || ::dup2(launch.null, STDIN_FILENO) < 0 ||
        ::dup2(launch.log, STDOUT_FILENO) < 0 || ::dup2(launch.log, STDERR_FILENO) < 0)
        ::_exit(126);
    ::execv(launch.program, launch.arguments);
    constexpr char kMessage[] = "The engine program could not be started.\n";
    if (::write(STDERR_FILENO, kMessage, sizeof kMessage - 1) < 0)
        ::_exit(126);
    ::_exit(127);
}

} // namespace

LocalExecutor::LocalExecutor(const fs::path& studyFolder, fs::path engine)
    : m_layout(fs::absolute(studyFolder)), m_engine(std::move(engine))
{
    if (m_engine.empty())
        m_engine = fs::read_symlink("/proc/self/exe");
}

fs::path LocalExecutor::lockFile(const std::string& run) const
{
    return m_layout.run(run) / kWorkerLockFile;
}

void LocalExecutor::start(const RunConfig& config, const DeviceSlot&)
{
    const fs::path folder = m_layout.run(config.run);
    const Descriptor lock(::open(lockFile(config.run).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    const Descriptor log(
        ::open((folder / "worker.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (lock.get() < 0 || log.get() < 0 || null.get() < 0) {
        if (errno != ENOENT)
            throw fileError(folder, errno, "start a worker in");
        throw BadInput(folder.string() +
                       ": no worker can be started here: " + std::strerror(errno) + ".");
    }
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        throw FolderInUse(folder.string() + ": a worker is at work in this folder already.");

    std::string words[] = {m_engine.string(),        "trial", "--study",
                           m_layout.root().string(), "--run", config.run};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                         words[4].data(), words[5].data(), nullptr};
    const Launch launch{words[0].c_str(), arguments, lock.get(), log.get(), null.get()};
    const pid_t child = ::fork();
    if (child < 0)
        throw BadInput(std::string("No further process can be started: ") + std::strerror(errno) +
                       ".");
    if (child == 0)
        becomeWorker(launch);
    m_children[config.run] = child;
    m_memoryKills[config.run] = outOfMemoryKills();
    m_ended.erase(config.run);
}

WorkerStatus LocalExecutor::status(const std::string& run)
{
    if (const auto ended = m_ended.find(run); ended != m_ended.end())
        return ended->second;
    if (const auto child = m_children.find(run); child != m_children.end()) {
        int state = 0;
        const pid_t changed = ::waitpid(child->second, &state, WNOHANG);
        if (changed == 0)
            return {.running = true};
        WorkerStatus result;
        if (changed > 0 && WIFEXITED(state))
            result.exitCode = WEXITSTATUS(state);
        if (changed > 0 && WIFSIGNALED(state))
            result.signal = WTERMSIG(state);
        if (result.signal == SIGKILL && outOfMemoryKills() > m_memoryKills[run]) {
            result.exitCode = static_cast<int>(ExitCode::OutOfMemory);
            result.sentence = "The system ended the worker because memory ran out: run fewer "
                              "workers at a time, or take smaller batches.";
        }
        m_children.erase(child);
        m_ended[run] = result;
        return result;
    }
    return {.running = processId(run) != 0};
}

std::int64_t LocalExecutor::processId(const std::string& run)
{
    if (const auto child = m_children.find(run); child != m_children.end())
        return child->second;
    return workerIn(m_layout.run(run));
}

std::int64_t LocalExecutor::workerIn(const fs::path& runFolder)
{
    const Descriptor lock(::open((runFolder / kWorkerLockFile).c_str(),
                                 O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (lock.get() < 0 || ::flock(lock.get(), LOCK_SH | LOCK_NB) == 0)
        return 0; // no worker ever, or nobody holds the lock
    char digits[24] = {};
    if (::pread(lock.get(), digits, sizeof digits - 1, 0) <= 0)
        return 0;
    return std::strtoll(digits, nullptr, 10);
}

void LocalExecutor::signalWorker(const std::string& run, int signal)
{
    const std::int64_t process = processId(run);
    if (process > 0)
        ::kill(static_cast<pid_t>(process), signal);
}

void LocalExecutor::requestStop(const std::string& run)
{
    signalWorker(run, SIGTERM);
}

void LocalExecutor::kill(const std::string& run)
{
    signalWorker(run, SIGKILL);
}

} // namespace palimpsest
