// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/model/parameters.h"

namespace palimpsest
{

/// A diagonal Fisher estimate and all that says what it is an estimate of.
struct FisherFile {
    at::Tensor flat; ///< fp32, in the layout and on the device of the parameters
    /// estimator, reduction, sentences, batches, tokens, labelSmoothing, dropout, precision, seed,
    /// dataHash, checkpointHash, trace, mean, max, zeros, groups {name: {parameters, mean, max}},
    /// engine.
    nlohmann::json facts;
};

/// Writes fisher.safetensors (one tensor a parameter, by name) and fisher.json, then puts the
/// folder in its place as a whole. Adds `weightsHash`, the SHA-256 of fisher.safetensors, to the
/// facts that are stored. Throws Error (DiskFull).
void saveFisher(const std::filesystem::path& folder, const Parameters& parameters,
                const FisherFile& file);

/// Throws BadInput naming a file that is missing or damaged, and a parameter that is missing, has
/// another shape or is not one of the model's: nothing is ever matched by position.
FisherFile loadFisher(const std::filesystem::path& folder, const Parameters& parameters);

/// Throws BadInput unless the estimate was made on the weights of this model folder.
void requireSameModel(const FisherFile& file, const std::filesystem::path& modelFolder);

} // namespace palimpsest
