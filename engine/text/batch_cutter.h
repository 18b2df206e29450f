// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace palimpsest
{

/// Lengths of a drawn pair, end marks included, and where it came from in the window.
struct DrawnLengths {
    std::int32_t source = 0;
    std::int32_t target = 0;
    std::uint32_t slot = 0;
};

/// Orders a window of pairs by length, so that neighbours fit together without much padding: by
/// target length in steps of a few pieces, inside a step by source length, up and down in turn.
void sortByLength(std::vector<DrawnLengths>& window);

/// Cuts a sorted window into runs whose padded size, count × (longest source + longest target),
/// stays within `budget`: as few as one pass from the start gives, then as even in size as that
/// number allows, so that no small remainder becomes a batch of its own. Returns the start of every
/// run. Every pair must fit alone.
std::vector<std::size_t> cutEvenly(const std::vector<DrawnLengths>& window, std::int64_t budget);

} // namespace palimpsest
