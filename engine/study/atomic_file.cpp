// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "engine/study/write_point.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, int code, const char* doing)
{
    throw fileError(path, code, doing);
}

void writeAll(int file, std::string_view content, const fs::path& path)
{
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            const int code = errno;
            ::close(file);
            ::unlink(path.c_str());
            fail(path, code, "write");
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

fs::path asideOf(const fs::path& folder)
{
    return fs::path(folder.string() + ".old");
}

void renamePath(const fs::path& from, const fs::path& to)
{
    writePoint();
    if (::rename(from.c_str(), to.c_str()) != 0)
        fail(to, errno, "write");
    writePoint();
}

} // namespace

StorageError fileError(const fs::path& path, int code, const char* doing)
{
    const std::string sentence =
        std::string("Could not ") + doing + " " + path.string() + ": " + std::strerror(code);
    if (code == ENOSPC || code == EDQUOT)
        return {ExitCode::DiskFull, sentence + "; make room on the disk and start again."};
    if (code == EFBIG)
        return {ExitCode::DiskFull,
                sentence + "; raise the limit on the size of files (ulimit -f) and start again."};
    if (code == EROFS) // as the system mounts a disk on which it met errors
        return {ExitCode::DiskFull, sentence + "; make it writable and start again."};
    return {ExitCode::BadInput, sentence + "."};
}

void writeFileAtomically(const fs::path& file, std::string_view content)
{
    std::error_code ignored; // a folder that cannot be made shows when the file is opened
    fs::create_directories(folderOf(file), ignored);
    const fs::path temporary(file.string() + ".tmp" + std::to_string(::getpid()));
    const int handle = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (handle < 0)
        fail(file, errno, "write");
    writeAll(handle, content, temporary);
    writePoint();
    const int synced = ::fsync(handle);
    const int code = errno;
    ::close(handle);
    if (synced != 0) {
        ::unlink(temporary.c_str());
        fail(file, code, "write");
    }
    renamePath(temporary, file);
    syncToDisk(folderOf(file));
}

std::string readFile(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (!stream || fs::is_directory(file))
        throw BadInput("Cannot read " + file.string() + ": " + std::strerror(errno ? errno : EIO) +
                       ".");
    return content;
}

void syncToDisk(const fs::path& path)
{
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        fail(path, errno, "open");
    const int synced = ::fsync(handle);
    const int code = errno;
    ::close(handle);
    writePoint();
    // Some file systems refuse fsync on folders; they order renames by themselves.
    if (synced != 0 && code != EINVAL)
        fail(path, code, "write");
}

void moveNewFile(const fs::path& made, const fs::path& file)
{
    writePoint();
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno != EINVAL && errno != ENOSYS)
            fail(file, errno, "write");
        renamePath(made, file); // some file systems cannot promise to replace nothing
    }
    syncToDisk(folderOf(file));
}

void replaceFile(const fs::path& made, const fs::path& file)
{
    syncToDisk(made);
    renamePath(made, file);
    syncToDisk(folderOf(file));
}

void movePath(const fs::path& from, const fs::path& to)
{
    fs::create_directories(folderOf(to));
    renamePath(from, to);
    syncToDisk(folderOf(to));
    syncToDisk(folderOf(from));
}

void keepFileAs(const fs::path& file, const fs::path& kept)
{
    fs::create_directories(folderOf(kept));
    writePoint();
    if (::link(file.c_str(), kept.c_str()) != 0) {
        if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
            fail(kept, errno, "write");
        fs::copy_file(file, kept);
        syncToDisk(kept);
    }
    syncToDisk(folderOf(kept));
}

void replaceFolder(const fs::path& made, const fs::path& folder)
{
    for (const auto& entry : fs::directory_iterator(made)) {
        if (entry.is_regular_file())
            syncToDisk(entry.path());
    }
    syncToDisk(made);
    recoverFolder(folder);
    const bool exists = fs::exists(folder);
    if (exists)
        renamePath(folder, asideOf(folder));
    renamePath(made, folder);
    syncToDisk(folderOf(folder));
    if (exists)
        fs::remove_all(asideOf(folder));
}

void recoverFolder(const fs::path& folder)
{
    const fs::path aside = asideOf(folder);
    if (!fs::exists(aside))
        return;
    if (fs::exists(folder))
        fs::remove_all(aside);
    else
        renamePath(aside, folder);
}

} // namespace palimpsest
