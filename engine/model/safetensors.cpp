// SPDX-License-Identifier: GPL-3.0-or-later
// The safetensors format: 8 bytes little-endian length of a JSON header, the header (name → dtype,
// shape, data_offsets; "__metadata__" → strings), then the data without gaps.
#include "engine/model/model_files.h"

#include <algorithm>
#include <fstream>

#include <ATen/Functions.h>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr std::uint64_t kMaxHeader = 100'000'000; // the reference implementation's limit
constexpr std::size_t kMaxDimensions = 64;        // torch's limit for operations
constexpr std::uint64_t kLargestEmpty = std::uint64_t{1} << 40; // of shapes with an extent of 0

const std::vector<std::pair<std::string, at::ScalarType>> kTypes = {
    {"F64", at::kDouble}, {"F32", at::kFloat}, {"F16", at::kHalf}, {"BF16", at::kBFloat16},
    {"I64", at::kLong},   {"I32", at::kInt},   {"U8", at::kByte},
};

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& why)
{
    throw BadInput("The file " + file.string() + " is not a sound safetensors file: " + why +
                   ". Make or copy it again.");
}

struct Described {
    at::ScalarType type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
};

Described describe(const std::filesystem::path& file, const std::string& name,
                   const nlohmann::json& fields, std::uint64_t available)
{
    const std::string quoted = "tensor \"" + name + "\" ";
    Described tensor;
    try {
        const auto dtype = fields.at("dtype").get<std::string>();
        const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                        [&](const auto& known) { return known.first == dtype; });
        if (found == kTypes.end())
            damaged(file, quoted + "has the unknown type " + dtype);
        tensor.type = found->second;
        const nlohmann::json& shape = fields.at("shape");
        if (!shape.is_array() || shape.size() > kMaxDimensions)
            damaged(file, quoted + "has a shape that is not a list of some whole numbers");
        const std::uint64_t scalar = c10::elementSize(tensor.type);
        std::uint64_t span = scalar; // bytes as if an extent of 0 were 1, for strides follow it
        bool empty = false;
        for (const nlohmann::json& extent : shape) {
            if (!extent.is_number_unsigned())
                damaged(file, quoted + "has a shape that is not made of whole numbers");
            const auto size = extent.get<std::uint64_t>();
            empty = empty || size == 0;
            if (size > 1 && span > std::max(available, kLargestEmpty) / size)
                damaged(file, quoted + "claims more bytes than the file has");
            span *= std::max<std::uint64_t>(size, 1);
            tensor.shape.push_back(static_cast<std::int64_t>(size));
        }
        const std::uint64_t bytes = empty ? 0 : span;
        const nlohmann::json& range = fields.at("data_offsets");
        if (range.size() != 2 || !range[0].is_number_unsigned() || !range[1].is_number_unsigned())
            damaged(file, quoted + "has no pair of data offsets");
        tensor.begin = range[0].get<std::uint64_t>();
        const auto end = range[1].get<std::uint64_t>();
        if (end > available || tensor.begin > end || end - tensor.begin != bytes)
            damaged(file, quoted + "has data offsets that do not fit its shape or the file");
        tensor.bytes = bytes;
    } catch (const nlohmann::json::exception&) {
        damaged(file, quoted + "is not described by dtype, shape and data_offsets");
    }
    return tensor;
}

void checkNoGaps(const std::filesystem::path& file, const std::map<std::string, Described>& tensors,
                 std::uint64_t available)
{
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges; // begin, bytes
    for (const auto& [name, tensor] : tensors)
        ranges.emplace_back(tensor.begin, tensor.bytes);
    std::sort(ranges.begin(), ranges.end());
    std::uint64_t covered = 0;
    for (const auto& [begin, bytes] : ranges) {
        if (begin != covered)
            damaged(file, "its tensors overlap or leave gaps");
        covered += bytes;
    }
    if (covered != available)
        damaged(file, "it holds " + std::to_string(available) +
                          " bytes of data, but its header names " + std::to_string(covered));
}

nlohmann::json readHeader(std::ifstream& in, const std::filesystem::path& file, std::uint64_t size,
                          std::uint64_t& dataStart)
{
    unsigned char prefix[8];
    if (size < 8 || !in.read(reinterpret_cast<char*>(prefix), 8))
        damaged(file, "it is shorter than 8 bytes");
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | prefix[i];
    if (length > kMaxHeader || length > size - 8)
        damaged(file,
                "its header claims " + std::to_string(length) + " bytes, which it cannot have");
    std::string text(length, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(length)))
        damaged(file, "its header cannot be read");
    dataStart = 8 + length;
    nlohmann::json header = nlohmann::json::parse(text, nullptr, false);
    if (!header.is_object())
        damaged(file, "its header is not a JSON object");
    return header;
}

} // namespace

TensorFile readSafetensors(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(file, error);
    if (!in || error)
        throw BadInput("The file " + file.string() + " cannot be read: check that it is there.");
    std::uint64_t dataStart = 0;
    const nlohmann::json header = readHeader(in, file, size, dataStart);
    const std::uint64_t available = size - dataStart;

    TensorFile content;
    std::map<std::string, Described> all;
    for (const auto& [name, fields] : header.items()) {
        if (name == "__metadata__") {
            if (!fields.is_object())
                damaged(file, "its metadata is not a JSON object");
            for (const auto& [key, value] : fields.items()) {
                if (!value.is_string())
                    damaged(file, "its metadata \"" + key + "\" is not text");
                content.metadata[key] = value.get<std::string>();
            }
            continue;
        }
        all.emplace(name, describe(file, name, fields, available));
    }
    checkNoGaps(file, all, available); // before memory is taken: together they fit the file
    for (const auto& [name, tensor] : all) {
        at::Tensor values = at::empty(tensor.shape, tensor.type);
        in.seekg(static_cast<std::streamoff>(dataStart + tensor.begin));
        if (!in.read(static_cast<char*>(values.data_ptr()),
                     static_cast<std::streamsize>(tensor.bytes)))
            damaged(file, "the data of \"" + name + "\" cannot be read");
        content.tensors.emplace(name, std::move(values));
    }
    return content;
}

void writeSafetensors(const std::filesystem::path& file, const TensorFile& content)
{
    nlohmann::json header = nlohmann::json::object();
    if (!content.metadata.empty())
        header["__metadata__"] = content.metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : content.tensors) {
        const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& known) {
            return known.second == tensor.scalar_type();
        });
        if (found == kTypes.end())
            throw std::invalid_argument("tensor " + name + " has a type that safetensors lacks");
        const std::uint64_t end = offset + tensor.nbytes();
        header[name] = {{"dtype", found->first},
                        {"shape", tensor.sizes().vec()},
                        {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' '); // data begins aligned, as the format asks
    std::string bytes;
    bytes.reserve(8 + text.size() + offset);
    for (int i = 0; i < 8; ++i)
        bytes.push_back(
            static_cast<char>(static_cast<std::uint64_t>(text.size()) >> (8 * i) & 0xff));
    bytes += text;
    for (const auto& [name, tensor] : content.tensors) {
        const at::Tensor plain = tensor.detach().cpu().contiguous();
        bytes.append(static_cast<const char*>(plain.const_data_ptr()), plain.nbytes());
    }
    writeFileAtomically(file, bytes);
}

} // namespace palimpsest
