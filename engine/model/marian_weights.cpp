// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/marian_weights.h"

#include <algorithm>
#include <set>

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/model_files.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

using Tensors = std::map<std::string, at::Tensor>;

constexpr std::int64_t kMostMissing = 1 << 20; ///< parameters beside as many as there are

/// One parameter of ours: theirs, one above the other, and which of its dimensions count what.
struct Mapping {
    enum class Axis { Plain, Residual, Pieces };

    std::string ours;
    std::vector<std::string> theirs;
    Axis rows = Axis::Plain;
    Axis columns = Axis::Plain; ///< of matrices
};

using Axis = Mapping::Axis;

class Mappings
{
public:
    explicit Mappings(const ModelOptions& options)
    {
        all.push_back({"embedding.weight", {"model.shared.weight"}, Axis::Pieces, Axis::Residual});
        if (options.outputBias)
            all.push_back({"output.bias", {"final_logits_bias"}, Axis::Pieces});
        for (int i = 0; i < options.encoderLayers; ++i)
            layer("encoder", i);
        for (int i = 0; i < options.decoderLayers; ++i)
            layer("decoder", i);
    }

    std::vector<Mapping> all;

private:
    /// A matrix [out, in] and its bias [out].
    void affine(const std::string& ours, const std::vector<std::string>& theirs, Axis out, Axis in)
    {
        Mapping weight{ours + ".weight", {}, out, in};
        Mapping bias{ours + ".bias", {}, out};
        for (const std::string& name : theirs) {
            weight.theirs.push_back(name + ".weight");
            bias.theirs.push_back(name + ".bias");
        }
        all.push_back(std::move(weight));
        all.push_back(std::move(bias));
    }

    void norm(const std::string& ours, const std::string& theirs)
    {
        affine(ours, {theirs}, Axis::Residual, Axis::Plain);
    }

    void layer(const std::string& stack, int index)
    {
        const std::string ours = stack + "." + std::to_string(index) + ".";
        const std::string theirs = "model." + stack + ".layers." + std::to_string(index) + ".";
        const auto projections = [&](const std::string& attention, const std::string& which) {
            std::vector<std::string> names;
            for (const char one : which)
                names.push_back(theirs + attention + "." + one + "_proj");
            return names;
        };
        affine(ours + "self.qkv", projections("self_attn", "qkv"), Axis::Plain, Axis::Residual);
        affine(ours + "self.output", {theirs + "self_attn.out_proj"}, Axis::Residual, Axis::Plain);
        norm(ours + "self_norm", theirs + "self_attn_layer_norm");
        if (stack == "decoder") {
            affine(ours + "cross.query", projections("encoder_attn", "q"), Axis::Plain,
                   Axis::Residual);
            affine(ours + "cross.key_value", projections("encoder_attn", "kv"), Axis::Plain,
                   Axis::Residual);
            affine(ours + "cross.output", {theirs + "encoder_attn.out_proj"}, Axis::Residual,
                   Axis::Plain);
            norm(ours + "cross_norm", theirs + "encoder_attn_layer_norm");
        }
        affine(ours + "feed_forward.inner", {theirs + "fc1"}, Axis::Plain, Axis::Residual);
        affine(ours + "feed_forward.outer", {theirs + "fc2"}, Axis::Residual, Axis::Plain);
        norm(ours + "feed_forward_norm", theirs + "final_layer_norm");
    }
};

/// Which of their indices each of ours is.
class Renumbering
{
public:
    Renumbering(const ModelOptions& options, const std::vector<std::int64_t>& theirIds)
        : m_pieces(at::tensor(theirIds, at::kLong)),
          m_residual(at::arange(options.dModel, at::kLong).view({2, -1}).t().reshape({-1}))
    {
    }

    at::Tensor toOurs(at::Tensor theirs, const Mapping& mapping) const
    {
        return renumbered(std::move(theirs), mapping, m_pieces, m_residual);
    }
    at::Tensor toTheirs(at::Tensor ours, const Mapping& mapping) const
    {
        return renumbered(std::move(ours), mapping, m_pieces.argsort(), m_residual.argsort());
    }

private:
    static at::Tensor renumbered(at::Tensor tensor, const Mapping& mapping,
                                 const at::Tensor& pieces, const at::Tensor& residual)
    {
        const auto along = [&](int dimension, Axis axis) {
            if (axis != Axis::Plain && dimension < tensor.dim())
                tensor = tensor.index_select(dimension, axis == Axis::Pieces ? pieces : residual);
        };
        along(0, mapping.rows);
        along(1, mapping.columns);
        return tensor.contiguous();
    }

    at::Tensor m_pieces;
    at::Tensor m_residual;
};

