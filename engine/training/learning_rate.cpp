// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace palimpsest
{

bool needsTotal(Schedule schedule)
{
    return schedule == Schedule::Linear || schedule == Schedule::Cosine;
}

double learningRate(const TrainingOptions& options, std::int64_t update, std::int64_t total)
{
    const double peak = options.learningRate;
    const auto warmup = std::max<std::int64_t>(options.warmup, 0);
    if (update <= warmup)
        return peak * static_cast<double>(update) / static_cast<double>(warmup);
    // A training that is shorter than its warm-up, or goes on past its planned end, must not leave
    // [0, 1].
    const double span = static_cast<double>(std::max<std::int64_t>(total + 1 - warmup, 1));
    const double way = std::min(static_cast<double>(update - warmup) / span, 1.0);
    switch (options.schedule) {
    case Schedule::Constant:
        return peak;
    case Schedule::InverseSquareRoot:
        return peak * std::sqrt(static_cast<double>(std::max<std::int64_t>(warmup, 1)) /
                                static_cast<double>(update));
    case Schedule::Linear:
        return peak * (1 - way);
    case Schedule::Cosine:
        return peak * 0.5 * (1 + std::cos(std::numbers::pi * way));
    }
    return peak;
}

} // namespace palimpsest
