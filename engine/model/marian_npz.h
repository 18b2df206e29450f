// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "engine/model/marian_config.h"

namespace palimpsest
{

/// A model of Marian's own, with its tensors as MarianMT has them.
struct MarianNpz {
    MarianConfig config; ///< a pad piece, which Marian has not, comes last
    std::map<std::string, at::Tensor> tensors;
};

/// Reads Marian's .npz with the YAML that it holds (special:model.yml), as transformers converts
/// it: a pad piece with an embedding of zeros starts the decoder. Positions are transformers', too;
/// Marian's own differ by a factor of d/(d − 2) in the logarithm of their wave lengths. Throws
/// BadInput naming the file and the setting or tensor that no model here can have.
MarianNpz readMarianNpz(const std::filesystem::path& file);

/// The .npz that is meant by a path: itself, or the only one of a folder without a config.json, of
/// an optimiser apart; empty where there is none. Throws BadInput where there are several.
std::filesystem::path marianNpzOf(const std::filesystem::path& path);

} // namespace palimpsest
