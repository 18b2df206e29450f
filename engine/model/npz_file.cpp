// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npz: a zip archive of .npy files, stored or deflated. Nothing in it is executed: arrays
// of objects, which NumPy pickles, are refused like all else that is no plain array of numbers.
#include "engine/model/npz_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <regex>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <ATen/Functions.h>
#include <zlib.h>

#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr std::size_t kEndBytes = 22;          ///< of the record that closes an archive
constexpr std::size_t kMostComment = 65535;    ///< bytes behind it
constexpr std::size_t kEntryBytes = 46;        ///< of an entry of the directory, without its texts
constexpr std::size_t kLocalBytes = 30;        ///< of the header before the data
constexpr std::uint64_t kMostDeflation = 1032; ///< bytes out of one (zlib's technical details)

[[noreturn]] void refuse(const std::string& what)
{
    throw std::runtime_error(what);
}

/// Little-endian numbers of a record.
std::uint32_t number(const std::string& bytes, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint32_t{static_cast<unsigned char>(bytes.at(at + i))} << (8 * i);
    return value;
}

struct Entry {
    std::string name;
    std::uint32_t method = 0; ///< 0 stored, 8 deflated
    std::uint32_t crc = 0;
    std::uint64_t packed = 0; ///< bytes in the archive
    std::uint64_t size = 0;   ///< bytes of the content
    std::uint64_t offset = 0; ///< of its header
};

/// Everything that is read is checked against the size of the file first.
class Archive
{
public:
    explicit Archive(const std::filesystem::path& file)
        : m_stream(file, std::ios::binary), m_size(std::filesystem::file_size(file))
    {
        if (!m_stream)
            refuse("it cannot be opened");
    }

    std::vector<Entry> entries()
    {
        const std::size_t tail = std::min<std::uint64_t>(m_size, kEndBytes + kMostComment);
        const std::string end = read(m_size - tail, tail);
        const std::size_t at = end.rfind(std::string("PK\x05\x06", 4));
        if (at == std::string::npos || end.size() - at < kEndBytes)
            refuse("it is no zip archive, or its end is missing");
        const std::uint32_t count = number(end, at + 10, 2);
        const std::string directory = read(number(end, at + 16, 4), number(end, at + 12, 4));
        std::vector<Entry> entries;
        std::size_t next = 0;
        for (std::uint32_t i = 0; i < count; ++i)
            entries.push_back(entryAt(directory, next));
        if (next != directory.size())
            refuse("its directory is damaged");
        return entries;
    }

    std::string content(const Entry& entry)
    {
        const std::string header = read(entry.offset, kLocalBytes + entry.name.size());
        if (!header.starts_with(std::string("PK\x03\x04", 4)) ||
            number(header, 26, 2) != entry.name.size() || !header.ends_with(entry.name))
            refuse(entry.name + " is not where the directory says");
        std::string packed =
            read(entry.offset + header.size() + number(header, 28, 2), entry.packed);
        std::string whole = entry.method == 0 ? std::move(packed) : inflated(packed, entry);
        if (whole.size() != entry.size)
            refuse(entry.name + " is not as long as the directory says");
        const uLong crc = crc32_z(0, reinterpret_cast<const Bytef*>(whole.data()), whole.size());
        if (crc != entry.crc)
            refuse(entry.name + " has another checksum than the directory says");
        return whole;
    }

private:
    static Entry entryAt(const std::string& directory, std::size_t& at)
    {
        if (directory.size() - at < kEntryBytes ||
            directory.compare(at, 4, std::string("PK\x01\x02", 4)) != 0)
            refuse("its directory is damaged");
        Entry entry;
        const std::uint32_t flags = number(directory, at + 8, 2);
        entry.method = number(directory, at + 10, 2);
        entry.crc = number(directory, at + 16, 4);
        entry.packed = number(directory, at + 20, 4);
        entry.size = number(directory, at + 24, 4);
        entry.offset = number(directory, at + 42, 4);
        const std::size_t name = number(directory, at + 28, 2);
        const std::size_t others = number(directory, at + 30, 2) + number(directory, at + 32, 2);
        if (directory.size() - at - kEntryBytes < name + others)
            refuse("its directory is damaged");
        entry.name = directory.substr(at + kEntryBytes, name);
        at += kEntryBytes + name + others;
        constexpr auto kLarge = std::numeric_limits<std::uint32_t>::max();
        if (entry.packed == kLarge || entry.size == kLarge || entry.offset == kLarge)
            refuse(entry.name + " is larger than 4 GiB");
        if ((flags & 1) != 0 || (entry.method != 0 && entry.method != 8))
            refuse(entry.name + " is encrypted or packed in a way that NumPy does not use");
        return entry;
    }

    static std::string inflated(const std::string& packed, const Entry& entry)
    {
        if (entry.size > packed.size() * kMostDeflation)
            refuse(entry.name + " cannot be as long as the directory says");
        std::string whole(entry.size, '\0');
        z_stream stream{};
        if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) // no header: as zip archives have it
            refuse("there is no memory to unpack it");
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream.avail_in = static_cast<uInt>(packed.size());
        stream.next_out = reinterpret_cast<Bytef*>(whole.data());
        stream.avail_out = static_cast<uInt>(whole.size());
        const int code = inflate(&stream, Z_FINISH);
        const bool all = code == Z_STREAM_END && stream.avail_out == 0;
        inflateEnd(&stream);
        if (!all)
            refuse(entry.name + " cannot be unpacked");
        return whole;
    }

    std::string read(std::uint64_t at, std::uint64_t size)
    {
        if (at > m_size || size > m_size - at)
            refuse("it is shorter than its directory says");
        std::string bytes(size, '\0');
        m_stream.seekg(static_cast<std::streamoff>(at));
        m_stream.read(bytes.data(), static_cast<std::streamsize>(size));
        if (!m_stream)
            refuse("it cannot be read");
        return bytes;
    }

    std::ifstream m_stream;
    std::uint64_t m_size;
};

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
    const std::size_t length = number(content, 8, wide);
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
        Archive archive(file);
        std::map<std::string, at::Tensor> arrays;
        for (const Entry& entry : archive.entries()) {
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
