// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/npz_file.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// Weights of Marian.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("model.npz");
    try {
        (void)readNpz(scratch.holding(data, size));
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
