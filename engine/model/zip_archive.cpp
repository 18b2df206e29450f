// SPDX-License-Identifier: GPL-3.0-or-later
// PKWARE's APPNOTE.TXT 6.3, as far as NumPy and torch.save use it: no encryption, one disk.
#include "engine/model/zip_archive.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>

#include <zlib.h>

namespace palimpsest
{

namespace
{

constexpr std::size_t kEndBytes = 22;          ///< of the record that closes an archive
constexpr std::size_t kLocatorBytes = 20;      ///< before it where the archive is large
constexpr std::size_t kLargeEndBytes = 56;     ///< of the record that the locator points to
constexpr std::size_t kMostComment = 65535;    ///< bytes behind the end
constexpr std::size_t kEntryBytes = 46;        ///< of an entry of the directory, without its texts
constexpr std::size_t kLocalBytes = 30;        ///< of the header before the data
constexpr std::uint64_t kMostDeflation = 1032; ///< bytes out of one (zlib's technical details)
constexpr std::uint64_t kLarge = std::numeric_limits<std::uint32_t>::max(); ///< stands elsewhere

[[noreturn]] void refuse(const std::string& what)
{
    throw std::runtime_error(what);
}

bool startsWith(std::string_view bytes, char first, char second)
{
    return bytes.starts_with(std::string{'P', 'K', first, second});
}

/// The sizes and the offset that do not fit 32 bits, from the entry's extra fields.
void readLargeNumbers(ZipEntry& entry, std::string_view extra)
{
    while (extra.size() >= 4) {
        const std::uint64_t id = littleEndian(extra, 0, 2);
        const std::size_t size = littleEndian(extra, 2, 2);
        std::string_view field = extra.substr(4, size);
        extra.remove_prefix(std::min(extra.size(), 4 + size));
        for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.offset}) {
            if (id != 1 || *value != kLarge || field.size() < 8)
                continue;
            *value = littleEndian(field, 0, 8);
            field.remove_prefix(8);
        }
    }
}

ZipEntry entryAt(std::string_view directory, std::size_t& at)
{
    if (directory.size() - at < kEntryBytes || !startsWith(directory.substr(at), 1, 2))
        refuse("its directory is damaged");
    ZipEntry entry;
    const std::uint64_t flags = littleEndian(directory, at + 8, 2);
    entry.deflated = littleEndian(directory, at + 10, 2) == 8;
    const bool stored = littleEndian(directory, at + 10, 2) == 0;
    entry.crc = littleEndian(directory, at + 16, 4);
    entry.packed = littleEndian(directory, at + 20, 4);
    entry.size = littleEndian(directory, at + 24, 4);
    entry.offset = littleEndian(directory, at + 42, 4);
    const std::size_t name = littleEndian(directory, at + 28, 2);
    const std::size_t extra = littleEndian(directory, at + 30, 2);
    const std::size_t comment = littleEndian(directory, at + 32, 2);
    if (directory.size() - at - kEntryBytes < name + extra + comment)
        refuse("its directory is damaged");
    entry.name = directory.substr(at + kEntryBytes, name);
    readLargeNumbers(entry, directory.substr(at + kEntryBytes + name, extra));
    at += kEntryBytes + name + extra + comment;
    if ((flags & 1) != 0 || !(stored || entry.deflated))
        refuse(entry.name + " is encrypted or packed in an unusual way");
    if (stored && entry.packed != entry.size)
        refuse(entry.name + " is not as long as the directory says");
    return entry;
}

std::string inflated(const std::string& packed, const ZipEntry& entry)
{
    if (entry.size / kMostDeflation > packed.size() || entry.size >= kLarge ||
        packed.size() >= kLarge)
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

} // namespace

std::uint64_t littleEndian(std::string_view bytes, std::size_t at, std::size_t size)
{
    if (at > bytes.size() || size > bytes.size() - at)
        refuse("it ends early");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return value;
}

ZipArchive::ZipArchive(const std::filesystem::path& file)
    : m_stream(file, std::ios::binary), m_size(std::filesystem::file_size(file))
{
    if (!m_stream)
        refuse("it cannot be opened");
    const std::string directory = readDirectory();
    std::size_t next = 0;
    while (next < directory.size())
        m_entries.push_back(entryAt(directory, next));
    if (m_entries.size() != m_count)
        refuse("its directory is damaged");
}

std::string ZipArchive::readDirectory()
{
    const std::size_t tail =
        std::min<std::uint64_t>(m_size, kLocatorBytes + kEndBytes + kMostComment);
    const std::string end = read(m_size - tail, tail);
    const std::size_t at = end.rfind(std::string("PK\x05\x06", 4));
    if (at == std::string::npos || end.size() - at < kEndBytes)
        refuse("it is no zip archive, or its end is missing");
    m_count = littleEndian(end, at + 10, 2);
    std::uint64_t size = littleEndian(end, at + 12, 4);
    std::uint64_t offset = littleEndian(end, at + 16, 4);
    const bool large = size == kLarge || offset == kLarge || m_count == 0xffff;
    if (large && at >= kLocatorBytes && startsWith(end.substr(at - kLocatorBytes), 6, 7)) {
        const std::string record =
            read(littleEndian(end, at - kLocatorBytes + 8, 8), kLargeEndBytes);
        if (!startsWith(record, 6, 6))
            refuse("its directory is not where its end says");
        m_count = littleEndian(record, 32, 8);
        size = littleEndian(record, 40, 8);
        offset = littleEndian(record, 48, 8);
    }
    return read(offset, size);
}

std::string ZipArchive::content(const ZipEntry& entry)
{
    const std::string header = read(entry.offset, kLocalBytes + entry.name.size());
    if (!startsWith(header, 3, 4) || littleEndian(header, 26, 2) != entry.name.size() ||
        !header.ends_with(entry.name))
        refuse(entry.name + " is not where the directory says");
    std::string bytes =
        read(entry.offset + header.size() + littleEndian(header, 28, 2), entry.packed);
    if (entry.deflated)
        bytes = inflated(bytes, entry);
    if (crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != entry.crc)
        refuse(entry.name + " has another checksum than the directory says");
    return bytes;
}

std::string ZipArchive::read(std::uint64_t at, std::uint64_t size)
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

} // namespace palimpsest
