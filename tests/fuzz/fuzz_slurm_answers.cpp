// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_queue.h"

#include "engine/study/error.h"
#include "engine/study/slurm_options.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// What Slurm's commands answer, and the site's slurm.toml.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("slurm.toml");
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const SlurmTask& task : parseQueue(text))
        (void)workerStatus(task);
    for (const SlurmTask& task : parseAccounting(text))
        (void)workerStatus(task);
    for (const SlurmTask& task : parseJobs(text))
        (void)workerStatus(task);
    try {
        const SlurmOptions options = readSlurmOptions(scratch.holding(data, size));
        (void)sbatchCommand(options, {"slurm", 2}, "name", 3, {.minutes = 60});
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
