// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/model_options.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

struct Preset {
    const char* name;
    int dModel, heads, feedForward, encoderLayers, decoderLayers;
};
constexpr Preset kPresets[] = {
    {"tiny", 192, 3, 768, 3, 2},
    {"small", 256, 4, 1024, 3, 3},
    {"base", 512, 8, 2048, 6, 6},
    {"big", 1024, 16, 4096, 6, 6},
};
constexpr const char* kCustom = "custom";

template <class Self, class Visitor>
void eachField(Self& options, Visitor&& visit)
{
    visit("preset", options.preset);
    visit("dModel", options.dModel);
    visit("heads", options.heads);
    visit("feedForward", options.feedForward);
    visit("encoderLayers", options.encoderLayers);
    visit("decoderLayers", options.decoderLayers);
    visit("norm", options.norm);
    visit("activation", options.activation);
    visit("positions", options.positions);
    visit("tiedEmbeddings", options.tiedEmbeddings);
    visit("maxPositions", options.maxPositions);
    visit("outputBias", options.outputBias);
    visit("startsWithPad", options.startsWithPad);
    visit("adapterWidth", options.adapterWidth);
    visit("adapterPlaces", options.adapterPlaces);
}

} // namespace

ModelOptions modelPreset(const std::string& name)
{
    std::string known;
    for (const Preset& preset : kPresets) {
        if (name == preset.name) {
            ModelOptions options;
            options.preset = preset.name;
            options.dModel = preset.dModel;
            options.heads = preset.heads;
            options.feedForward = preset.feedForward;
            options.encoderLayers = preset.encoderLayers;
            options.decoderLayers = preset.decoderLayers;
            return options;
        }
        known += (known.empty() ? "" : ", ") + std::string(preset.name);
    }
    throw BadInput("There is no model preset \"" + name + "\": use one of " + known + ".");
}

std::vector<std::string> modelPresetNames()
{
    std::vector<std::string> names;
    for (const Preset& preset : kPresets)
        names.emplace_back(preset.name);
    return names;
}

void validate(const ModelOptions& options)
{
    const std::string at = "model";
    requireField(options.dModel >= 8 && options.dModel <= 16384, at, "dModel", options.dModel,
                 "it must be between 8 and 16384");
    requireField(options.heads >= 1 && options.dModel % options.heads == 0, at, "heads",
                 options.heads,
                 "it must be at least 1 and divide dModel " + std::to_string(options.dModel));
    requireField(options.positions != Positions::Sinusoidal || options.dModel % 2 == 0, at,
                 "dModel", options.dModel, "sinusoidal positions need an even width");
    requireField(options.feedForward >= 1, at, "feedForward", options.feedForward,
                 "it must be at least 1");
    requireField(options.encoderLayers >= 1 && options.encoderLayers <= 100, at, "encoderLayers",
                 options.encoderLayers, "it must be between 1 and 100");
    requireField(options.decoderLayers >= 1 && options.decoderLayers <= 100, at, "decoderLayers",
                 options.decoderLayers, "it must be between 1 and 100");
    requireField(options.maxPositions >= 2, at, "maxPositions", options.maxPositions,
                 "it must be at least 2");
    requireField(options.adapterWidth >= 0 && options.adapterWidth <= 16384, at, "adapterWidth",
                 options.adapterWidth, "it must be between 0 and 16384");
}

std::int64_t parameterCount(const ModelOptions& options, int vocabulary)
{
    const std::int64_t d = options.dModel;
    const std::int64_t inner = options.feedForward;
    const std::int64_t attention = 4 * d * d + 4 * d; // q, k, v and output with their biases
    const std::int64_t feedForward = 2 * d * inner + inner + d;
    const std::int64_t norm = 2 * d;
    const std::int64_t encoderLayer = attention + feedForward + 2 * norm;
    const std::int64_t decoderLayer = 2 * attention + feedForward + 3 * norm;
    const std::int64_t embeddings = (options.tiedEmbeddings ? 1 : 3) * vocabulary * d;
    const std::int64_t positions =
        options.positions == Positions::Learned ? 2 * options.maxPositions * d : 0;
    const std::int64_t finalNorms = options.norm == NormPlacement::Pre ? 2 * norm : 0;
    const std::int64_t outputBias = options.outputBias ? vocabulary : 0;
    const std::int64_t width = options.adapterWidth;
    const std::int64_t adapter = width > 0 ? norm + 2 * d * width + width + d : 0;
    const bool everywhere = options.adapterPlaces == AdapterPlaces::Sublayers;
    const std::int64_t adapters =
        (everywhere ? 2 : 1) * options.encoderLayers + (everywhere ? 3 : 1) * options.decoderLayers;
    return embeddings + positions + outputBias + adapters * adapter +
           options.encoderLayers * encoderLayer + options.decoderLayers * decoderLayer + finalNorms;
}

void to_json(nlohmann::json& json, const ModelOptions& options)
{
    eachField(options, ObjectWriter(json));
    // Identities of models are hashes of this: what came later is named only where it is used.
    for (const char* later : {"outputBias", "startsWithPad"}) {
        if (!json[later].get<bool>())
            json.erase(later);
    }
    if (options.adapterWidth == 0) {
        json.erase("adapterWidth");
        json.erase("adapterPlaces");
    }
}

void from_json(const nlohmann::json& json, ModelOptions& options)
{
    ObjectReader reader(json);
    std::string preset = options.preset;
    reader("preset", preset);
    if (preset != kCustom) { // sizes that are not given are the preset's
        try {
            options = modelPreset(preset);
        } catch (const BadInput& error) {
            throw FieldError("preset", std::string("is wrong: ") + error.what());
        }
    }
    eachField(options, reader);
    reader.finish();
}

} // namespace palimpsest
