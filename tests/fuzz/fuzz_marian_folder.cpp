// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/marian_config.h"
#include "engine/text/marian_vocabulary.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// config.json of a Hugging Face folder and, behind a line "---", its vocab.json.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile config("config.json");
    static const ScratchFile vocabulary("vocab.json");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view kBetween = "\n---\n";
    const std::size_t between = std::min(text.find(kBetween), text.size());
    config.holding(data, between);
    const std::size_t start = std::min(between + kBetween.size(), size);
    vocabulary.holding(data + start, size - start);
    try {
        const MarianConfig read = readMarianConfig(config.folder());
        (void)readMarianVocabulary(vocabulary.folder(), read.vocabulary, read.padId, read.endId);
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
