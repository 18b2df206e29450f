// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/marian_config.h"

#include <map>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

using nlohmann::json;

const std::map<std::string, Activation> kActivations = {
    {"swish", Activation::Silu},
    {"silu", Activation::Silu},
    {"relu", Activation::Relu},
    {"gelu", Activation::Gelu},
};

/// Fields of one config.json, with sentences that name file and field.
class Fields
{
public:
    explicit Fields(const std::filesystem::path& file)
        : m_file(file.string()), m_json(json::parse(readFile(file), nullptr, false))
    {
        if (!m_json.is_object())
            throw BadInput("The file " + m_file + " is not JSON: copy the model again.");
    }

    int number(const char* name) const
    {
        const auto found = m_json.find(name);
        if (found == m_json.end() || !found->is_number_integer() || *found < 0 || *found > 1 << 24)
            refuse(name, "must be a whole number");
        return found->get<int>();
    }

    std::string text(const char* name, const std::string& fallback) const
    {
        const auto found = m_json.find(name);
        if (found == m_json.end())
            return fallback;
        if (!found->is_string())
            refuse(name, "must be text");
        return found->get<std::string>();
    }

    /// A flag that must have this value; `fallback` where it is left out.
    void require(const char* name, bool wanted, bool fallback) const
    {
        const auto found = m_json.find(name);
        const bool value =
            found != m_json.end() && found->is_boolean() ? found->get<bool>() : fallback;
        if (value != wanted)
            refuse(name, std::string("must be ") + (wanted ? "true" : "false"));
    }

    void requireEqual(const char* first, const char* second) const
    {
        if (number(first) != number(second))
            refuse(first, std::string("must be the same as ") + second);
    }

    [[noreturn]] void refuse(const std::string& name, const std::string& need) const
    {
        throw BadInput("Field \"" + name + "\" of " + m_file + " " + need +
                       " for a model to be imported here.");
    }

private:
    std::string m_file;
    json m_json;
};

} // namespace

MarianConfig readMarianConfig(const std::filesystem::path& folder)
{
    const Fields fields(folder / "config.json");
    if (fields.text("model_type", "") != "marian")
        fields.refuse("model_type", "must be \"marian\" (MarianMT, OPUS-MT)");
    fields.require("share_encoder_decoder_embeddings", true, true);
    fields.require("tie_word_embeddings", true, true);
    fields.require("scale_embedding", true, false);
    fields.require("normalize_before", false, false);
    fields.require("normalize_embedding", false, false);
    fields.requireEqual("encoder_attention_heads", "decoder_attention_heads");
    fields.requireEqual("encoder_ffn_dim", "decoder_ffn_dim");
    MarianConfig config;
    const std::string activation = fields.text("activation_function", "gelu");
    if (!kActivations.contains(activation))
        fields.refuse("activation_function", "must be swish, silu, relu or gelu");
    ModelOptions& model = config.model;
    model.preset = "custom";
    model.dModel = fields.number("d_model");
    model.heads = fields.number("encoder_attention_heads");
    model.feedForward = fields.number("encoder_ffn_dim");
    model.encoderLayers = fields.number("encoder_layers");
    model.decoderLayers = fields.number("decoder_layers");
    model.norm = NormPlacement::Post;
    model.activation = kActivations.at(activation);
    model.positions = Positions::Sinusoidal;
    model.maxPositions = fields.number("max_position_embeddings");
    model.outputBias = true;
    config.vocabulary = fields.number("vocab_size");
    config.padId = fields.number("pad_token_id");
    config.endId = fields.number("eos_token_id");
    config.startId = fields.number("decoder_start_token_id");
    model.startsWithPad = config.startId == config.padId;
    if (!model.startsWithPad)
        fields.refuse("decoder_start_token_id", "must be pad_token_id");
    validate(model);
    return config;
}

json marianConfigJson(const MarianConfig& config)
{
    const ModelOptions& model = config.model;
    if (model.norm != NormPlacement::Post || model.positions != Positions::Sinusoidal ||
        !model.tiedEmbeddings)
        throw BadInput("MarianMT has norms after its sublayers, sinusoidal positions and tied "
                       "embeddings, and this model does not: train with norm = \"post\", positions "
                       "= \"sinusoidal\" and tiedEmbeddings = true to export it.");
    if (model.adapterWidth > 0)
        throw BadInput("MarianMT has no adapters, and this model does, which cannot be merged into "
                       "its other weights: translate with it here, or export a model that was "
                       "adapted otherwise.");
    const char* activation = model.activation == Activation::Silu   ? "swish"
                             : model.activation == Activation::Relu ? "relu"
                                                                    : "gelu";
    return {{"model_type", "marian"},
            {"architectures", {"MarianMTModel"}},
            {"activation_function", activation},
            {"d_model", model.dModel},
            {"encoder_layers", model.encoderLayers},
            {"decoder_layers", model.decoderLayers},
            {"encoder_attention_heads", model.heads},
            {"decoder_attention_heads", model.heads},
            {"encoder_ffn_dim", model.feedForward},
            {"decoder_ffn_dim", model.feedForward},
            {"max_position_embeddings", model.maxPositions},
            {"static_position_embeddings", true},
            {"scale_embedding", true},
            {"normalize_before", false},
            {"normalize_embedding", false},
            {"share_encoder_decoder_embeddings", true},
            {"tie_word_embeddings", true},
            {"is_encoder_decoder", true},
            {"vocab_size", config.vocabulary},
            {"decoder_vocab_size", config.vocabulary},
            {"pad_token_id", config.padId},
            {"eos_token_id", config.endId},
            {"forced_eos_token_id", config.endId},
            {"decoder_start_token_id", config.startId},
            {"torch_dtype", "float32"}};
}

json marianGenerationJson(const MarianConfig& config)
{
    return {{"pad_token_id", config.padId},
            {"eos_token_id", config.endId},
            {"forced_eos_token_id", config.endId},
            {"decoder_start_token_id", config.startId},
            {"bad_words_ids", {{config.padId}}},
            {"max_length", config.model.maxPositions},
            {"num_beams", 4}};
}

} // namespace palimpsest
