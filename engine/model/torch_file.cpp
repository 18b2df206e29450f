// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_files.h"

#include <fstream>

#include <torch/csrc/jit/serialization/pickle.h>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why)
{
    throw BadInput("The file " + file.string() + " " + why +
                   ": save the model as model.safetensors (in transformers: "
                   "save_pretrained(folder, safe_serialization=True)).");
}

} // namespace

// LibTorch's own unpickler knows tensors, numbers, text and containers; it cannot call anything.
std::map<std::string, at::Tensor> readTorchFile(const std::filesystem::path& file)
{
    const std::string content = readFile(file);
    if (!content.starts_with("PK\x03\x04"))
        refuse(file, "is not of the form that torch.save writes since version 1.6");
    c10::IValue value;
    try {
        value = torch::jit::pickle_load_obj(content);
    } catch (const std::exception&) {
        refuse(file, "is damaged, or holds more than tensors");
    }
    if (!value.isGenericDict())
        refuse(file, "is not a dictionary of tensors");
    std::map<std::string, at::Tensor> tensors;
    for (const auto& entry : value.toGenericDict()) {
        if (!entry.key().isString() || !entry.value().isTensor())
            refuse(file, "holds more than named tensors");
        tensors[entry.key().toStringRef()] = entry.value().toTensor().contiguous();
    }
    return tensors;
}

} // namespace palimpsest
