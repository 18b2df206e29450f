// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <utility>

#include "engine/text/parallel_reader.h"
#include "engine/text/text_hash.h"

namespace palimpsest
{
namespace
{

/// The dev or test split of one domain, as fingerprints.
struct HeldOut {
    const Domain* domain = nullptr;
    Split split = Split::Test;
    std::int64_t segments = 0;
};

struct Occurrence {
    std::uint64_t fingerprint = 0;
    std::uint32_t segment = 0; ///< counted over all held-out splits
    bool operator<(const Occurrence& other) const { return fingerprint < other.fingerprint; }
};

using Index = std::vector<Occurrence>;

void mark(const Index& index, std::uint64_t fingerprint, std::vector<bool>& seen)
{
    const auto range = std::equal_range(index.begin(), index.end(), Occurrence{fingerprint, 0});
    for (auto found = range.first; found != range.second; ++found)
        seen[found->segment] = true;
}

template <typename Function>
void forEachPair(const Corpus& corpus, const std::filesystem::path& study, const Function& function)
{
    ParallelReader reader({study / corpus.source, study / corpus.target});
    SentencePair pair;
    while (reader.next(pair))
        function(pair);
}

struct HeldOutText {
    std::vector<HeldOut> splits;
    Index pairs;
    Index sources;
};

HeldOutText readHeldOut(const std::vector<Domain>& domains, const std::filesystem::path& study)
{
    HeldOutText text;
    for (const Domain& domain : domains) {
        for (const Split split : {Split::Dev, Split::Test}) {
            const auto corpus = domain.splits.find(split);
            if (corpus == domain.splits.end())
                continue;
            const std::size_t before = text.pairs.size();
            forEachPair(corpus->second, study, [&](const SentencePair& pair) {
                const auto segment = static_cast<std::uint32_t>(text.pairs.size());
                text.pairs.push_back({fingerprint(pair.source, pair.target), segment});
                text.sources.push_back({fingerprint(pair.source), segment});
            });
            const auto count = static_cast<std::int64_t>(text.pairs.size() - before);
            text.splits.push_back({&domain, split, count});
        }
    }
    std::sort(text.pairs.begin(), text.pairs.end());
    std::sort(text.sources.begin(), text.sources.end());
    return text;
}

// Dev text inside a test split, or the other way round, spoils the choice on dev just as well; it
// is reported once, for the test split.
bool compares(const HeldOut& heldOut, const Domain& domain, Split seenIn)
{
    if (seenIn == Split::Train)
        return true;
    if (seenIn == Split::Dev)
        return heldOut.split == Split::Test;
    return heldOut.split == Split::Test && heldOut.domain->name < domain.name;
}

} // namespace

std::vector<Overlap> findOverlaps(const std::vector<Domain>& domains,
                                  const std::filesystem::path& studyFolder)
{
    const HeldOutText text = readHeldOut(domains, studyFolder);
    std::vector<Overlap> overlaps;
    for (const Domain& domain : domains) {
        for (const auto& [seenIn, corpus] : domain.splits) {
            std::vector<bool> pairsSeen(text.pairs.size());
            std::vector<bool> sourcesSeen(text.pairs.size());
            forEachPair(corpus, studyFolder, [&](const SentencePair& pair) {
                mark(text.pairs, fingerprint(pair.source, pair.target), pairsSeen);
                mark(text.sources, fingerprint(pair.source), sourcesSeen);
            });
            std::int64_t start = 0;
            for (const HeldOut& heldOut : text.splits) {
                const std::int64_t end = start + heldOut.segments;
                const auto count = [&](const std::vector<bool>& seen) {
                    return std::count(seen.begin() + start, seen.begin() + end, true);
                };
                Overlap overlap{
                    heldOut.domain->name, heldOut.split,    domain.name, count(pairsSeen),
                    count(sourcesSeen),   heldOut.segments, seenIn};
                if (overlap.sources > 0 && compares(heldOut, domain, seenIn))
                    overlaps.push_back(std::move(overlap));
                start = end;
            }
        }
    }
    return overlaps;
}

namespace
{

std::string grouped(std::int64_t number)
{
    std::string text = std::to_string(number);
    for (auto position = static_cast<std::int64_t>(text.size()) - 3; position > 0; position -= 3)
        text.insert(static_cast<std::size_t>(position), 1, ',');
    return text;
}

const char* textName(Split split)
{
    constexpr std::array kNames = {"training text", "dev text", "test text"};
    return kNames[static_cast<std::size_t>(split)];
}

} // namespace

std::string describe(const Overlap& overlap)
{
    const bool itself = overlap.domain == overlap.trainDomain;
    return grouped(overlap.sources) + " of " + grouped(overlap.of) + " " + toString(overlap.split) +
           " segments of \"" + overlap.domain + "\" also occur in " +
           (itself ? std::string("its own ") + textName(overlap.seenIn)
                   : std::string("the ") + textName(overlap.seenIn) + " of \"" +
                         overlap.trainDomain + "\"") +
           " (" + grouped(overlap.pairs) +
           " with the same translation); remove them there, or the scores are too good.";
}

} // namespace palimpsest
