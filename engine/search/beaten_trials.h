// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "engine/scoring/pareto.h"

namespace palimpsest
{

/// Dev scores of one trial by the updates it had: x the new domains, y the old ones, both to be
/// maximised.
using ScorePath = std::map<std::int64_t, PlanePoint>;

/// That another trial was better in both scores after as many updates.
struct Beaten {
    std::int64_t step = 0; ///< the first one where it was
    std::int64_t by = 0;   ///< that trial
    PlanePoint lead;       ///< of that trial, at that step
};

/// The first step from `from` on where some other trial leads by at least `margin` in both scores;
/// of several there, the one whose smaller lead is the greatest. Trials on different ends of the
/// trade-off never beat each other.
std::optional<Beaten> beaten(std::int64_t trial, const std::map<std::int64_t, ScorePath>& paths,
                             double margin, std::int64_t from);

} // namespace palimpsest
