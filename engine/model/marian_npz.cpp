// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/marian_npz.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <vector>

#include <ATen/Functions.h>

#include "engine/model/npz_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

namespace fs = std::filesystem;

using Tensors = std::map<std::string, at::Tensor>;

constexpr const char* kSettings = "special:model.yml";

/// "key: value" a line, as Marian writes its settings; the values of lists are joined by blanks.
class Settings
{
public:
    Settings(const std::string& text, std::string file) : m_file(std::move(file))
    {
        std::istringstream lines(text);
        std::string key;
        for (std::string line; std::getline(lines, line);) {
            const std::size_t colon = line.find(':');
            const bool indented = line.starts_with(' ') || line.starts_with('-');
            if (!indented && colon != std::string::npos) {
                key = line.substr(0, colon);
                m_values[key] = plain(line.substr(colon + 1));
            } else if (indented && !key.empty()) {
                const std::string more = plain(line);
                std::string& value = m_values[key];
                value += (value.empty() || more.empty() ? "" : " ") + more;
            }
        }
    }

    /// Older versions of Marian do not write every setting.
    std::string text(const std::string& key, const std::string& fallback) const
    {
        const auto found = m_values.find(key);
        return found == m_values.end() ? fallback : found->second;
    }

    int number(const std::string& key) const
    {
        const std::string value = text(key, "");
        if (value.empty() || value.size() > 7 ||
            value.find_first_not_of("0123456789") != std::string::npos)
            refuse(key, "must be a whole number");
        return std::stoi(value);
    }

    void require(const std::string& key, const std::vector<std::string>& allowed) const
    {
        const std::string value = text(key, allowed.front());
        if (std::ranges::find(allowed, value) == allowed.end())
            refuse(key, "is \"" + value + "\" and must be \"" + allowed.front() + "\"");
    }

    [[noreturn]] void refuse(const std::string& key, const std::string& need) const
    {
        throw BadInput("The setting \"" + key + "\" of " + m_file + " " + need +
                       " for a model to be imported here.");
    }

private:
    /// Without quotes, brackets, the dash of a list and blanks around.
    static std::string plain(const std::string& text)
    {
        std::string words;
        for (const char c : text)
            words +=
                c == '"' || c == '\'' || c == '[' || c == ']' || c == ',' || c == '\0' ? ' ' : c;
        std::istringstream in(words);
        std::string all;
        for (std::string word; in >> word;) {
            if (word != "-")
                all += (all.empty() ? "" : " ") + word;
        }
        return all;
    }

    std::string m_file;
    std::map<std::string, std::string> m_values;
};

Settings settingsOf(Tensors& arrays, const std::string& file)
{
    const auto found = arrays.find(kSettings);
    if (found == arrays.end() || c10::elementSize(found->second.scalar_type()) != 1)
        throw BadInput("The file " + file + " has no " + kSettings +
                       ": it is no model that Marian saved.");
    const at::Tensor bytes = found->second.contiguous();
    const std::string text(static_cast<const char*>(bytes.const_data_ptr()),
                           static_cast<std::size_t>(bytes.numel()));
    arrays.erase(found);
    return {text, file};
}

/// Every choice that decides the function of the network, as MarianMT has it.
void requireMarianMt(const Settings& settings)
{
    const std::vector<std::string> no = {"false"};
    settings.require("type", {"transformer"});
    if (settings.text("tied-embeddings-all", "false") != "true" &&
        (settings.text("tied-embeddings-src", "false") != "true" ||
         settings.text("tied-embeddings", "false") != "true"))
        settings.refuse("tied-embeddings-all", "must be true");
    settings.require("transformer-preprocess", {"", "d"});
    settings.require("transformer-postprocess", {"dan", "an"});
    settings.require("transformer-postprocess-emb", {"d", ""});
    settings.require("transformer-postprocess-top", {"", "d"});
    settings.require("transformer-ffn-depth", {"2"});
    settings.require("transformer-decoder-ffn-depth", {"0", "2"});
    settings.require("transformer-decoder-dim-ffn",
                     {"0", settings.text("transformer-dim-ffn", "")});
    settings.require("transformer-decoder-autoreg", {"self-attention"});
    settings.require("transformer-tied-layers", {""});
    settings.require("lemma-dim-emb", {"0"});
    for (const char* key : {"transformer-train-position-embeddings", "transformer-no-projection",
                            "transformer-rnn-projection", "transformer-pool", "right-left",
                            "output-omit-bias", "ulr"})
        settings.require(key, no);
}

MarianConfig configOf(const Settings& settings, const at::Tensor& embedding)
{
    MarianConfig config;
    ModelOptions& model = config.model;
    model.preset = "custom";
    model.dModel = settings.number("dim-emb");
    model.heads = settings.number("transformer-heads");
    model.feedForward = settings.number("transformer-dim-ffn");
    model.encoderLayers = settings.number("enc-depth");
    model.decoderLayers = settings.number("dec-depth");
    model.norm = NormPlacement::Post;
    // Marian's "gelu" is an approximation that no model here has.
    settings.require("transformer-ffn-activation", {"swish", "relu"});
    model.activation = settings.text("transformer-ffn-activation", "swish") == "relu"
                           ? Activation::Relu
                           : Activation::Silu;
    model.positions = Positions::Sinusoidal;
    model.outputBias = true;
    model.startsWithPad = true;
    validate(model);
    config.padId = static_cast<int>(embedding.size(0));
    config.vocabulary = config.padId + 1;
    config.endId = 0; // Marian's default; the vocabulary is checked for it
    config.startId = config.padId;
    return config;
}

