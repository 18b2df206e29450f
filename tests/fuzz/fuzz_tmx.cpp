// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tmx_reader.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// A translation memory.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("memory.tmx");
    try {
        TmxReader reader(scratch.holding(data, size), "de", "en");
        SentencePair pair;
        while (reader.next(pair)) {
        }
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
