// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/compression.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <new>

#include <zstd.h>

#include "engine/study/error.h"

namespace palimpsest
{

static_assert(std::endian::native == std::endian::little, "study.db stores little-endian doubles");

namespace
{

constexpr int kLevel =
    6; // translations of one evaluation take milliseconds, and shrink to about a third

// A damaged header, or a stranger's, must not ask for all memory. No value that is stored is larger
// than this, which holds the statistics of a million segments; beyond a size that any frame may
// have, translations and statistics do not shrink to less than so small a part.
constexpr std::size_t kLargest = std::size_t{256} << 20;
constexpr std::size_t kAnyFrame = std::size_t{64} << 20;
constexpr std::size_t kMostShrinking = 1024;
constexpr std::int64_t kMostRows = 1LL << 22; ///< lines or segments of a value

[[noreturn]] void damaged()
{
    throw BadInput(
        "The study's database holds a damaged compressed value: restore study.db from a backup.");
}

void requireFew(std::size_t rows)
{
    if (rows > static_cast<std::size_t>(kMostRows))
        throw BadInput("The study's database stores at most " + std::to_string(kMostRows) +
                       " segments of a text: take fewer for dev and test.");
}

} // namespace

std::string compressed(std::string_view bytes)
{
    if (bytes.size() > kLargest)
        throw BadInput("The study's database stores texts and statistics of at most " +
                       std::to_string(kLargest >> 20) +
                       " MiB each: take fewer segments for dev and test.");
    std::string frame(ZSTD_compressBound(bytes.size()), '\0');
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                       ZSTD_freeCCtx);
    if (!context)
        throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1); // damage is found when read
    const std::size_t size =
        ZSTD_compress2(context.get(), frame.data(), frame.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size))
        throw Error(ExitCode::OutOfMemory,
                    std::string("Compression failed: ") + ZSTD_getErrorName(size) + ".");
    frame.resize(size);
    return frame;
}

std::string decompressed(std::string_view frame)
{
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kLargest ||
        (size > kAnyFrame && size / kMostShrinking > frame.size()))
        damaged();
    std::string bytes(size, '\0');
    if (ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size()) != size)
        damaged();
    return bytes;
}

std::string packLines(const std::vector<std::string>& lines)
{
    requireFew(lines.size());
    std::string text;
    for (const std::string& line : lines) {
        if (line.find('\n') != std::string::npos)
            throw BadInput("A line to be stored contains a line feed: pass one segment a line.");
        text += line;
        text += '\n';
    }
    return compressed(text);
}

std::vector<std::string> unpackLines(std::string_view frame, std::int64_t count)
{
    const std::string text = decompressed(frame);
    if (count > kMostRows || std::ranges::count(text, '\n') != count)
        damaged();
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = text.find('\n', start);
        if (end == std::string::npos)
            damaged();
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

std::string packRows(const std::vector<std::vector<double>>& rows)
{
    requireFew(rows.size());
    std::string bytes;
    for (const std::vector<double>& row : rows) {
        if (row.size() != rows.front().size())
            throw BadInput(
                "Segment statistics of one metric must all have the same number of values.");
        bytes.append(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double));
    }
    return compressed(bytes);
}

std::vector<std::vector<double>> unpackRows(std::string_view frame, std::int64_t rows,
                                            std::int64_t width)
{
    const std::string bytes = decompressed(frame);
    if (rows < 0 || rows > kMostRows || width < 0 || width > static_cast<std::int64_t>(kLargest) ||
        (width == 0 && rows > 0) ||
        bytes.size() != static_cast<std::size_t>(rows * width) * sizeof(double))
        damaged();
    std::vector<std::vector<double>> values(static_cast<std::size_t>(rows),
                                            std::vector<double>(static_cast<std::size_t>(width)));
    const char* next = bytes.data();
    for (std::vector<double>& row : values) {
        std::memcpy(row.data(), next, row.size() * sizeof(double));
        next += row.size() * sizeof(double);
    }
    return values;
}

} // namespace palimpsest
