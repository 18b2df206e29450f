// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// One file in an archive.
struct ZipEntry {
    std::string name;
    bool deflated = false; ///< else stored as it is
    std::uint64_t crc = 0;
    std::uint64_t packed = 0; ///< bytes in the archive
    std::uint64_t size = 0;   ///< bytes of the content
    std::uint64_t offset = 0; ///< of its header
};

/// The files of a zip archive, as NumPy and torch.save write them, large ones (zip64), too. What is
/// read is checked against the size of the file first, so that no memory is taken that the file
/// cannot fill; contents are checked by their checksums. Errors are std::runtime_error with what is
/// wrong, "it is …".
class ZipArchive
{
public:
    explicit ZipArchive(const std::filesystem::path& file);

    const std::vector<ZipEntry>& entries() const { return m_entries; }
    std::string content(const ZipEntry& entry);

private:
    std::string readDirectory();
    std::string read(std::uint64_t at, std::uint64_t size);

    std::ifstream m_stream;
    std::uint64_t m_size; ///< of the file
    std::uint64_t m_count = 0;
    std::vector<ZipEntry> m_entries;
};

/// A number of `size` bytes, the lowest first. Throws std::runtime_error beyond the end.
std::uint64_t littleEndian(std::string_view bytes, std::size_t at, std::size_t size);

} // namespace palimpsest
