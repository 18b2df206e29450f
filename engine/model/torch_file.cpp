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

[[noreturn]] void refuse(const std::string& what)
{
    throw std::runtime_error(what);
}

/// A view lies within its storage, and has no more numbers than it.
void checkView(const PickledTensor& tensor, std::int64_t stored)
{
    if (tensor.shape.size() != tensor.strides.size() || tensor.offset < 0)
        refuse("a tensor's shape and strides do not fit");
    if (tensor.offset >= stored)
        refuse("a tensor reaches beyond its storage");
    std::int64_t last = tensor.offset;
    std::int64_t count = 1;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const std::int64_t size = tensor.shape[i];
        const std::int64_t stride = tensor.strides[i];
        if (size < 1 || stride < 0 || size > stored || stride > stored || count > stored / size)
            refuse("a tensor's shape does not fit its storage");
        if (stride > 0 && size - 1 > (stored - 1 - last) / stride)
            refuse("a tensor reaches beyond its storage");
        last += (size - 1) * stride;
        count *= size;
    }
}

/// The archive and what was read of it. Memory is taken only for what the file can hold.
class Archive
{
public:
    explicit Archive(const std::filesystem::path& file)
        : m_reader(file.string()), m_bytes(std::filesystem::file_size(file))
    {
    }

    std::pair<at::DataPtr, std::size_t> record(const std::string& name)
    {
        // torch.save compresses nothing: a record is never larger than its file.
        if (m_reader.getRecordSize(name) > m_bytes)
            refuse("a record claims more bytes than the file has");
        auto [data, bytes] = m_reader.getRecord(name);
        return {std::move(data), bytes};
    }

    at::Tensor tensor(const PickledTensor& tensor)
    {
        const at::Tensor& storage = stored(tensor);
        checkView(tensor, storage.numel());
        const at::Tensor view = storage.as_strided(tensor.shape, tensor.strides, tensor.offset);
        if (view.is_contiguous())
            return view;
        // Turned ones are copied; each once, and a few more for those that share a storage.
        m_copied += view.nbytes();
        if (m_copied > kMostCopies * m_bytes)
            refuse("its tensors share their storages too often");
        return view.contiguous();
    }

private:
    static constexpr std::uintmax_t kMostCopies = 4; ///< times the size of the file

    const at::Tensor& stored(const PickledTensor& tensor)
    {
        at::Tensor& storage = m_storages[tensor.storage];
        if (!storage.defined()) {
            const auto [data, bytes] = record("data/" + tensor.storage);
            m_read += bytes;
            if (m_read > m_bytes)
                refuse("its stored vectors claim more bytes than the file has");
            const auto scalar = c10::elementSize(tensor.type);
            if (bytes % scalar != 0)
                refuse("a stored vector has a part of a number");
            storage = at::empty({static_cast<std::int64_t>(bytes / scalar)}, tensor.type);
            std::memcpy(storage.data_ptr(), data.get(), bytes);
        }
        if (storage.scalar_type() != tensor.type)
            refuse("a stored vector has two types");
        return storage;
    }

    PyTorchStreamReader m_reader;
    std::uintmax_t m_bytes;
    std::uintmax_t m_read = 0;
    std::uintmax_t m_copied = 0;
    std::map<std::string, at::Tensor> m_storages;
};

} // namespace

std::map<std::string, at::Tensor> readTorchFile(const std::filesystem::path& file)
{
    try {
        Archive archive(file);
        const auto [pickle, size] = archive.record("data.pkl");
        const std::string_view code(static_cast<const char*>(pickle.get()), size);
        std::map<std::string, at::Tensor> tensors;
        for (const auto& [name, tensor] : readTensorPickle(code))
            tensors[name] = archive.tensor(tensor);
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
