// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/conduct_session.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/engine/error_sentence.h"
#include "app/engine/neural_program.h"
#include "app/engine/progress_display.h"
#include "engine/orchestration/conductor.h"
#include "engine/orchestration/executor_router.h"
#include "engine/reporting/sweep_tests.h"
#include "engine/store/study_lock.h"
#include "engine/study/atomic_file.h"
#include "engine/study/storage_error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr auto kStepInterval = std::chrono::milliseconds(100);
constexpr auto kAnswerPatience = std::chrono::seconds(30);
// Between two tries while the study's disk or file is in trouble.
constexpr auto kShortestPause = std::chrono::milliseconds(500);
constexpr auto kLongestPause = std::chrono::milliseconds(30000);

std::atomic<int> stopSignals{0};
std::atomic<bool> shutDown{false}; ///< one of them was of the system, not of the keyboard
extern "C" void countStopSignal(int number)
{
    if (number != SIGINT)
        shutDown = true;
    ++stopSignals;
}

/// Counts stop signals while it lives.
class StopSignals
{
public:
    StopSignals()
    {
        stopSignals = 0;
        shutDown = false;
        struct sigaction action{};
        action.sa_handler = countStopSignal;
        for (std::size_t i = 0; i < std::size(kNumbers); ++i)
            ::sigaction(kNumbers[i], &action, &m_before[i]);
    }
    ~StopSignals()
    {
        for (std::size_t i = 0; i < std::size(kNumbers); ++i)
            ::sigaction(kNumbers[i], &m_before[i], nullptr);
    }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

private:
    static constexpr int kNumbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction m_before[std::size(kNumbers)]{};
};

void throwIfRefused(const StudyStore& store, RowId request)
{
    const auto row = store.request(request);
    if (row && row->state == RequestState::Refused)
        throw BadInput(row->answer);
}

[[noreturn]] void becomeConductor(const fs::path& engine, const fs::path& study,
                                  const std::string& devices, int log)
{
    ::setsid();
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, STDIN_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    std::string words[] = {engine.string(), "conduct",   "--study",
                           study.string(),  "--devices", devices};
    char* arguments[] = {words[0].data(),
                         words[1].data(),
                         words[2].data(),
                         words[3].data(),
                         devices.empty() ? nullptr : words[4].data(),
                         words[5].data(),
                         nullptr};
    ::execv(words[0].c_str(), arguments);
    ::_exit(127);
}

/// The significance of every finished sweep goes into the study. Trouble there is a message, no
/// failure of the sweep.
void testFinishedSweeps(StudyStore& store)
{
    for (const SweepRow& sweep : store.sweeps()) {
        if (sweep.state != SweepState::Done && sweep.state != SweepState::PartlyDone)
            continue;
        try {
            storeSweepTests(store, sweep.id);
        } catch (const std::exception& error) {
            store.addMessage(Severity::Warning, "The tests of the sweep \"" + sweep.spec.name +
                                                    "\" were not made: " + error.what());
        }
    }
}

std::string lastLine(const fs::path& file)
{
    std::ifstream in(file);
    std::string last;
    for (std::string line; std::getline(in, line);)
        last = line.empty() ? last : line;
    return last;
}

} // namespace

Machine machineWithDevices()
{
    Machine machine = thisMachine();
    machine.cudaDevices = countCudaDevices();
    return machine;
}

namespace
{

ConductorOptions optionsFor(const std::string& devices)
{
    ConductorOptions options;
    options.devices = devices;
    options.machine = machineWithDevices();
    return options;
}

/// A file that must stay in its place: where its disk is removed or another one lies over it, what
/// is open is written on unseen, and what is opened by name is somewhere else.
class FileInPlace
{
public:
    explicit FileInPlace(fs::path file) : m_file(std::move(file))
    {
        if (::stat(m_file.c_str(), &m_facts) != 0)
            throw fileError(m_file, errno, "open");
    }
    /// Throws StorageError.
    void require() const
    {
        struct stat now{};
        if (::stat(m_file.c_str(), &now) != 0 || now.st_dev != m_facts.st_dev ||
            now.st_ino != m_facts.st_ino)
            throw StorageError(ExitCode::BadInput,
                               m_file.string() + " is not there any more: bring back its disk.");
    }

private:
    fs::path m_file;
    struct stat m_facts{};
};

/// A conductor at work in this process.
class Session
{
public:
    Session(const fs::path& study, const std::string& devices)
        : m_lock(study, StudyUse::Conducting), m_store(study, OpenMode::ReadWrite),
          m_database(StudyLayout(study).database()),
          m_executor(study, readSlurmOptions(slurmOptionsFile())),
          m_conductor(m_store, m_executor, optionsFor(devices)), m_display(m_store)
    {
    }
    /// Until nothing is left to do.
    void conduct(const SessionRequest& request);

private:
    bool round();
    void pauseIfAsked();
    void waitOut(const Error& trouble);
    void endTrouble();

