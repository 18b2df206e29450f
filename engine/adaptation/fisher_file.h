// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/adaptation/fisher_estimator.h"
#include "engine/model/parameters.h"
#include "engine/study/fisher_options.h"

namespace palimpsest
{

/// A diagonal Fisher estimate and all that says what it is an estimate of.
struct FisherFile {
    at::Tensor flat; ///< fp32, in the layout and on the device of the parameters
    /// fisherFacts(), and what its maker knows besides: identity, engine …
    nlohmann::json facts;
};

/// All that must be known of an estimate to compare λ between studies: estimator, reduction,
/// sentences (N), batches, tokens, labelSmoothing, dropout, precision, seed, batchTokens, dataHash
/// (of the old text), checkpointHash (SHA-256 of the base model's weights), trace, mean, max,
/// zeros, parameters, groups {name: {parameters, trace, mean, max}}, and what
/// fisher_diagnostics.h says.
nlohmann::json fisherFacts(const FisherOptions& options, const FisherEstimate& estimate,
                           const std::string& dataHash, const std::string& checkpointHash);

/// Writes fisher.safetensors (one tensor a parameter, by name) and fisher.json, then puts the
/// folder in its place as a whole. Adds `weightsHash`, the SHA-256 of fisher.safetensors, to the
/// facts that are stored. Throws Error (DiskFull).
void saveFisher(const std::filesystem::path& folder, const Parameters& parameters,
                const FisherFile& file);

/// Throws BadInput naming a file that is missing or damaged, a fact that fisher.json lacks, and a
/// parameter that is missing, has
/// another shape or is not one of the model's: nothing is ever matched by position.
FisherFile loadFisher(const std::filesystem::path& folder, const Parameters& parameters);

/// Throws BadInput unless the estimate was made on the weights of this model folder.
void requireSameModel(const FisherFile& file, const std::filesystem::path& modelFolder);

} // namespace palimpsest
