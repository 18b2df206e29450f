// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_files.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr int kFormat = 1;

nlohmann::json readModelJson(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "model.json";
    nlohmann::json json = nlohmann::json::parse(readFile(file), nullptr, false);
    const auto whole = [&](const char* key) {
        return json.contains(key) && json[key].is_number_integer();
    };
    if (!json.is_object() || !json.contains("architecture") || !json.contains("facts") ||
        !json["facts"].is_object() || !whole("vocabulary") || !whole("format"))
        throw BadInput("The file " + file.string() +
                       " does not describe a model: train or copy the model again.");
    if (json["format"].get<int>() > kFormat)
        throw BadInput("The model in " + folder.string() +
                       " was written by a newer version: update this program to use it.");
    return json;
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
    std::filesystem::create_directories(folder);
    const std::filesystem::path weights = folder / "weights.safetensors";
    writeSafetensors(
        weights, {namedTensors(model.parameters(), model.parameters().flat()), {{"format", "pt"}}});
    nlohmann::json json = {{"format", kFormat},
                           {"architecture", model.options()},
                           {"vocabulary", model.vocabulary()},
                           {"facts", facts.is_null() ? nlohmann::json::object() : facts}};
    json["facts"]["weightsHash"] = sha256File(weights.string());
    writeFileAtomically(folder / "model.json", json.dump(2) + "\n");
}

std::unique_ptr<Transformer> loadModel(const std::filesystem::path& folder, at::Device device)
{
    const nlohmann::json json = readModelJson(folder);
    const std::filesystem::path weights = folder / "weights.safetensors";
    if (sha256File(weights.string()) != json["facts"].value("weightsHash", ""))
        throw BadInput("The file " + weights.string() +
                       " is not the one that model.json describes: train or copy the model again.");
    const auto options = json["architecture"].get<ModelOptions>();
    validate(options);
    auto model = std::make_unique<Transformer>(options, json["vocabulary"].get<int>(), device);
    model->parameters().assignFlat(flatFromNamed(
        model->parameters(), readSafetensors(weights).tensors, "file " + weights.string()));
    return model;
}

nlohmann::json modelFacts(const std::filesystem::path& folder)
{
    return readModelJson(folder)["facts"];
}

} // namespace palimpsest
