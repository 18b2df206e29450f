// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace palimpsest
{

/// What stands in the place of a run's stage while its worker is not at work yet.
inline constexpr std::string_view kHandedToSlurm = "is being handed to Slurm";
inline constexpr std::string_view kOnItsWayToSlurm = "may be on its way to Slurm";
inline constexpr std::string_view kInSlurmsQueue = "waits in Slurm's queue"; ///< ": why" may follow

bool isWaitingStage(std::string_view stage);
/// "other jobs come first (Priority)" of "waits in Slurm's queue: other jobs come first
/// (Priority)"; empty where the stage says no more than that the worker waits, or at work.
std::string_view waitingReason(std::string_view stage);

} // namespace palimpsest
