// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/id_shard.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/study/error.h"
#include "engine/text/shard_format.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& what)
{
    throw BadInput("The encoded text " + file.string() + " " + what +
                   "; delete it, it is made again from the text.");
}

} // namespace

ShardFacts ShardHeader::facts() const
{
    return {pairs, blank, overLong, overRatio, sourcePieces, targetPieces, longestPair};
}

std::int64_t ShardHeader::offsetsPosition() const
{
    return static_cast<std::int64_t>(sizeof(ShardHeader)) + paddedPieces() * 4;
}

std::int64_t ShardHeader::fileSize() const
{
    return offsetsPosition() + (2 * pairs + 1) * 8;
}

bool ShardHeader::fitsInto(std::int64_t bytes) const
{
    const auto within = [](std::int64_t count, std::int64_t most) {
        return count >= 0 && count <= most;
    };
    return within(pairs, bytes / 16) && within(sourcePieces, bytes / 4) &&
           within(targetPieces, bytes / 4);
}

std::uint32_t ShardHeader::computeChecksum() const
{
    ShardHeader copy = *this;
    copy.checksum = 0;
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(&copy), sizeof(copy)));
}

struct IdShard::Impl {
    fs::path file;
    const std::byte* base = nullptr;
    std::size_t size = 0;
    const std::int32_t* pieces = nullptr;
    const std::int64_t* offsets = nullptr;
    std::int64_t pieceCount = 0;
    std::uint32_t contentChecksum = 0;
    ShardFacts facts;

    ~Impl()
    {
        if (base != nullptr)
            ::munmap(const_cast<std::byte*>(base), size);
    }

    void map()
    {
        const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (handle < 0)
            refuse(file, errno == ENOENT ? "does not exist"
                                         : std::string("cannot be read: ") + std::strerror(errno));
        struct stat status{};
        ::fstat(handle, &status);
        size = static_cast<std::size_t>(status.st_size);
        void* address = size < sizeof(ShardHeader)
                            ? nullptr
                            : ::mmap(nullptr, size, PROT_READ, MAP_SHARED, handle, 0);
        const int code = errno;
        ::close(handle);
        if (address == nullptr)
            refuse(file, "is truncated: it ends inside its header");
        if (address == MAP_FAILED)
            refuse(file, std::string("cannot be mapped: ") + std::strerror(code));
        base = static_cast<const std::byte*>(address);
    }

    void readHeader()
    {
        ShardHeader header;
        std::memcpy(&header, base, sizeof(header));
        if (header.magic != ShardHeader::kMagic)
            refuse(file, "does not begin as encoded text does");
        if (header.checksum != header.computeChecksum())
            refuse(file, "is damaged: its header's checksum is wrong");
        if (header.version != ShardHeader::kVersion)
            refuse(file, "is of version " + std::to_string(header.version) +
                             ", this program reads version " +
                             std::to_string(ShardHeader::kVersion));
        if (!header.fitsInto(static_cast<std::int64_t>(size)))
            refuse(file, "is damaged: its header claims more than the file can hold");
        if (header.fileSize() != static_cast<std::int64_t>(size))
            refuse(file, "is truncated or was added to: it has " + std::to_string(size) +
                             " bytes instead of " + std::to_string(header.fileSize()));
        facts = header.facts();
        pieceCount = header.pieces();
        contentChecksum = header.contentChecksum;
        pieces = reinterpret_cast<const std::int32_t*>(base + sizeof(ShardHeader));
        offsets = reinterpret_cast<const std::int64_t*>(base + header.offsetsPosition());
    }
};

IdShard::IdShard(const fs::path& file) : m_impl(std::make_unique<Impl>())
{
    m_impl->file = file;
    m_impl->map();
    m_impl->readHeader();
}

IdShard::~IdShard() = default;
IdShard::IdShard(IdShard&&) noexcept = default;
IdShard& IdShard::operator=(IdShard&&) noexcept = default;

void IdShard::requireWhole() const
{
    const auto* content = reinterpret_cast<const Bytef*>(m_impl->base + sizeof(ShardHeader));
    if (crc32_z(0, content, m_impl->size - sizeof(ShardHeader)) != m_impl->contentChecksum)
        refuse(m_impl->file, "is damaged: the checksum of its content is wrong");
}

std::int64_t IdShard::size() const
{
    return m_impl->facts.pairs;
}

EncodedPair IdShard::operator[](std::int64_t index) const
{
    const std::int64_t* offset = m_impl->offsets + 2 * index;
    // The header's checksum does not cover the offsets: never follow a damaged one out of the map.
    if (offset[0] < 0 || offset[0] >= offset[1] || offset[1] >= offset[2] ||
        offset[2] > m_impl->pieceCount)
        refuse(m_impl->file, "is damaged at pair " + std::to_string(index + 1));
    return {{m_impl->pieces + offset[0], m_impl->pieces + offset[1]},
            {m_impl->pieces + offset[1], m_impl->pieces + offset[2]}};
}

const ShardFacts& IdShard::facts() const
{
    return m_impl->facts;
}

} // namespace palimpsest
