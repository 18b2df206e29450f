// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace palimpsest
{

/// A file of this process's own in memory-backed /dev/shm, for parsers that open files.
class ScratchFile
{
public:
    explicit ScratchFile(const std::string& name)
        : m_folder("/dev/shm/palimpsest-fuzz-" + std::to_string(::getpid())),
          m_file(m_folder / name)
    {
        std::filesystem::create_directories(m_folder);
    }
    ~ScratchFile() { std::filesystem::remove_all(m_folder); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    const std::filesystem::path& folder() const { return m_folder; }
    const std::filesystem::path& holding(const std::uint8_t* data, std::size_t size) const
    {
        std::ofstream out(m_file, std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
        out.close();
        return m_file;
    }

private:
    std::filesystem::path m_folder;
    std::filesystem::path m_file;
};

} // namespace palimpsest
