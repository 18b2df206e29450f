// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace palimpsest
{

/// A translation with its references, as scores take them.
struct ScoredCorpus {
    std::vector<std::string> hypotheses;
    std::vector<std::vector<std::string>> references;
};

/// Text made to trip a tokenizer: Unicode spaces, French and German punctuation, numbers with stops
/// and dashes, entities, carriage returns, emoji, combining marks, capital sigmas, empty and very
/// long lines. Hypotheses are the references with words lost, doubled, exchanged and moved. The
/// same for the same seed.
ScoredCorpus nastyCorpus(std::uint32_t seed, std::size_t segments, std::size_t references);

/// Lines of a gzip file of the shared data, empty where there is none.
std::vector<std::string> sharedLines(const std::string& path, std::size_t limit);

/// Real lines of tests/data in one language ("de", "en" or "fr"): more than 3,000.
std::vector<std::string> realLines(const std::string& language);

/// Real lines with what real files have, too: French spacing and quotes, Unicode spaces, carriage
/// returns, emoji, entities, blank lines, and some very long ones. As many lines; the same for the
/// same seed.
std::vector<std::string> decoratedLines(std::vector<std::string> lines, std::uint32_t seed);

/// `reference` as a poor system would translate it: words lost, doubled, exchanged and moved.
ScoredCorpus disturbedCorpus(const std::vector<std::string>& reference, std::uint32_t seed);

} // namespace palimpsest
