// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace palimpsest
{

/// What a process of this machine takes, as the kernel counts it.
struct ProcessUsage {
    double seconds = 0;        ///< see processSeconds()
    std::int64_t memoryMb = 0; ///< anonymous memory that is resident or swapped out
};

/// Seconds since the kernel started a process, in steps of its clock tick (10 ms) and by a clock
/// that nobody sets; it runs on while the machine sleeps. Nothing where there is no such process.
std::optional<double> processSeconds(std::int64_t process);

/// For how long a process has been at work, without the time for which the machine slept since it
/// was first looked at.
class WorkTime
{
public:
    /// `age` is its processSeconds(), `now` is steadySeconds(), which stands still meanwhile.
    double at(double age, double now);

private:
    std::optional<double> m_begun; ///< on the clock of `now`
};

/// Nothing where there is no such process.
std::optional<ProcessUsage> processUsage(std::int64_t process);

/// How many processes this kernel ended since it began because memory ran out; 0 where it does not
/// say.
std::int64_t outOfMemoryKills();

} // namespace palimpsest
