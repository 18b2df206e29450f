// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/batch_cutter.h"

#include <algorithm>
#include <tuple>

namespace palimpsest
{
namespace
{

constexpr std::int32_t kTargetStep = 4; // pieces

void cut(const std::vector<DrawnLengths>& window, std::int64_t budget,
         std::vector<std::size_t>& starts)
{
    starts.clear();
    std::int64_t count = 0;
    std::int64_t maxSource = 0;
    std::int64_t maxTarget = 0;
    for (std::size_t index = 0; index < window.size(); ++index) {
        const std::int64_t source = std::max<std::int64_t>(maxSource, window[index].source);
        const std::int64_t target = std::max<std::int64_t>(maxTarget, window[index].target);
        if (count > 0 && (count + 1) * (source + target) <= budget) {
            ++count;
            maxSource = source;
            maxTarget = target;
            continue;
        }
        starts.push_back(index);
        count = 1;
        maxSource = window[index].source;
        maxTarget = window[index].target;
    }
}

} // namespace

void sortByLength(std::vector<DrawnLengths>& window)
{
    const auto key = [](const DrawnLengths& drawn) {
        const std::int32_t step = drawn.target / kTargetStep;
        return std::tuple(step, step % 2 == 0 ? drawn.source : -drawn.source, drawn.target,
                          drawn.slot);
    };
    std::sort(window.begin(), window.end(),
              [&](const DrawnLengths& a, const DrawnLengths& b) { return key(a) < key(b); });
}

std::vector<std::size_t> cutEvenly(const std::vector<DrawnLengths>& window, std::int64_t budget)
{
    std::vector<std::size_t> best;
    cut(window, budget, best);
    std::int64_t tooSmall = 0;
    for (const DrawnLengths& drawn : window)
        tooSmall = std::max<std::int64_t>(tooSmall, drawn.source + drawn.target - 1);
    std::int64_t enough = budget;
    std::vector<std::size_t> trial;
    while (enough - tooSmall > std::max<std::int64_t>(1, budget / 256)) {
        const std::int64_t middle = tooSmall + (enough - tooSmall) / 2;
        cut(window, middle, trial);
        if (trial.size() > best.size()) {
            tooSmall = middle;
        } else {
            enough = middle;
            best.swap(trial);
        }
    }
    return best;
}

} // namespace palimpsest
