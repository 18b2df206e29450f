// SPDX-License-Identifier: GPL-3.0-or-later
// What torch.save writes: a zip archive with data.pkl, and data/<key> for each stored vector.
#include "engine/model/model_files.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <ATen/Functions.h>
#include <caffe2/serialize/inline_container.h>

#include "engine/model/torch_pickle.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

using caffe2::serialize::PyTorchStreamReader;

constexpr std::int64_t kMost = std::int64_t{1} << 40; // scalars; keeps products within 64 bits

[[noreturn]] void refuse(const std::string& what)
{
    throw std::runtime_error(what);
}

/// A view lies within its storage.
void checkView(const PickledTensor& tensor, std::int64_t stored)
{
    if (tensor.shape.size() != tensor.strides.size() || tensor.shape.size() > 8 ||
        tensor.offset < 0)
        refuse("a tensor's shape and strides do not fit");
    std::int64_t last = tensor.offset;
    std::int64_t count = 1;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const std::int64_t size = tensor.shape[i];
        const std::int64_t stride = tensor.strides[i];
        if (size < 1 || stride < 0 || size > stored || stride > stored)
            refuse("a tensor's shape does not fit its storage");
        last += (size - 1) * stride;
        count *= size;
        if (count > kMost || last >= stored)
            refuse("a tensor reaches beyond its storage");
    }
    if (last >= stored)
        refuse("a tensor reaches beyond its storage");
}

at::Tensor readTensor(PyTorchStreamReader& archive, const PickledTensor& tensor,
                      std::map<std::string, at::Tensor>& storages)
{
    at::Tensor& storage = storages[tensor.storage];
    if (!storage.defined()) {
        auto [data, bytes] = archive.getRecord("data/" + tensor.storage);
        const auto scalar = c10::elementSize(tensor.type);
        if (bytes % scalar != 0)
            refuse("a stored vector has a part of a number");
        storage = at::empty({static_cast<std::int64_t>(bytes / scalar)}, tensor.type);
        std::memcpy(storage.data_ptr(), data.get(), bytes);
    }
    if (storage.scalar_type() != tensor.type)
        refuse("a stored vector has two types");
    checkView(tensor, storage.numel());
    return storage.as_strided(tensor.shape, tensor.strides, tensor.offset).contiguous();
}

} // namespace

std::map<std::string, at::Tensor> readTorchFile(const std::filesystem::path& file)
{
    try {
        PyTorchStreamReader archive(file.string());
        const auto [pickle, size] = archive.getRecord("data.pkl");
        const std::string_view code(static_cast<const char*>(pickle.get()), size);
        std::map<std::string, at::Tensor> tensors;
        std::map<std::string, at::Tensor> storages;
        for (const auto& [name, tensor] : readTensorPickle(code))
            tensors[name] = readTensor(archive, tensor, storages);
        return tensors;
    } catch (const std::exception& error) {
        const std::string why = error.what();
        throw BadInput("The file " + file.string() +
                       " is damaged or holds more than named tensors (" +
                       why.substr(0, std::min<std::size_t>(why.find('\n'), 120)) +
                       "): save the model as model.safetensors (in transformers: "
                       "save_pretrained(folder, safe_serialization=True)).");
    }
}

} // namespace palimpsest
