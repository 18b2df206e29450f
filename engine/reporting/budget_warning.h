// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/tradeoff.h"

namespace palimpsest
{

/// A sentence where trials shown together were not to train for the same budget; empty where they
/// were. Trials that train nothing of their own have none. Steps of a sequence have a budget each.
std::optional<std::string> budgetWarning(const std::vector<const JobRow*>& jobs);
/// Of the points' trials, which are among `jobs`.
std::optional<std::string> budgetWarning(const std::vector<TradeoffPoint>& points,
                                         const std::vector<JobRow>& jobs);

} // namespace palimpsest
