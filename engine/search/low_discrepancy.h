// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace palimpsest
{

/// The first `count` points of Sobol's sequence in the unit cube (direction numbers of Joe and Kuo
/// 2008), moved by a digital shift that `seed` chooses; seed 0 = not moved. At most
/// kMostSearchedNumbers dimensions.
std::vector<std::vector<double>> sobolPoints(std::size_t dimensions, std::size_t count,
                                             std::uint64_t seed);

} // namespace palimpsest
