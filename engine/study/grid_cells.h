// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// The strategies that a sweep's grids stand for, in the order in which a rough curve shows early:
/// the unadapted base model, the ends of every strategy's axes, then the middle, each axis in
/// descending order. Of a sweep that searches, only those without an axis: it finds the others by
/// itself.
std::vector<StrategySpec> gridCells(const SweepSpec& spec);

} // namespace palimpsest
