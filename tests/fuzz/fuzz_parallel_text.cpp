// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/parallel_reader.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// Parallel text in one file: two columns, plain or gzip.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("text.tsv");
    try {
        ParallelReader reader({scratch.holding(data, size)});
        SentencePair pair;
        while (reader.next(pair)) {
        }
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
