// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/corpus_hash.h"

#include "engine/text/parallel_reader.h"
#include "engine/text/text_hash.h"

namespace palimpsest
{

std::string corpusHash(const std::filesystem::path& source, const std::filesystem::path& target)
{
    ParallelReader reader({source, target});
    TextHash hash;
    SentencePair pair;
    while (reader.next(pair)) {
        hash.add(pair.source + "\n");
        hash.add(pair.target + "\n");
    }
    return hash.hex();
}

} // namespace palimpsest
