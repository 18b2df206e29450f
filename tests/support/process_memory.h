// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace palimpsest
{

/// What a process may hold, in KiB, whose program takes so much: ThreadSanitizer keeps notes about
/// every word, AddressSanitizer what was freed last.
constexpr std::int64_t withSanitizer(std::int64_t kibibytes)
{
#if defined(__SANITIZE_THREAD__)
    return 6 * kibibytes;
#elif defined(__SANITIZE_ADDRESS__)
    return 2 * kibibytes + 400'000;
#else
    return kibibytes;
#endif
}

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
