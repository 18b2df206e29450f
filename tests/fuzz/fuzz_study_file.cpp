// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/study_file.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// A study file, in TOML or, where it begins with a brace, in JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile toml("study.toml");
    static const ScratchFile json("study.json");
    const ScratchFile& scratch = size > 0 && data[0] == '{' ? json : toml;
    try {
        (void)readStudyFile(scratch.holding(data, size));
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
