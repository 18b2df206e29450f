// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <system_error>

#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "engine/text/line_reader.h"
#include "engine/text/parallel_reader.h"
#include "engine/text/replacement_file.h"
#include "engine/text/text_hash.h"

namespace palimpsest
{
namespace
{

constexpr std::int64_t kReportEvery = 8192; // lines

std::int64_t countRepeats(std::vector<std::uint64_t> fingerprints)
{
    std::sort(fingerprints.begin(), fingerprints.end());
    const auto unique = std::unique(fingerprints.begin(), fingerprints.end());
    return fingerprints.end() - unique;
}

std::string nameOf(const std::vector<std::filesystem::path>& files)
{
    return files.size() == 2 ? files[0].string() + " and " + files[1].string() : files[0].string();
}

} // namespace

Corpus importCorpus(const std::vector<std::filesystem::path>& files,
                    const std::filesystem::path& studyFolder, const std::string& domain,
                    Split split, const std::string& sourceLanguage,
                    const std::string& targetLanguage, const ProgressFunction& progress)
{
    if (sourceLanguage == targetLanguage)
        throw BadInput("Source and target language are both \"" + sourceLanguage +
                       "\"; a parallel text needs two languages.");
    ParallelReader reader(files, {sourceLanguage, targetLanguage});
    Corpus corpus;
    corpus.source = StudyLayout::corpusFile(domain, split, sourceLanguage);
    corpus.target = StudyLayout::corpusFile(domain, split, targetLanguage);
    ReplacementFile source(studyFolder / corpus.source);
    ReplacementFile target(studyFolder / corpus.target);
    TextHash hash;
    std::vector<std::uint64_t> fingerprints;
    std::int64_t identical = 0;
    SentencePair pair;
    while (reader.next(pair)) {
        if (progress && reader.line() % kReportEvery == 0)
            progress(reader.bytesRead(), reader.bytesTotal());
        if (isBlank(pair.source) || isBlank(pair.target)) {
            ++corpus.blank;
            continue;
        }
        ++corpus.pairs;
        identical += pair.source == pair.target;
        fingerprints.push_back(fingerprint(pair.source, pair.target));
        for (std::string* side : {&pair.source, &pair.target}) {
            side->push_back('\n');
            hash.add(*side);
        }
        source.write(pair.source);
        target.write(pair.target);
    }
    if (corpus.pairs == 0)
        throw BadInput(nameOf(files) + ": every pair has an empty side; there is no text to add.");
    if (identical == corpus.pairs)
        throw BadInput(nameOf(files) +
                       ": source and target hold the same text; give the file of the "
                       "other language.");
    corpus.duplicates = countRepeats(std::move(fingerprints));
    corpus.hash = hash.hex();
    source.commit();
    target.commit();
    if (progress)
        progress(reader.bytesRead(), reader.bytesRead());
    return corpus;
}

} // namespace palimpsest
