// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/pretrained_vocabulary.h"
#include "engine/text/tokenizer.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// A tokenizer's folder: a SentencePiece model, or the list of pieces (JSON) of a pretrained one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile model(kJointModel);
    static const ScratchFile vocabulary("pieces.json");
    try {
        if (size > 0 && data[0] == '{') {
            (void)readVocabulary(vocabulary.holding(data, size));
            return 0;
        }
        const Tokenizer tokenizer(model.holding(data, size));
        const auto ids = tokenizer.encode("ein kleines Haus \xf0\x9f\x98\x80", TextSide::Source);
        (void)tokenizer.decode(ids);
        (void)tokenizer.pieces();
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    } catch (const std::runtime_error&) {
        return 0; // SentencePiece says itself that it cannot encode with this model
    }
    return 0;
}
