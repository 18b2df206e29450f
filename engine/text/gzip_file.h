// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace palimpsest
{

/// A file that is read from its beginning, plain or gzip (told by its content).
class GzipFile
{
public:
    /// `kind` is what a sentence calls it: "text file". Throws BadInput naming the file: missing, a
    /// folder, unreadable.
    GzipFile(std::filesystem::path file, const std::string& kind);
    ~GzipFile();
    GzipFile(const GzipFile&) = delete;
    GzipFile& operator=(const GzipFile&) = delete;

    /// Bytes that were read, 0 at the end; nothing where the file is damaged or cut.
    std::optional<int> read(void* buffer, int size);
    std::string damage() const;     ///< what is wrong and the remedy, after read() gave nothing
    std::int64_t bytesRead() const; ///< of the file as it lies on disk
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    void* m_stream = nullptr; ///< gzFile
};

} // namespace palimpsest
