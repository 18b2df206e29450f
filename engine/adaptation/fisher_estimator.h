// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/model/transformer.h"
#include "engine/study/fisher_options.h"
#include "engine/text/id_shard.h"

namespace palimpsest
{

/// A diagonal Fisher estimate and what was counted on the way.
struct FisherEstimate {
    at::Tensor flat;            ///< fp32, in the layout of the model's parameters
    std::int64_t sentences = 0; ///< differentiated
    std::int64_t batches = 0;   ///< gradients squared: sentences, or batches of Batched
    std::int64_t tokens = 0; ///< target pieces, end marks included, of the text or of the samples
    nlohmann::json summary;  ///< summariseFisher(), convergence and clipping
};

/// Returns false to stop; called after every backward pass with sentences done and in all.
using FisherProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// Estimates the diagonal Fisher information of a model on N sentences drawn without replacement.
///
/// - Exact: F = 1/N Σ_n (∂ Σ_t −log p(y_t | y_<t, x_n) / ∂θ)², many sentences a backward pass (see
///   sentence_gradients.h).
/// - Batched: F = 1/M Σ_m (∂ token-mean loss of batch m / ∂θ)², padding masked; smaller than Exact
/// by
///   about 1/(tokens per batch), for comparison with older code.
/// - SampledLabels: as Exact with targets drawn from the model by ancestral sampling: the true
///   Fisher (Kunstner et al. 2019 on the difference).
/// - Sensitivity: Ω = 1/N Σ_n |∂ Σ_t ‖z_t‖² / ∂θ|, z_t the logits under the gold prefix; what
/// memory
///   aware synapses use in place of F (Aljundi et al. 2018).
///
/// Sentences are visited in a random order, and the estimate is compared with what its first ones
/// give (FisherConvergence). Entries are clipped last (clipFisher()).
///
/// Dropout is off, gradients are fp32 and set to zero before each pass, squares are summed in fp64.
/// Throws Error (NonFiniteLoss) when a gradient is not finite, BadInput when there is no text. A
/// stop returns an estimate whose `flat` is undefined.
FisherEstimate estimateFisher(Transformer& model,
                              const std::vector<std::shared_ptr<const IdShard>>& shards,
                              const FisherOptions& options, const FisherProgress& progress = {});

/// "trace", "mean", "max", "zeros" (entries that are exactly 0), the same by parameter group, and
/// a histogram (fisherHistogram()).
nlohmann::json summariseFisher(const Parameters& parameters, const at::Tensor& flat);

} // namespace palimpsest
