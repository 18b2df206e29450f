// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace palimpsest
{

/// A number rounded to two significant digits: the double that people would write.
inline double toTwoDigits(double value)
{
    if (value == 0)
        return 0;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 1);
    // 10^-n is not a binary number: dividing by 10^n gives the double that people would write.
    return unit < 1 ? std::round(value / unit) / std::round(1 / unit)
                    : std::round(value / unit) * unit;
}

} // namespace palimpsest
