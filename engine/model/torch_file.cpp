// SPDX-License-Identifier: GPL-3.0-or-later
// What torch.save writes: a zip archive with data.pkl, and data/<key> for each stored vector.
#include "engine/model/model_files.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <ATen/Functions.h>

#include "engine/model/torch_pickle.h"
#include "engine/model/zip_archive.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

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

/// The archive and what was read of it. Memory is taken only for what the file can hold. LibTorch's
/// own reader ends the process where a file is wrong.
class Archive
{
public:
    explicit Archive(const std::filesystem::path& file)
        : m_archive(file), m_bytes(std::filesystem::file_size(file))
    {
        for (const ZipEntry& entry : m_archive.entries()) // "archive/data.pkl"
            m_records.try_emplace(entry.name.substr(entry.name.find('/') + 1), &entry);
        if (m_records.contains("byteorder") && record("byteorder") != "little")
            refuse("its numbers have their highest byte first");
    }

    std::string record(const std::string& name)
    {
        const auto found = m_records.find(name);
        if (found == m_records.end())
            refuse("it has no record " + name);
        // torch.save compresses nothing: a record is never larger than its file.
        if (found->second->size > m_bytes)
            refuse("a record claims more bytes than the file has");
        return m_archive.content(*found->second);
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
            const std::string bytes = record("data/" + tensor.storage);
            m_read += bytes.size();
            if (m_read > m_bytes)
                refuse("its stored vectors claim more bytes than the file has");
            const auto scalar = c10::elementSize(tensor.type);
            if (bytes.size() % scalar != 0)
                refuse("a stored vector has a part of a number");
            storage = at::empty({static_cast<std::int64_t>(bytes.size() / scalar)}, tensor.type);
            if (!bytes.empty())
                std::memcpy(storage.data_ptr(), bytes.data(), bytes.size());
        }
        if (storage.scalar_type() != tensor.type)
            refuse("a stored vector has two types");
        return storage;
    }

    ZipArchive m_archive;
    std::map<std::string, const ZipEntry*> m_records; ///< without the archive's name before them
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
        const std::string code = archive.record("data.pkl");
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
