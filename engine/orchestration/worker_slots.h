// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/study/device_slot.h"
#include "engine/study/run_config.h"

namespace palimpsest
{

/// What this machine offers to workers.
struct Machine {
    int cores = 1;       ///< that this process may use
    int cudaDevices = 0; ///< that LibTorch can use
    double memory = 0;   ///< GiB that are free now; 0 = not known
    bool slurm = false;  ///< sbatch is here
};

/// Cores, free memory and Slurm of this machine; who links LibTorch adds the GPUs.
Machine thisMachine();

/// The slots that "auto" means: one worker a GPU, or else one single-thread worker a core
/// (measured: two one-thread workers do more than one two-thread worker), as far as memory goes
/// at 1.5 GiB each. Any other text is read by parseDeviceSlots.
std::vector<DeviceSlot> resolveDevices(const std::string& devices, const Machine& machine);

/// Throws BadInput naming a GPU or Slurm that the machine does not have, or text that is no list of
/// devices.
void requireDevices(const std::string& devices, const Machine& machine);

/// The slots of a list of devices that nothing stands on yet. There may be thousands.
class FreeSlots
{
public:
    /// Throws as resolveDevices. `used`: what runs now, on whatever devices.
    FreeSlots(const std::string& devices, const Machine& machine,
              const std::vector<DeviceSlot>& used);

    /// A free slot for a job; none where all are taken. A job that prepares others (tokenizer, base
    /// model, Fisher) with nothing beside it gets all cores under "auto": `alone` says that nothing
    /// else is ready. Trials never do, so that their figures do not depend on the company they had.
    std::optional<DeviceSlot> choose(RunKind kind, bool alone) const;
    /// A worker stands on this slot from now on; one with several threads on as many slots of one.
    void use(const DeviceSlot& slot);

private:
    std::vector<DeviceSlot> m_slots;
    std::map<std::string, std::vector<std::size_t>> m_free; ///< of each device, the first at last
    int m_cores = 1;
    bool m_automatic = false;
    bool m_nothingRuns = true;
};

} // namespace palimpsest
