// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/transformer.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{

struct TranslationOptions {
    int beam = 4;                    ///< 1 = greedy
    double lengthPenalty = 1.0;      ///< hypothesis score = log p / length^α; 0 = plain log p
    std::int64_t batchTokens = 4096; ///< padded source pieces · beam of one batch, at most
    double maxLengthRatio = 3;       ///< at most ratio · source + 10 pieces, end mark included
    Precision precision = Precision::Float32; ///< Auto: see choosePrecision()
};

/// Translates encoded sources (each closed by kEndId): batched by length, key/value cache, finished
/// sentences leave the batch; deterministic; results in input order, without end mark. Empty
/// sources stay empty; of a source longer than the model's maxPositions the beginning is
/// translated. On the CPU every thread decodes batches of its own; `progress` is called by one of
/// them at a time. Throws BadInput for options out of range.
std::vector<std::vector<std::int32_t>> translate(const Transformer& model,
                                                 std::span<const std::vector<std::int32_t>> sources,
                                                 const TranslationOptions& options,
                                                 const ProgressFunction& progress = {});

/// The same from text to text.
std::vector<std::string> translateText(const Transformer& model, const Tokenizer& tokenizer,
                                       std::span<const std::string> sources,
                                       const TranslationOptions& options,
                                       const ProgressFunction& progress = {});

} // namespace palimpsest
