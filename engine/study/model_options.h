// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

enum class NormPlacement { Pre, Post };
enum class Activation { Relu, Gelu, Silu };
enum class Positions { Sinusoidal, Learned };
/// After which sublayers a model with adapters has one.
enum class AdapterPlaces {
    FeedForward, ///< one a layer (Bapna and Firat 2019)
    Sublayers,   ///< after attention as well (Houlsby et al. 2019)
};

/// Architecture of an encoder-decoder Transformer (Vaswani et al. 2017). Everything that decides
/// the shapes and the function of the network, and nothing else: dropout belongs to training.
struct ModelOptions {
    std::string preset =
        "small";      ///< tiny, small, base, big or custom; only a name once sizes are set
    int dModel = 256; ///< width of the residual stream, a multiple of `heads`
    int heads = 4;
    int feedForward = 1024; ///< inner width of the position-wise feed-forward block
    int encoderLayers = 3;
    int decoderLayers = 3;
    NormPlacement norm = NormPlacement::Pre;
    Activation activation = Activation::Relu;
    Positions positions = Positions::Sinusoidal;
    bool tiedEmbeddings =
        true;                ///< source, target and output embedding are one parameter, stored once
    int maxPositions = 512;  ///< longest source or target in pieces, end mark included
    bool outputBias = false; ///< logits = hidden · projectionᵀ + bias, as in Marian
    bool startsWithPad = false; ///< the decoder's first input is kPadId, as in Marian, not kBeginId
    int adapterWidth = 0;       ///< inner width of the adapters of an adapted model; 0 = none
    AdapterPlaces adapterPlaces = AdapterPlaces::FeedForward; ///< of those adapters

    bool operator==(const ModelOptions&) const = default;
};

/// Sizes of a preset: tiny (about 3 M parameters at 3,000 pieces), small (about 8 M at 8,000), base
/// (d 512, 6+6, ff 2048), big (d 1024, 6+6, ff 4096). Throws BadInput naming the known presets.
ModelOptions modelPreset(const std::string& name);
std::vector<std::string> modelPresetNames();

/// Throws BadInput naming the field, its value and what is allowed.
void validate(const ModelOptions& options);

/// Number of trainable scalars of the network with `vocabulary` pieces.
std::int64_t parameterCount(const ModelOptions& options, int vocabulary);

void to_json(nlohmann::json& json, const ModelOptions& options);
void from_json(const nlohmann::json& json, ModelOptions& options);

} // namespace palimpsest