/// Of a layer; W are matrices [in, out], b and ln vectors.
const std::map<std::string, std::string> kLayerNames = {
    {"self_Wq", "self_attn.q_proj.weight"},
    {"self_Wk", "self_attn.k_proj.weight"},
    {"self_Wv", "self_attn.v_proj.weight"},
    {"self_Wo", "self_attn.out_proj.weight"},
    {"self_bq", "self_attn.q_proj.bias"},
    {"self_bk", "self_attn.k_proj.bias"},
    {"self_bv", "self_attn.v_proj.bias"},
    {"self_bo", "self_attn.out_proj.bias"},
    {"self_Wo_ln_scale", "self_attn_layer_norm.weight"},
    {"self_Wo_ln_bias", "self_attn_layer_norm.bias"},
    {"context_Wq", "encoder_attn.q_proj.weight"},
    {"context_Wk", "encoder_attn.k_proj.weight"},
    {"context_Wv", "encoder_attn.v_proj.weight"},
    {"context_Wo", "encoder_attn.out_proj.weight"},
    {"context_bq", "encoder_attn.q_proj.bias"},
    {"context_bk", "encoder_attn.k_proj.bias"},
    {"context_bv", "encoder_attn.v_proj.bias"},
    {"context_bo", "encoder_attn.out_proj.bias"},
    {"context_Wo_ln_scale", "encoder_attn_layer_norm.weight"},
    {"context_Wo_ln_bias", "encoder_attn_layer_norm.bias"},
    {"ffn_W1", "fc1.weight"},
    {"ffn_b1", "fc1.bias"},
    {"ffn_W2", "fc2.weight"},
    {"ffn_b2", "fc2.bias"},
    {"ffn_ffn_ln_scale", "final_layer_norm.weight"},
    {"ffn_ffn_ln_bias", "final_layer_norm.bias"},
};

/// "encoder_l1_self_Wq" → "model.encoder.layers.0.self_attn.q_proj.weight"; nothing for others.
std::optional<std::string> layerName(const std::string& theirs)
{
    for (const std::string stack : {"encoder", "decoder"}) {
        const std::string start = stack + "_l";
        const std::size_t end = theirs.find('_', start.size());
        if (!theirs.starts_with(start) || end == std::string::npos || end - start.size() > 4)
            continue;
        const std::string digits = theirs.substr(start.size(), end - start.size());
        const auto known = kLayerNames.find(theirs.substr(end + 1));
        if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos ||
            known == kLayerNames.end())
            continue;
        return "model." + stack + ".layers." + std::to_string(std::stoi(digits) - 1) + "." +
               known->second;
    }
    return std::nullopt;
}

/// A vector, or a matrix with a row for each piece, with zeros for the pad piece.
at::Tensor withPad(const at::Tensor& tensor)
{
    std::vector<std::int64_t> shape(tensor.sizes().begin(), tensor.sizes().end());
    shape[0] = 1;
    return at::cat({tensor, at::zeros(shape, at::kFloat)});
}

Tensors renamed(const Tensors& arrays, const std::string& file)
{
    Tensors tensors;
    for (const auto& [name, array] : arrays) {
        const at::Tensor tensor = array.to(at::kFloat);
        if (name == "Wemb")
            tensors["model.shared.weight"] = withPad(tensor);
        else if (name == "decoder_ff_logit_out_b")
            tensors["final_logits_bias"] = withPad(tensor.flatten());
        else if (const auto known = layerName(name))
            tensors[*known] = tensor.size(0) == 1 ? tensor.flatten() : tensor.t().contiguous();
        else
            throw BadInput("The file " + file + " has a tensor " + name +
                           " that a MarianMT model does not have.");
    }
    return tensors;
}

} // namespace

MarianNpz readMarianNpz(const fs::path& path)
{
    const std::string file = path.string();
    Tensors arrays = readNpz(path);
    const Settings settings = settingsOf(arrays, file);
    const auto embedding = arrays.find("Wemb");
    requireMarianMt(settings);
    if (embedding == arrays.end() || embedding->second.dim() != 2)
        throw BadInput("The file " + file +
                       " has no embedding Wemb: it is no model that Marian "
                       "saved.");
    for (const auto& [name, array] : arrays) {
        if (array.dim() != 2)
            throw BadInput("The file " + file + " has a tensor " + name +
                           " that is no matrix, as all of Marian's are.");
    }
    return {configOf(settings, embedding->second), renamed(arrays, file)};
}

fs::path marianNpzOf(const fs::path& path)
{
    if (fs::is_regular_file(path))
        return path;
    if (!fs::is_directory(path) || fs::exists(path / "config.json"))
        return {};
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
        if (entry.path().extension() == ".npz" &&
            !entry.path().filename().string().ends_with(".optimizer.npz"))
            found.push_back(entry.path());
    }
    if (found.size() > 1)
        throw BadInput("The folder " + path.string() +
                       " has several .npz files: name the one that is the model.");
    return found.empty() ? fs::path() : found.front();
}

} // namespace palimpsest
