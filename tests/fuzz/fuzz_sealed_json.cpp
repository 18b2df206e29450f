// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "engine/study/sealed_json.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// What models, checkpoints, tokenizers and run folders say of themselves in JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("facts.json");
    try {
        (void)readSealedJson(scratch.holding(data, size), "make it again");
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
