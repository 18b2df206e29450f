// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "engine/scoring/pareto.h"
#include "engine/search/gaussian.h"

namespace palimpsest
{

/// E[hypervolume(points ∪ {(X, Y)}) − hypervolume(points)] for independent Gaussian X and Y, both
/// to be maximised, above `reference`: exact, as a sum over the strips between the points of the
/// front (Emmerich, Deutz and Klinkenberg 2011). O(n log n).
double expectedHypervolumeImprovement(std::span<const PlanePoint> points, PlanePoint reference,
                                      Gaussian x, Gaussian y);

} // namespace palimpsest
