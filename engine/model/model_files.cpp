// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_files.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/json_fields.h"
#include "engine/study/sealed_json.h"

namespace palimpsest
{

namespace
{

constexpr int kFormat = 1;

struct ModelDescription {
    ModelOptions architecture;
    int vocabulary = 0;
    nlohmann::json facts;
};

ModelDescription readModelJson(const std::filesystem::path& folder)
{
    recoverFolder(folder);
    const std::filesystem::path file = folder / "model.json";
    const nlohmann::json json = readSealedJson(file, "train or copy the model again");
    const std::string useless =
        "The file " + file.string() + " does not describe a model: train or copy the model again.";
    if (!json.contains("architecture"))
        throw BadInput(useless);
    ModelDescription model;
    int format = 0;
    try {
        ObjectReader read(json);
        read("format", format);
        if (format > kFormat)
            throw BadInput("The model in " + folder.string() +
                           " was written by a newer version: update this program to use it.");
        read("vocabulary", model.vocabulary);
        read("architecture", model.architecture);
        read("facts", model.facts);
        validate(model.architecture);
    } catch (const FieldError& error) {
        throw BadInput("In the file " + file.string() + ": " + error.what());
    }
    if (format < 1 || model.vocabulary < 1 || !model.facts.is_object() ||
        !model.facts.contains("weightsHash") || !model.facts["weightsHash"].is_string())
        throw BadInput(useless);
    return model;
}

// Before memory is taken for a network that a wrong model.json describes.
void checkSize(const std::filesystem::path& folder, const ModelDescription& model,
               const TensorFile& weights)
{
    std::int64_t scalars = 0;
    for (const auto& [name, tensor] : weights.tensors)
        scalars += tensor.numel();
    const std::int64_t wanted = parameterCount(model.architecture, model.vocabulary);
    if (scalars != wanted)
        throw BadInput("The model.json in " + folder.string() + " describes a network of " +
                       std::to_string(wanted) + " parameters, but the weights beside it are " +
                       std::to_string(scalars) + ": train or copy the model again.");
}

} // namespace

std::map<std::string, at::Tensor> namedTensors(const Parameters& parameters, const at::Tensor& flat)
{
    const at::NoGradGuard noGrad;
    const at::Tensor values = flat.detach().cpu();
    std::map<std::string, at::Tensor> tensors;
    for (const ParameterEntry& entry : parameters.entries())
        tensors[entry.name] = values.narrow(0, entry.offset, entry.size).view(entry.shape);
    return tensors;
}

at::Tensor flatFromNamed(const Parameters& parameters,
                         const std::map<std::string, at::Tensor>& tensors, const std::string& what)
{
    const at::NoGradGuard noGrad;
    at::Tensor flat = at::empty({parameters.size()}, at::kFloat);
    for (const ParameterEntry& entry : parameters.entries()) {
        const auto found = tensors.find(entry.name);
        if (found == tensors.end())
            throw BadInput("The " + what + " has no tensor \"" + entry.name +
                           "\": it belongs to another model.");
        if (found->second.sizes() != at::IntArrayRef(entry.shape))
            throw BadInput("The " + what + " has a tensor \"" + entry.name +
                           "\" of another shape: it belongs to another model.");
        flat.narrow(0, entry.offset, entry.size).copy_(found->second.flatten());
    }
    for (const auto& [name, tensor] : tensors)
        if (!parameters.contains(name))
            throw BadInput("The " + what + " has a tensor \"" + name +
                           "\" that the model lacks: it belongs to another model.");
    return flat.to(parameters.device());
}

void saveModel(const std::filesystem::path& folder, const Transformer& model,
               const nlohmann::json& facts)
{
    const std::filesystem::path made(folder.string() + ".tmp");
    std::filesystem::remove_all(made);
    const std::filesystem::path weights = made / "weights.safetensors";
    writeSafetensors(
        weights, {namedTensors(model.parameters(), model.parameters().flat()), {{"format", "pt"}}});
    nlohmann::json json = {{"format", kFormat},
                           {"architecture", model.options()},
                           {"vocabulary", model.vocabulary()},
                           {"facts", facts.is_null() ? nlohmann::json::object() : facts}};
    json["facts"]["weightsHash"] = sha256File(weights.string());
    writeSealedJson(made / "model.json", json);
    replaceFolder(made, folder);
}

std::unique_ptr<Transformer> loadModel(const std::filesystem::path& folder, at::Device device)
{
    const ModelDescription description = readModelJson(folder);
    const std::filesystem::path weights = folder / "weights.safetensors";
    if (sha256File(weights.string()) != description.facts["weightsHash"])
        throw BadInput("The file " + weights.string() +
                       " is not the one that model.json describes: train or copy the model again.");
    const TensorFile content = readSafetensors(weights);
    checkSize(folder, description, content);
    auto model =
        std::make_unique<Transformer>(description.architecture, description.vocabulary, device);
    model->parameters().assignFlat(
        flatFromNamed(model->parameters(), content.tensors, "file " + weights.string()));
    return model;
}

nlohmann::json modelFacts(const std::filesystem::path& folder)
{
    return readModelJson(folder).facts;
}

} // namespace palimpsest
