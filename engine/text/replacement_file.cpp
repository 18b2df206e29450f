// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/replacement_file.h"

#include <atomic>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "engine/study/atomic_file.h"
#include "engine/study/write_point.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t kPendingBytes = std::size_t{1} << 18;

// Two threads or processes that make the same file must not share a temporary one.
fs::path temporaryOf(const fs::path& file)
{
    static std::atomic<int> counter = 0;
    return fs::path(file.string() + ".tmp" + std::to_string(::getpid()) + "-" +
                    std::to_string(counter++));
}

} // namespace

ReplacementFile::ReplacementFile(fs::path file)
    : m_file(std::move(file)), m_temporary(temporaryOf(m_file))
{
    std::error_code ignored; // a folder that cannot be made shows when the file is opened
    fs::create_directories(m_file.parent_path(), ignored);
    m_handle = ::open(m_temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (m_handle < 0)
        fail(errno);
    m_pending.reserve(kPendingBytes);
}

ReplacementFile::~ReplacementFile()
{
    if (m_handle >= 0) {
        ::close(m_handle);
        ::unlink(m_temporary.c_str());
    }
}

void ReplacementFile::fail(int code) const
{
    throw fileError(m_file, code, "write");
}

void ReplacementFile::writeOut(std::string_view bytes, std::int64_t position)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_handle, bytes.data(), bytes.size(), position);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail(errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
        position += written;
    }
}

void ReplacementFile::write(std::string_view bytes)
{
    m_pending += bytes;
    m_size += static_cast<std::int64_t>(bytes.size());
    if (m_pending.size() >= kPendingBytes)
        flush();
}

void ReplacementFile::flush()
{
    writeOut(m_pending, m_size - static_cast<std::int64_t>(m_pending.size()));
    m_pending.clear();
}

void ReplacementFile::writeAt(std::int64_t position, std::string_view bytes)
{
    flush();
    writeOut(bytes, position);
}

void ReplacementFile::commit()
{
    flush();
    writePoint();
    if (::fsync(m_handle) != 0)
        fail(errno);
    writePoint();
    if (::rename(m_temporary.c_str(), m_file.c_str()) != 0)
        fail(errno);
    ::close(m_handle);
    m_handle = -1;
    syncToDisk(m_file.has_parent_path() ? m_file.parent_path() : fs::path("."));
}

} // namespace palimpsest
