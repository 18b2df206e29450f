// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/marian_config.h"
#include "engine/model/transformer.h"

namespace palimpsest
{

/// Reads the weights of a MarianMT folder: model.safetensors, or pytorch_model.bin as torch.save
/// writes it since version 1.6, of which nothing is executed. `theirIds` [V] is the id there of
/// each of our pieces. The function of the network stays the same; its parameters change places:
/// rows of the embedding follow our ids, and the residual stream is renumbered, since their
/// sinusoids have all sines before all cosines and ours alternate.
///
/// Throws BadInput naming the file and the tensor that is missing, too much or of another shape.
std::unique_ptr<Transformer> readMarianWeights(const std::filesystem::path& folder,
                                               const MarianConfig& config,
                                               const std::vector<std::int64_t>& theirIds,
                                               at::Device device);

/// The same from tensors that were read from `file` already.
std::unique_ptr<Transformer> marianModel(std::map<std::string, at::Tensor> tensors,
                                         const std::string& file, const MarianConfig& config,
                                         const std::vector<std::int64_t>& theirIds,
                                         at::Device device);

/// The way back: `file` in their names, order of ids and of the residual stream.
void writeMarianWeights(const std::filesystem::path& file, const Transformer& model,
                        const std::vector<std::int64_t>& theirIds);

} // namespace palimpsest
