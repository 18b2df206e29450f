// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

/// A place where one worker runs.
struct DeviceSlot {
    std::string device; ///< "cpu" or "cuda:<n>"
    int threads = 1;    ///< CPU threads of the worker

    bool operator==(const DeviceSlot&) const = default;
};

/// Reads "cpu:2x1" (two workers with one thread each), "cuda:0" (one worker), "cuda:0x2" (two
/// workers on one GPU), joined by commas. Throws BadInput quoting the part that is wrong.
std::vector<DeviceSlot> parseDeviceSlots(const std::string& text);

} // namespace palimpsest
