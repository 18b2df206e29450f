// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/gzip_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <zlib.h>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr unsigned kBufferBytes = 1U << 18;

gzFile stream(void* handle)
{
    return static_cast<gzFile>(handle);
}

} // namespace

GzipFile::GzipFile(std::filesystem::path file, const std::string& kind) : m_path(std::move(file))
{
    std::error_code error;
    if (!std::filesystem::exists(m_path, error))
        throw BadInput("The " + kind + " " + m_path.string() + " does not exist; check its path.");
    if (std::filesystem::is_directory(m_path, error))
        throw BadInput(m_path.string() + " is a folder; name the " + kind + " inside it.");
    gzFile opened = gzopen(m_path.c_str(), "rb");
    if (opened == nullptr)
        throw BadInput("Cannot read " + m_path.string() + ": " + std::strerror(errno) + ".");
    gzbuffer(opened, kBufferBytes);
    m_stream = opened;
}

GzipFile::~GzipFile()
{
    gzclose(stream(m_stream));
}

std::optional<int> GzipFile::read(void* buffer, int size)
{
    const int count = gzread(stream(m_stream), buffer, static_cast<unsigned>(size));
    int code = Z_OK;
    gzerror(stream(m_stream), &code);
    // A file cut inside its last gzip block reads as a short count with Z_BUF_ERROR.
    const bool damaged = count < 0 || (count == 0 && code == Z_BUF_ERROR);
    return damaged ? std::nullopt : std::optional(count);
}

std::string GzipFile::damage() const
{
    int code = Z_OK;
    const char* message = gzerror(stream(m_stream), &code);
    return std::string(code == Z_ERRNO ? std::strerror(errno) : message) +
           "; the file is damaged, copy or download it again.";
}

std::int64_t GzipFile::bytesRead() const
{
    return std::max<std::int64_t>(0, gzoffset(stream(m_stream)));
}

} // namespace palimpsest