/// Tied tensors may be stored under any of their names, or under all.
void joinTied(Tensors& tensors, const std::string& file)
{
    const std::string shared = "model.shared.weight";
    for (const std::string name : {"model.encoder.embed_tokens.weight",
                                   "model.decoder.embed_tokens.weight", "lm_head.weight"}) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            continue;
        const auto [kept, isNew] = tensors.try_emplace(shared, found->second);
        if (!isNew && !at::equal(kept->second, found->second))
            throw BadInput("In the file " + file + " the tensor " + name + " is another than " +
                           shared + ": only models with one embedding can be imported.");
        tensors.erase(found);
    }
    // Computed here, not read.
    tensors.erase("model.encoder.embed_positions.weight");
    tensors.erase("model.decoder.embed_positions.weight");
}

Tensors readTensors(const std::filesystem::path& folder, std::filesystem::path& file)
{
    file = folder / "model.safetensors";
    if (std::filesystem::exists(file))
        return readSafetensors(file).tensors;
    file = folder / "pytorch_model.bin";
    if (std::filesystem::exists(file))
        return readTorchFile(file);
    throw BadInput("The folder " + folder.string() +
                   " has neither model.safetensors nor pytorch_model.bin: copy the whole model.");
}

/// Before memory is taken for a network that a wrong config.json describes; smaller differences
/// show where a tensor is missing.
void checkSize(const Tensors& tensors, const MarianConfig& config, const std::string& file)
{
    std::int64_t scalars = 0;
    for (const auto& [name, tensor] : tensors)
        scalars += tensor.numel();
    const std::int64_t wanted = parameterCount(config.model, config.vocabulary);
    if (wanted > kMostMissing + 2 * scalars)
        throw BadInput("The config.json beside " + file + " describes a network of " +
                       std::to_string(wanted) + " parameters, but the file has " +
                       std::to_string(scalars) + ": copy the model again.");
}

at::Tensor take(Tensors& tensors, const std::string& name, const std::string& file)
{
    const auto found = tensors.find(name);
    if (found == tensors.end())
        throw BadInput("The file " + file + " has no tensor " + name +
                       ": it does not belong to its configuration.");
    const at::Tensor tensor = found->second.to(at::kFloat);
    tensors.erase(found);
    return name == "final_logits_bias" ? tensor.flatten() : tensor;
}

} // namespace

std::unique_ptr<Transformer> readMarianWeights(const std::filesystem::path& folder,
                                               const MarianConfig& config,
                                               const std::vector<std::int64_t>& theirIds,
                                               at::Device device)
{
    std::filesystem::path path;
    Tensors tensors = readTensors(folder, path);
    return marianModel(std::move(tensors), path.string(), config, theirIds, device);
}

std::unique_ptr<Transformer> marianModel(std::map<std::string, at::Tensor> tensors,
                                         const std::string& file, const MarianConfig& config,
                                         const std::vector<std::int64_t>& theirIds,
                                         at::Device device)
{
    const at::NoGradGuard noGrad;
    joinTied(tensors, file);
    checkSize(tensors, config, file);
    auto model = std::make_unique<Transformer>(config.model, config.vocabulary, device);
    const Renumbering renumbering(config.model, theirIds);
    Tensors ours;
    for (const Mapping& mapping : Mappings(config.model).all) {
        std::vector<at::Tensor> parts;
        for (const std::string& name : mapping.theirs)
            parts.push_back(take(tensors, name, file));
        const auto sizes = model->parameters()[mapping.ours].sizes();
        const at::Tensor whole = parts.front().dim() == static_cast<std::int64_t>(sizes.size())
                                     ? at::cat(parts)
                                     : parts.front();
        if (whole.sizes() != sizes)
            throw BadInput("In the file " + file + " the tensor " + mapping.theirs.front() +
                           " has another shape than its configuration says.");
        ours[mapping.ours] = renumbering.toOurs(whole, mapping);
    }
    if (!tensors.empty())
        throw BadInput("The file " + file + " has a tensor " + tensors.begin()->first +
                       " that a MarianMT model does not have.");
    model->parameters().assignFlat(flatFromNamed(model->parameters(), ours, "file " + file));
    return model;
}

void writeMarianWeights(const std::filesystem::path& file, const Transformer& model,
                        const std::vector<std::int64_t>& theirIds)
{
    const at::NoGradGuard noGrad;
    const Tensors ours = namedTensors(model.parameters(), model.parameters().flat());
    const Renumbering renumbering(model.options(), theirIds);
    TensorFile content{{}, {{"format", "pt"}}};
    for (const Mapping& mapping : Mappings(model.options()).all) {
        const at::Tensor whole = renumbering.toTheirs(ours.at(mapping.ours), mapping);
        const auto parts = whole.chunk(static_cast<std::int64_t>(mapping.theirs.size()));
        for (std::size_t i = 0; i < parts.size(); ++i)
            content.tensors[mapping.theirs[i]] = parts[i].contiguous();
    }
    at::Tensor& bias = content.tensors["final_logits_bias"];
    bias = bias.defined() ? bias.unsqueeze(0) : at::zeros({1, model.vocabulary()}, at::kFloat);
    writeSafetensors(file, content);
}

} // namespace palimpsest
