// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/qcustomplot_include.h"

namespace palimpsest
{

/// How far people may zoom out, and in, as a multiple of what all data span with their margin.
/// Closer than this, the numbers at an axis would have more digits than it shows.
inline constexpr double kWidestView = 4;
inline constexpr double kClosestView = 1e-3;

/// What an axis shows when people ask for `wanted`, where `all` are the data: a view of a sensible
/// size whose middle lies among the data. Zooming stops at the limit where it is, about the same
/// point of the plane, on its way from `before`. All three as logarithms for a logarithmic axis.
QCPRange boundedView(const QCPRange& wanted, const QCPRange& before, const QCPRange& all);

} // namespace palimpsest
