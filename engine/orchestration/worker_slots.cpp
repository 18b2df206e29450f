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

FreeSlots::FreeSlots(const std::string& devices, const Machine& machine,
                     const std::vector<DeviceSlot>& used)
    : m_slots(resolveDevices(devices, machine)), m_cores(machine.cores),
      m_automatic(isAutomatic(devices))
{
    for (std::size_t i = m_slots.size(); i-- > 0;)
        m_free[m_slots[i].device].push_back(i);
    for (const DeviceSlot& taken : used)
        use(taken);
}

std::optional<DeviceSlot> FreeSlots::choose(RunKind kind, bool alone) const
{
    std::size_t first = m_slots.size();
    for (const auto& [device, free] : m_free) {
        if (!free.empty())
            first = std::min(first, free.back());
    }
    if (first == m_slots.size())
        return std::nullopt;
    DeviceSlot slot = m_slots[first];
    if (m_automatic && slot.device == "cpu" && kind != RunKind::Trial && alone && m_nothingRuns)
        slot.threads = m_cores;
    return slot;
}

void FreeSlots::use(const DeviceSlot& slot)
{
    m_nothingRuns = false;
    const auto found = m_free.find(slot.device);
    if (found == m_free.end())
        return;
    std::vector<std::size_t>& free = found->second;
    const bool cpu = slot.device == "cpu";
    for (int threads = cpu ? std::max(1, slot.threads) : 1; threads > 0 && !free.empty();) {
        threads -= cpu ? std::max(1, m_slots[free.back()].threads) : 1;
        free.pop_back();
    }
}

} // namespace palimpsest
