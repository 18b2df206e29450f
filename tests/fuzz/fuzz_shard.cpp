// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include "engine/text/id_shard.h"
#include "engine/text/shard_format.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// Encoded text. Its header gets the checksum that belongs to it, or no input would come past it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("text.ids");
    try {
        std::string bytes(reinterpret_cast<const char*>(data), size);
        if (ShardHeader header; size >= sizeof(header)) {
            std::memcpy(&header, bytes.data(), sizeof(header));
            header.checksum = header.computeChecksum();
            std::memcpy(bytes.data(), &header, sizeof(header));
        }
        const IdShard shard(
            scratch.holding(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
        std::int64_t sum = 0;
        for (std::int64_t index = 0; index < shard.size(); ++index) {
            for (const std::int32_t id : shard[index].source)
                sum ^= id;
            for (const std::int32_t id : shard[index].target)
                sum ^= id;
        }
        [[maybe_unused]] static volatile std::int64_t seen = 0;
        seen = sum; // so that every piece is read
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
