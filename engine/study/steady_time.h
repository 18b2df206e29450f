// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace palimpsest
{

/// Seconds on a clock that nobody sets: for durations within this process.
inline double steadySeconds()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

} // namespace palimpsest
