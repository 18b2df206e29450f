// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace palimpsest
{

/// A sound file, damaged as the input says: every four bytes of it replace one byte of the file's
/// (the place in three bytes, the value), those with 0xff as the third cut it there.
inline std::string patchedBytes(std::string bytes, const std::uint8_t* data, std::size_t size)
{
    for (std::size_t i = 0; i + 4 <= size; i += 4) {
        const std::size_t at = data[i] | data[i + 1] << 8 | data[i + 2] << 16;
        if (data[i + 2] == 0xff)
            bytes.resize(std::min<std::size_t>(bytes.size(), at & 0xffff));
        else if (!bytes.empty())
            bytes[at % bytes.size()] = static_cast<char>(data[i + 3]);
    }
    return bytes;
}

} // namespace palimpsest
