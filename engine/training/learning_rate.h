// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "engine/study/training_options.h"

namespace palimpsest
{

/// Learning rate of an update (the first is 1). With peak p, warm-up w and total number of updates
/// T:
///
///     n ≤ w                   p · n / w
///     constant                p
///     inverse square root     p · √(max(w, 1) / n)                      (Vaswani et al. 2017)
///     linear                  p · (T + 1 − n) / (T + 1 − w)
///     cosine                  p · ½ (1 + cos(π (n − w) / (T + 1 − w)))   (Loshchilov & Hutter
///     2017)
///
/// so linear and cosine would reach 0 one update after the last. `total` is not used by the first
/// two.
double learningRate(const TrainingOptions& options, std::int64_t update, std::int64_t total);

/// Whether the schedule depends on the total number of updates.
bool needsTotal(Schedule schedule);

} // namespace palimpsest
