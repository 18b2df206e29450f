// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/device_slot.h"

#include <regex>
#include <sstream>

#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr const char* kSlurm = "slurm";
constexpr const char* kSlurmGpu = "slurm-gpu";

} // namespace

std::vector<DeviceSlot> parseDeviceSlots(const std::string& text)
{
    // "cpu", "cpu:<workers>", "cpu:<workers>x<threads>"; "cuda", "cuda:<n>", "cuda:<n>x<workers>"
    static const std::regex cpu("cpu(?::(\\d{1,4})(?:x(\\d{1,4}))?)?");
    static const std::regex cuda("cuda(?::(\\d{1,3})(?:x(\\d{1,3}))?)?");
    // "slurm:<jobs>", "slurm-gpu:<jobs>x<threads>"
    static const std::regex slurm("(slurm|slurm-gpu):(\\d{1,4})(?:x(\\d{1,4}))?");
    const auto number = [](const std::ssub_match& match, int fallback) {
        return match.matched ? std::stoi(match.str()) : fallback;
    };

    std::vector<DeviceSlot> slots;
    std::istringstream parts(text + ","); // the comma makes an empty last part visible
    std::string part;
    while (std::getline(parts, part, ',')) {
        std::smatch match;
        int workers = 0;
        DeviceSlot slot;
        if (std::regex_match(part, match, cpu)) {
            workers = number(match[1], 1);
            slot.threads = number(match[2], 1);
            slot.device = "cpu";
        } else if (std::regex_match(part, match, cuda)) {
            slot.device = "cuda:" + std::to_string(number(match[1], 0));
            workers = number(match[2], 1);
        } else if (std::regex_match(part, match, slurm)) {
            slot.device = match[1].str();
            workers = number(match[2], 1);
            slot.threads = number(match[3], 1);
        }
        if (workers < 1 || slot.threads < 1) {
            throw BadInput(
                "Device \"" + part +
                "\" is not understood: write cpu:2x1 (two workers with one thread each), cuda:0, "
                "cuda:0x2 (two workers on one GPU), slurm:20 (at most 20 Slurm jobs at a time) or "
                "slurm-gpu:8, joined by commas.");
        }
        slots.insert(slots.end(), static_cast<std::size_t>(workers), slot);
    }
    return slots;
}

bool isSlurm(const DeviceSlot& slot)
{
    return slot.device == kSlurm || slot.device == kSlurmGpu;
}

std::string workerDevice(const DeviceSlot& slot)
{
    if (!isSlurm(slot))
        return slot.device;
    return slot.device == kSlurmGpu ? "cuda:0" : "cpu";
}

} // namespace palimpsest
