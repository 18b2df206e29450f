// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/study/training_options.h"
#include "engine/text/batch_stream.h"
#include "engine/training/training_hooks.h"

namespace palimpsest
{

/// Number of updates that the budget comes to with this text: the smallest that reaches its target
/// tokens (batches that hooks draw themselves included) or its passes over the new text, at most
/// its upper bound; 0 where it states none. `warn` is told where the bound cuts tokens or passes
/// short. Throws BadInput where passes over new text are wanted and there is none.
std::int64_t plannedUpdates(const TrainingOptions& options, BatchStream& stream,
                            const std::vector<TrainingHooks*>& hooks,
                            const std::function<void(const std::string& sentence)>& warn);

/// Passes over the new text, which there must be, that so many updates have drawn.
double newEpochsAfter(std::int64_t updates, const TrainingOptions& options, BatchStream& stream);

} // namespace palimpsest
