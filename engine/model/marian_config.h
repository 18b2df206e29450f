// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "engine/study/model_options.h"

namespace palimpsest
{

/// config.json of a MarianMT folder (Hugging Face's transformers): architecture and special ids.
struct MarianConfig {
    ModelOptions model;
    int vocabulary = 0;
    int padId = 0;
    int endId = 0;
    int startId = 0; ///< the decoder's first input
};

/// Throws BadInput naming the field of config.json that is missing or that no model here can have
/// (separate vocabularies, unscaled embeddings, stacks of different widths).
MarianConfig readMarianConfig(const std::filesystem::path& folder);

/// What transformers and CTranslate2 need of it. Throws BadInput where MarianMT cannot be this
/// model (pre-norm, learned positions, embeddings that are not tied).
nlohmann::json marianConfigJson(const MarianConfig& config);
/// generation_config.json: beam search as transformers does it by default for these models.
nlohmann::json marianGenerationJson(const MarianConfig& config);

} // namespace palimpsest
