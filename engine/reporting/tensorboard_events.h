// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace palimpsest
{

/// Scalars of one moment of a run.
struct ScalarEvent {
    double wallTime = 0; ///< seconds since 1970
    std::int64_t step = 0;
    std::vector<std::pair<std::string, double>> scalars; ///< tag and value
};

/// Content of a TensorBoard event file: TFRecords (lengths and payloads each with a masked CRC-32C)
/// of Event messages in protocol buffers, the first of which names the format's version.
/// TensorBoard keeps values as single-precision numbers. Events stand as they are given: order them
/// by step.
std::string tensorboardEvents(double created, const std::vector<ScalarEvent>& events);

/// CRC-32C (Castagnoli) as RFC 3720 defines it.
std::uint32_t crc32c(std::string_view bytes);

} // namespace palimpsest
