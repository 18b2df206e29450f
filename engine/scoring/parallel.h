// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace palimpsest
{

/// Calls work(first, last) for parts of 0 … count on `threads` threads (0 = as many as the machine
/// has). The parts must not depend on each other, so that the outcome does not depend on the number
/// of threads.
template <typename Work>
void inParts(std::size_t count, int threads, const Work& work)
{
    const std::size_t wanted = threads > 0 ? static_cast<std::size_t>(threads)
                                           : std::max(1U, std::thread::hardware_concurrency());
    const std::size_t parts = std::max<std::size_t>(1, std::min(wanted, count));
    std::vector<std::exception_ptr> failures(parts);
    const auto run = [&](std::size_t part) {
        try {
            work(count * part / parts, count * (part + 1) / parts);
        } catch (...) {
            failures[part] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t part = 1; part < parts; ++part)
            helpers.emplace_back(run, part);
        run(0);
    }
    for (const std::exception_ptr& failure : failures)
        if (failure)
            std::rethrow_exception(failure);
}

} // namespace palimpsest
