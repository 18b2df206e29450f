// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/marian_vocabulary.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// vocab.yml of a model that Marian saved, behind a byte that says how many pieces the model has.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile vocabulary("vocab.yml");
    if (size == 0)
        return 0;
    vocabulary.holding(data + 1, size - 1);
    try {
        (void)readMarianVocabulary(vocabulary.folder(), data[0] + 1, data[0], 0);
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
