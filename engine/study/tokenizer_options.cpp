// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/tokenizer_options.h"

#include <algorithm>

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachOption(Self& options, Visitor&& visit)
{
    visit("kind", options.kind);
    visit("vocabulary", options.vocabulary);
    visit("characterCoverage", options.characterCoverage);
    visit("byteFallback", options.byteFallback);
    visit("normalization", options.normalization);
    visit("domains", options.domains);
    visit("maxSentences", options.maxSentences);
    visit("seed", options.seed);
}

template <class Self, class Visitor>
void eachLimit(Self& filter, Visitor&& visit)
{
    visit("maxPieces", filter.maxPieces);
    visit("maxRatio", filter.maxRatio);
}

constexpr const char* kNormalizations[] = {"nfkc", "nmt_nfkc", "nfkc_cf", "nmt_nfkc_cf",
                                           "identity"};

} // namespace

void validate(const TokenizerOptions& options)
{
    const std::string at = "tokenizer";
    // The byte pieces alone take 256 places, the marks four.
    const int least = options.byteFallback ? 300 : 20;
    requireField(options.vocabulary >= least && options.vocabulary <= 1000000, at, "vocabulary",
                 options.vocabulary,
                 "it must be between " + std::to_string(least) + " and 1000000");
    requireField(options.characterCoverage >= 0.9 && options.characterCoverage <= 1.0, at,
                 "characterCoverage", options.characterCoverage, "it must be between 0.9 and 1");
    requireField(std::ranges::find(kNormalizations, options.normalization) !=
                     std::end(kNormalizations),
                 at, "normalization", options.normalization,
                 "use nfkc, nmt_nfkc, nfkc_cf, nmt_nfkc_cf or identity");
    requireField(options.maxSentences >= 1, at, "maxSentences", options.maxSentences,
                 "it must be at least 1");
}

void to_json(nlohmann::json& json, const TokenizerOptions& options)
{
    eachOption(options, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, TokenizerOptions& options)
{
    ObjectReader reader(json);
    eachOption(options, reader);
    reader.finish();
}

void to_json(nlohmann::json& json, const LengthFilter& filter)
{
    eachLimit(filter, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, LengthFilter& filter)
{
    ObjectReader reader(json);
    eachLimit(filter, reader);
    reader.finish();
}

} // namespace palimpsest
