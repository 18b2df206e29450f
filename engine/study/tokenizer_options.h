// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

enum class TokenizerKind { Unigram, Bpe };

/// How the joint SentencePiece model of a study is trained (Kudo & Richardson 2018).
struct TokenizerOptions {
    TokenizerKind kind = TokenizerKind::Unigram;
    int vocabulary = 8000;
    double characterCoverage = 1.0;
    bool byteFallback = true;
    std::string normalization = "nfkc";  ///< a rule of SentencePiece: nfkc, nmt_nfkc, identity …
    std::vector<std::string> domains;    ///< trained on these; empty = the old domains
    std::int64_t maxSentences = 1000000; ///< drawn at random from the text
    std::uint64_t seed = 1;

    bool operator==(const TokenizerOptions&) const = default;
};

/// Ids that every tokenizer of this project has.
inline constexpr int kPadId = 0;
inline constexpr int kUnknownId = 1;
inline constexpr int kBeginId = 2; ///< first input of the decoder
inline constexpr int kEndId = 3;   ///< last piece of every source and target

/// Pairs that training leaves out, and counts.
struct LengthFilter {
    int maxPieces = 200; ///< per side
    double maxRatio = 9; ///< of the longer side to the shorter, in pieces

    bool operator==(const LengthFilter&) const = default;
};

void validate(const TokenizerOptions& options);
void to_json(nlohmann::json& json, const TokenizerOptions& options);
void from_json(const nlohmann::json& json, TokenizerOptions& options);
void to_json(nlohmann::json& json, const LengthFilter& filter);
void from_json(const nlohmann::json& json, LengthFilter& filter);

} // namespace palimpsest
