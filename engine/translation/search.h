// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/transformer.h"

namespace palimpsest
{

/// One padded batch to decode, and where each sentence stands in it.
struct SearchBatch {
    at::Tensor source;                ///< [n, S] int64 on the model's device
    at::Tensor sourceLength;          ///< [n] int64; undefined when nothing is padded
    std::vector<std::int64_t> limits; ///< most pieces of each result, end mark included
    Weights weights;                  ///< of the model, in the precision of the search
};

using Pieces = std::vector<std::int32_t>;

/// The likeliest piece at each position. Results in the order of the batch, without end mark.
std::vector<Pieces> searchGreedily(const Transformer& model, const SearchBatch& batch);

/// Beam search. A step takes the 2·beam best extensions of a sentence's hypotheses by log p; those
/// that end among the first `beam` are finished with score log p / length^α (end mark counted), the
/// first `beam` of the others go on. A sentence is done with `beam` finished hypotheses or at its
/// limit, where the hypotheses that live count as finished, too; its result is the one with the
/// highest score. So do transformers (early_stopping) and CTranslate2.
std::vector<Pieces> searchWithBeam(const Transformer& model, const SearchBatch& batch, int beam,
                                   double lengthPenalty);

} // namespace palimpsest
