// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

namespace palimpsest
{

/// Numbers as files have them: always with a decimal point, whatever the locale.
std::string fixedText(double value, int decimals);
/// Shortest text that reads back as the same double.
std::string exactText(double value);

/// Mean and spread over n values.
struct Spread {
    double mean = 0;
    double sd = 0; ///< sample standard deviation (n − 1); 0 where n = 1
    int n = 0;     ///< 0 = no value: mean and sd mean nothing
};
Spread spreadOf(std::span<const double> values);

} // namespace palimpsest
