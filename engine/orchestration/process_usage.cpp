// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/process_usage.h"

#include <fstream>
#include <sstream>
#include <string>

#include <ctime>
#include <unistd.h>

namespace palimpsest
{
namespace
{

constexpr int kStartField = 22; ///< of /proc/PID/stat, proc(5): "starttime", in clock ticks

std::string folderOf(std::int64_t process)
{
    return "/proc/" + std::to_string(process) + "/";
}

/// Seconds since the machine began at which the process did; −1 = unknown.
double startOf(std::int64_t process)
{
    std::ifstream in(folderOf(process) + "stat");
    std::string line;
    std::getline(in, line);
    const std::size_t name = line.rfind(')'); // the name may hold anything
    if (name == std::string::npos)
        return -1;
    std::istringstream fields(line.substr(name + 1));
    std::string field;
    for (int number = 3; number <= kStartField; ++number) {
        if (!(fields >> field))
            return -1;
    }
    return std::stod(field) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// A number behind a name: "VmSwap:  120 kB", "oom_kill 3".
std::int64_t numberAfter(const std::string& file, const std::string& name)
{
    std::ifstream in(file);
    for (std::string word; in >> word;) {
        if (std::int64_t value = 0; word == name && in >> value)
            return value;
        in.clear();
    }
    return 0;
}

} // namespace

std::optional<double> processSeconds(std::int64_t process)
{
    const double start = process > 0 ? startOf(process) : -1;
    timespec now{};
    if (start < 0 || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return std::nullopt;
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - start;
}

double WorkTime::at(double age, double now)
{
    if (!m_begun)
        m_begun = now - age;
    return now - *m_begun;
}

std::optional<ProcessUsage> processUsage(std::int64_t process)
{
    const auto seconds = processSeconds(process);
    if (!seconds)
        return std::nullopt;
    const std::string status = folderOf(process) + "status";
    ProcessUsage usage;
    usage.seconds = *seconds;
    usage.memoryMb = (numberAfter(status, "RssAnon:") + numberAfter(status, "VmSwap:")) / 1024;
    return usage;
}

std::int64_t outOfMemoryKills()
{
    return numberAfter("/proc/vmstat", "oom_kill");
}

} // namespace palimpsest
