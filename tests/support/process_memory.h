// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace palimpsest
{

/// How many times the memory that a program takes this process may hold: ThreadSanitizer keeps
/// notes about every word.
#ifdef __SANITIZE_THREAD__
inline constexpr int kMemoryFactor = 6;
#else
inline constexpr int kMemoryFactor = 1;
#endif

/// "VmHWM" (the most so far) or "VmRSS" of this process in KiB; −1 where the system does not say.
inline std::int64_t processMemory(const std::string& field)
{
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.starts_with(field + ":"))
            return std::stoll(line.substr(field.size() + 1));
    }
    return -1;
}

} // namespace palimpsest
