// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/reporting/tradeoff.h"
#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// A trial that would come to lie in the widest hole of a front: between two points of one strategy
/// whose configurations differ in one number only (λ, ratio …).
struct NextTrial {
    StrategySpec strategy; ///< as the two, with the value between theirs
    std::string part;      ///< "ewc"
    std::string parameter; ///< "lambda"
    double value = 0; ///< the geometric mean, to two digits; the mean where a value is not above 0
    std::size_t first = 0; ///< the points beside the hole
    std::size_t second = 0;
    double width = 0; ///< distance of the two, in shares of the ranges of all points
    std::vector<std::uint64_t> seeds; ///< those of the first point
    RowId sweep = 0;                  ///< whose settings it takes
};

/// The widest hole beside a point of the joint front; where every hole there has a trial in it that
/// waits or runs already, the widest of the strategies' own fronts; else nothing. `points` are of
/// tradeoffPoints.
std::optional<NextTrial> nextTrial(const std::vector<TradeoffPoint>& points,
                                   const std::vector<JobRow>& jobs);

/// A sweep of this one trial (one a seed) with the settings of `like`, so that base model and
/// Fisher information are those that are there.
SweepSpec nextSweep(const NextTrial& next, const SweepSpec& like);

} // namespace palimpsest
