// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

/// A place where one worker runs.
struct DeviceSlot {
    std::string device; ///< "cpu", "cuda:<n>", "slurm" (a CPU job) or "slurm-gpu"
    int threads = 1;    ///< CPU threads of the worker

    bool operator==(const DeviceSlot&) const = default;
};

/// Reads "cpu:2x1" (two workers with one thread each), "cuda:0" (one worker), "cuda:0x2" (two
/// workers on one GPU), "slurm:20x2" (at most 20 Slurm jobs at a time with two cores each),
/// "slurm-gpu:8x4" (at most 8 with a GPU and four cores each), joined by commas. Throws BadInput
/// quoting the part that is wrong.
std::vector<DeviceSlot> parseDeviceSlots(const std::string& text);

/// Whether Slurm runs the worker of this slot.
bool isSlurm(const DeviceSlot& slot);
/// What the worker itself uses: "cpu" or "cuda:<n>".
std::string workerDevice(const DeviceSlot& slot);

} // namespace palimpsest
