// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/study/domain.h"
#include "engine/text/pair_source.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{

/// Two languages, source first; which of a translation memory's are read.
using LanguagePair = std::pair<std::string, std::string>;

/// Streams aligned segments out of two plain-text files, one TSV file with two columns, or one
/// translation memory (see tmx_reader.h); .gz is read as it is. A byte-order mark and CR before LF
/// are dropped. Throws BadInput naming file and line: missing or empty file, invalid UTF-8,
/// different numbers of lines, a TSV line without exactly one tab, the same file twice, a memory
/// without these languages.
class ParallelReader
{
public:
    explicit ParallelReader(const std::vector<std::filesystem::path>& files,
                            const LanguagePair& languages = {});

    bool next(SentencePair& pair) { return m_source->next(pair); } ///< false at the end
    std::int64_t line() const { return m_source->line(); } ///< of the pair just read, from 1
    std::int64_t bytesRead() const { return m_source->bytesRead(); }
    std::int64_t bytesTotal() const { return m_bytesTotal; } ///< 0 where it is not known

private:
    std::unique_ptr<PairSource> m_source;
    std::int64_t m_bytesTotal = 0;
};

/// Copies a split into the study folder as two plain files (atomically), leaving out and counting
/// blank pairs, and counting duplicates. Nothing is left behind when it throws. Throws BadInput as
/// the reader does, and where no pair is left or all pairs have the same text on both sides.
/// Progress is in bytes of the files. Memory: 8 bytes a pair. The hash is that of the lines kept,
/// source and target in turn.
Corpus importCorpus(const std::vector<std::filesystem::path>& files,
                    const std::filesystem::path& studyFolder, const std::string& domain,
                    Split split, const std::string& sourceLanguage,
                    const std::string& targetLanguage, const ProgressFunction& progress = {});

/// Pairs or sides that a training split shares with a dev or test split.
struct Overlap {
    std::string domain; ///< whose dev or test split
    Split split = Split::Test;
    std::string trainDomain;
    std::int64_t pairs = 0;   ///< the same source and target
    std::int64_t sources = 0; ///< the same source
    std::int64_t of = 0;      ///< segments in the dev or test split
    Split seenIn =
        Split::Train; ///< where in `trainDomain`; Dev or Test: test text used for choosing
};

/// Looks for dev and test text in every training split, and for test text in every dev split,
/// inside a domain and across domains; also for test text that two domains share. Bounded memory:
/// 64-bit hashes of the dev and test segments only. Only overlaps that exist are returned.
std::vector<Overlap> findOverlaps(const std::vector<Domain>& domains,
                                  const std::filesystem::path& studyFolder);
/// One sentence for a user: "312 of 1,000 test segments of "music" also occur in the training text
/// of …".
std::string describe(const Overlap& overlap);

} // namespace palimpsest
