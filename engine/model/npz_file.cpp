// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npz: a zip archive of .npy files, stored or deflated. Nothing in it is executed: arrays
// of objects, which NumPy pickles, are refused like all else that is no plain array of numbers.
#include "engine/model/npz_file.h"

#include <algorithm>
#include <cstring>
#include <regex>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <ATen/Functions.h>

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

/// The text that describes an array, and what comes after it.
struct ArrayBytes {
    std::string header;
    std::string_view data;
};

ArrayBytes arrayBytes(const std::string& name, const std::string& content)
{
    if (content.size() < 12 || !content.starts_with("\x93NUMPY"))
        refuse(name + " is no NumPy array");
    const std::size_t wide = content[6] == 1 ? 2 : 4; // bytes of the header's length
    const std::size_t length = littleEndian(content, 8, wide);
    if (content.size() - 8 - wide < length)
        refuse(name + " is cut off");
    return {content.substr(8 + wide, length), std::string_view(content).substr(8 + wide + length)};
}

at::ScalarType typeOf(const std::string& name, const std::string& described)
{
    static const std::map<std::string, at::ScalarType> kTypes = {
        {"f2", at::kHalf}, {"f4", at::kFloat}, {"f8", at::kDouble}, {"i1", at::kChar},
        {"u1", at::kByte}, {"i2", at::kShort}, {"i4", at::kInt},    {"i8", at::kLong}};
    const auto found = kTypes.find(described);
    if (found == kTypes.end())
        refuse(name + " holds something else than numbers");
    return found->second;
}

at::Tensor arrayOf(const std::string& name, const std::string& content)
{
    static const std::regex kHeader(R"(\{\s*'descr':\s*'[<|=]([a-z]\d)',\s*'fortran_order':)"
                                    R"(\s*(True|False),\s*'shape':\s*\(([\d, ]*)\),?\s*\}\s*)");
    const ArrayBytes bytes = arrayBytes(name, content);
    std::smatch parts;
    if (!std::regex_match(bytes.header, parts, kHeader))
        refuse(name + " holds something else than numbers");
    std::vector<std::int64_t> shape;
    const std::string sizes = parts[3];
    const std::regex digits(R"(\d{1,12})");
    for (std::sregex_iterator size(sizes.begin(), sizes.end(), digits), end; size != end; ++size)
        shape.push_back(std::stoll(size->str()));
    const at::ScalarType type = typeOf(name, parts[1]);
    std::uint64_t wanted = c10::elementSize(type);
    for (const std::int64_t size : shape) {
        if (size != 0 && wanted > bytes.data.size() / static_cast<std::uint64_t>(size))
            refuse(name + " is shorter than its shape");
        wanted *= static_cast<std::uint64_t>(size);
    }
    if (wanted != bytes.data.size())
        refuse(name + " is not as long as its shape");
    const bool fortran = parts[2] == "True"; // the first index is the fastest
    if (fortran)
        std::ranges::reverse(shape);
    at::Tensor tensor = at::empty(shape, type);
    if (wanted > 0)
        std::memcpy(tensor.data_ptr(), bytes.data.data(), wanted);
    std::vector<std::int64_t> turned;
    for (std::int64_t i = tensor.dim(); fortran && i > 0; --i)
        turned.push_back(i - 1);
    return fortran ? tensor.permute(turned).contiguous() : tensor;
}

} // namespace

std::map<std::string, at::Tensor> readNpz(const std::filesystem::path& file)
{
    try {
        ZipArchive archive(file);
        std::map<std::string, at::Tensor> arrays;
        for (const ZipEntry& entry : archive.entries()) {
            std::string name = entry.name;
            if (name.ends_with(".npy"))
                name.resize(name.size() - 4);
            if (!arrays.emplace(name, arrayOf(name, archive.content(entry))).second)
                refuse("it has two arrays " + name);
        }
        return arrays;
    } catch (const std::exception& error) {
        throw BadInput("The file " + file.string() + " is damaged or no .npz of plain arrays (" +
                       error.what() + "): copy the model again.");
    }
}

} // namespace palimpsest
