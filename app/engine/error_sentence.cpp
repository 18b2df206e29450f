// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/error_sentence.h"

#include <filesystem>
#include <new>
#include <string>

#include "engine/study/atomic_file.h"

namespace palimpsest
{
namespace
{

Error outOfMemory()
{
    return {ExitCode::OutOfMemory,
            "The memory is used up; choose a smaller batchTokens or a smaller model, or run fewer "
            "workers at a time."};
}

} // namespace

Error asError(const std::exception& error)
{
    if (const auto* known = dynamic_cast<const Error*>(&error))
        return *known;
    if (const auto* files = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
        return fileError(files->path1(), files->code().value(), "use");
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return outOfMemory();
    // LibTorch puts a backtrace behind its first line, and has no common type for memory that ran
    // out: the CPU's allocator names itself, the GPU's begins like this.
    const std::string whole = error.what();
    const std::string text = whole.substr(0, whole.find('\n'));
    if (text.find("DefaultCPUAllocator") != std::string::npos ||
        text.find("CUDA out of memory") != std::string::npos)
        return outOfMemory();
    return {ExitCode::InternalError, "Unexpected error: " + text};
}

} // namespace palimpsest
