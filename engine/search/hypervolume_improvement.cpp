// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/hypervolume_improvement.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace palimpsest
{

namespace
{

/// E[max(0, value − threshold)].
double expectedExcess(Gaussian value, double threshold)
{
    const double excess = value.mean - threshold;
    if (value.sd <= 0)
        return excess > 0 ? excess : 0;
    const double z = excess / value.sd;
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    return excess * 0.5 * std::erfc(-z / std::numbers::sqrt2) + value.sd * density;
}

} // namespace

double expectedHypervolumeImprovement(std::span<const PlanePoint> points, PlanePoint reference,
                                      Gaussian x, Gaussian y)
{
    std::vector<PlanePoint> above;
    for (const PlanePoint& point : points) {
        if (point.x > reference.x && point.y > reference.y)
            above.push_back(point);
    }
    // Left of each point of the front the dominated area reaches up to it; right of the last one,
    // up to the reference.
    double improvement = 0;
    double right = expectedExcess(x, reference.x);
    for (const std::size_t i : paretoFront(above)) {
        const double left = right;
        right = expectedExcess(x, above[i].x);
        improvement += (left - right) * expectedExcess(y, above[i].y);
    }
    return improvement + right * expectedExcess(y, reference.y);
}

} // namespace palimpsest
