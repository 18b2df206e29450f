// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace palimpsest
{

/// A file that is too long to be written in one piece, made beside its place and put there by
/// commit(): fsync, rename, fsync of the folder. Without commit() nothing is left behind. Throws
/// Error (DiskFull where the file system is full, else BadInput) naming the file.
class ReplacementFile
{
public:
    explicit ReplacementFile(std::filesystem::path file); ///< makes the folder where it is missing
    ~ReplacementFile();
    ReplacementFile(const ReplacementFile&) = delete;
    ReplacementFile& operator=(const ReplacementFile&) = delete;

    void write(std::string_view bytes);
    void writeAt(std::int64_t position, std::string_view bytes); ///< over bytes written before
    std::int64_t size() const { return m_size; }
    void flush(); ///< to the temporary file, so that it can be read through path()
    const std::filesystem::path& path() const { return m_temporary; }

    void commit();

private:
    [[noreturn]] void fail(int code) const;
    void writeOut(std::string_view bytes, std::int64_t position);

    std::filesystem::path m_file;
    std::filesystem::path m_temporary;
    int m_handle = -1;
    std::string m_pending;
    std::int64_t m_size = 0; ///< pending bytes included
};

} // namespace palimpsest
