// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/worker_slots.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <sched.h>
#include <unistd.h>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr const char* kAutomatic = "auto";
constexpr const char* kAutomaticCpu = "cpu"; ///< as auto, on a machine without GPUs
constexpr double kMemoryPerWorker =
    1.5; ///< GiB: LibTorch itself, a small model, its optimiser and shards

bool isAutomatic(const std::string& devices)
{
    return devices.empty() || devices == kAutomatic || devices == kAutomaticCpu;
}

bool inPath(const std::string& program)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((folder + "/" + program).c_str(), X_OK) == 0)
            return true;
    }
    return false;
}

double availableMemory()
{
    std::ifstream in("/proc/meminfo");
    std::string name;
    double kibibytes = 0;
    std::string unit;
    while (in >> name >> kibibytes) {
        std::getline(in, unit);
        if (name == "MemAvailable:")
            return kibibytes / (1024 * 1024);
    }
    return 0;
}

} // namespace

Machine thisMachine()
{
    Machine machine;
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        machine.cores = std::max(1, CPU_COUNT(&allowed));
    machine.memory = availableMemory();
    machine.slurm = inPath("sbatch");
    return machine;
}

std::vector<DeviceSlot> resolveDevices(const std::string& devices, const Machine& machine)
{
    if (!isAutomatic(devices))
        return parseDeviceSlots(devices);
    std::vector<DeviceSlot> slots;
    const int gpus = devices == kAutomaticCpu ? 0 : machine.cudaDevices;
    for (int i = 0; i < gpus; ++i)
        slots.push_back({"cuda:" + std::to_string(i), 1});
    if (!slots.empty())
        return slots;
    int workers = machine.cores;
    if (machine.memory > 0)
        workers = std::clamp(static_cast<int>(machine.memory / kMemoryPerWorker), 1, machine.cores);
    return std::vector<DeviceSlot>(static_cast<std::size_t>(workers), DeviceSlot{"cpu", 1});
}

void requireDevices(const std::string& devices, const Machine& machine)
{
    for (const DeviceSlot& slot : resolveDevices(devices, machine)) {
        if (isSlurm(slot)) {
            if (!machine.slurm)
                throw BadInput("Slurm is not here: sbatch is not found in PATH. Start the program "
                               "on a login node of the cluster, or use cpu or auto.");
            continue;
        }
        if (slot.device == "cpu" || std::stoi(slot.device.substr(5)) < machine.cudaDevices)
            continue;
        throw BadInput("The device \"" + slot.device + "\" is not here: LibTorch sees " +
                       std::to_string(machine.cudaDevices) +
                       " CUDA devices. Use cpu, auto or another number.");
    }
}

std::optional<DeviceSlot> chooseSlot(RunKind kind, const std::string& devices,
                                     const Machine& machine, const std::vector<DeviceSlot>& used,
                                     bool alone)
{
    std::vector<DeviceSlot> free = resolveDevices(devices, machine);
    for (const DeviceSlot& taken : used) {
        // A worker with several threads stands on as many single-thread slots.
        int threads = taken.device == "cpu" ? std::max(1, taken.threads) : 1;
        while (threads > 0) {
            const auto found = std::find_if(free.begin(), free.end(), [&](const DeviceSlot& slot) {
                return slot.device == taken.device;
            });
            if (found == free.end())
                break;
            threads -= taken.device == "cpu" ? std::max(1, found->threads) : 1;
            free.erase(found);
        }
    }
    if (free.empty())
        return std::nullopt;
    DeviceSlot slot = free.front();
    if (isAutomatic(devices) && slot.device == "cpu" && kind != RunKind::Trial && alone &&
        used.empty())
        slot.threads = machine.cores;
    return slot;
}

} // namespace palimpsest