    const StopSignals m_signals;
    const StudyLock m_lock;
    StudyStore m_store;
    const FileInPlace m_database;
    ExecutorRouter m_executor;
    Conductor m_conductor;
    ProgressDisplay m_display;
    RowId m_asked = 0;
    bool m_saidPausing = false;
    std::string m_trouble; ///< of the study's disk or file, as said last; empty = none
    std::chrono::milliseconds m_pause = kShortestPause;
    bool m_lastTry = false; ///< what follows is the last round before it leaves in trouble
};

void Session::conduct(const SessionRequest& request)
{
    if (!request.action.empty())
        m_asked = m_store.addRequest(request.action, request.payload);
    for (bool more = true; more;) {
        try {
            more = round();
            if (more)
                std::this_thread::sleep_for(kStepInterval);
        } catch (const StorageError& error) {
            waitOut(error);
        } catch (const fs::filesystem_error& error) {
            waitOut(asError(error));
        }
    }
    m_display.update(m_conductor);
    testFinishedSweeps(m_store);
    if (m_asked != 0)
        throwIfRefused(m_store, m_asked);
    if (m_conductor.leftAtWork() > 0)
        throw Error(ExitCode::Stopped,
                    "What is in Slurm works on; run the same command again to follow it.");
    if (m_conductor.stopping())
        throw Error(ExitCode::Stopped, "Paused; run the same command again to go on.");
}

/// Returns false once nothing is left to do, or somebody cannot wait for it.
bool Session::round()
{
    m_database.require();
    if (!m_trouble.empty()) {
        m_conductor.reread();
        pauseIfAsked();
    }
    const bool more = m_conductor.step();
    if (!m_trouble.empty())
        endTrouble();
    if (!more)
        return false;
    if (m_asked != 0)
        throwIfRefused(m_store, m_asked);
    m_display.update(m_conductor);
    pauseIfAsked();
    return stopSignals <= 1;
}

void Session::pauseIfAsked()
{
    if (stopSignals == 0 || m_conductor.stopping())
        return;
    if (!m_saidPausing)
        m_display.say(shutDown ? "Leaving: the workers on this machine finish their step and save. "
                                 "Once more leaves at once."
                               : "Pausing: the workers finish their step and save. Once more "
                                 "leaves at once.");
    m_saidPausing = true;
    if (shutDown)
        m_conductor.shutDown();
    else
        m_conductor.pauseAll();
}

/// Trouble with the study's disk or file is no end: workers go on meanwhile, and what they write is
/// read afterwards. Says it once and returns when it is time to try again; throws it when somebody
/// wants the conductor to leave and the workers have left.
void Session::waitOut(const Error& trouble)
{
    if (m_trouble.empty())
        m_pause = kShortestPause;
    if (m_trouble != trouble.what())
        m_display.say("Warning: " + std::string(trouble.what()) +
                      " The workers go on, and the conductor tries again by itself.");
    m_trouble = trouble.what();
    const auto until = std::chrono::steady_clock::now() + m_pause;
    m_pause = std::min(2 * m_pause, kLongestPause);
    do {
        if (stopSignals > 0)
            m_conductor.askWorkersToStop(shutDown);
        if (stopSignals > 1 || m_lastTry)
            throw Error(trouble);
        m_lastTry = stopSignals > 0 && !m_conductor.workersLive();
        if (m_lastTry)
            return;
        std::this_thread::sleep_for(kStepInterval);
    } while (std::chrono::steady_clock::now() < until);
}

void Session::endTrouble()
{
    m_store.addMessage(Severity::Warning,
                       m_trouble + " The conductor waited for that, and goes on.");
    m_trouble.clear();
    m_lastTry = false;
}

} // namespace

void conductInForeground(const fs::path& study, const std::string& devices,
                         const SessionRequest& request)
{
    Session(study, devices).conduct(request);
}

void startDetachedConductor(const fs::path& study, const std::string& devices)
{
    const fs::path folder = fs::absolute(study);
    const StudyLock lock(folder, StudyUse::Conducting);
    const StudyStore store(folder, OpenMode::ReadWrite);
    const fs::path logFile = folder / "conductor.log";
    const int log = ::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0)
        throw BadInput(logFile.string() + ": cannot be written.");
    const fs::path engine = fs::read_symlink("/proc/self/exe");
    const pid_t child = ::fork();
    if (child == 0)
        becomeConductor(engine, folder, devices, log);
    ::close(log);
    if (child < 0)
        throw BadInput("No further process can be started.");
    for (;;) {
        int state = 0;
        if (::waitpid(child, &state, WNOHANG) == child) {
            if (WIFEXITED(state) && WEXITSTATUS(state) == 0)
                return;
            const int code =
                WIFEXITED(state) ? WEXITSTATUS(state) : static_cast<int>(ExitCode::WorkerLost);
            throw Error(static_cast<ExitCode>(code), lastLine(logFile));
        }
        const auto owner = store.conductor();
        if (owner && owner->pid == child)
            return;
        std::this_thread::sleep_for(kStepInterval);
    }
}

namespace
{

/// Answers a request without starting anything.
void answerHere(StudyStore& store, const fs::path& study, RowId request)
{
    ExecutorRouter executor(study, readSlurmOptions(slurmOptionsFile()));
    ConductorOptions options;
    options.startJobs = false;
    Conductor conductor(store, executor, options);
    while (conductor.step())
        std::this_thread::sleep_for(kStepInterval);
    throwIfRefused(store, request);
}

} // namespace

std::string submitRequest(const fs::path& study, const SessionRequest& request, bool wakes,
                          const std::string& devices)
{
    const StudyLock lock(study, StudyUse::Conducting);
    StudyStore store(study, OpenMode::ReadWrite);
    const RowId id = store.addRequest(request.action, request.payload);
    const auto owner = store.conductor();
    if (!owner || !owner->alive) {
        if (wakes)
            startDetachedConductor(study, devices);
        else
            answerHere(store, study, id);
    }
    const auto patience = std::chrono::steady_clock::now() + kAnswerPatience;
    while (std::chrono::steady_clock::now() < patience) {
        throwIfRefused(store, id);
        const auto row = store.request(id);
        if (row && row->state == RequestState::Done)
            return row->answer;
        std::this_thread::sleep_for(kStepInterval);
    }
    return "The conductor has not answered yet; it will as soon as it can.";
}

} // namespace palimpsest
