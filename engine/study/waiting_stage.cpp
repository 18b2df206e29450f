// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/waiting_stage.h"

namespace palimpsest
{
namespace
{

constexpr std::string_view kReasonFollows = ": ";

} // namespace

bool isWaitingStage(std::string_view stage)
{
    return stage == kHandedToSlurm || stage == kOnItsWayToSlurm || stage == kInSlurmsQueue ||
           !waitingReason(stage).empty();
}

std::string_view waitingReason(std::string_view stage)
{
    if (!stage.starts_with(kInSlurmsQueue))
        return {};
    stage.remove_prefix(kInSlurmsQueue.size());
    return stage.starts_with(kReasonFollows) ? stage.substr(kReasonFollows.size())
                                             : std::string_view();
}

} // namespace palimpsest
