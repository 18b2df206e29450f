// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/run_events.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// events.jsonl of a run.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("events.jsonl");
    try {
        scratch.holding(data, size);
        (void)endOfEvents(scratch.folder());
        (void)EventReader(scratch.folder()).readNew();
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
