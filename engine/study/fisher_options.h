// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// How the importance of every parameter of a base model on old data is estimated: its diagonal
/// Fisher information, or what stands in for it.
enum class FisherEstimator {
    Exact,   ///< mean over sentences of the squared gradient of the sentence's summed NLL
    Batched, ///< squared gradient of the token-mean batch loss; smaller by about 1/(tokens per
             ///< batch)
    SampledLabels, ///< as Exact, targets drawn from the model: the true Fisher, not the empirical
                   ///< one
    Sensitivity,   ///< mean over sentences of |gradient of the summed squared logits|, for MAS
};

struct FisherOptions {
    FisherEstimator estimator = FisherEstimator::Exact;
    int sentences = 1000;        ///< N, drawn from the old domain's training set by `seed`
    double labelSmoothing = 0.0; ///< of the loss that is differentiated
    std::uint64_t seed = 1;
    std::int64_t batchTokens = 1536; ///< Batched: size of the batches
    double clip = 0; ///< no entry above so many times the mean of all; 0 = as estimated

    bool operator==(const FisherOptions&) const = default;
};

void validate(const FisherOptions& options);
void to_json(nlohmann::json& json, const FisherOptions& options);
void from_json(const nlohmann::json& json, FisherOptions& options);

} // namespace palimpsest
