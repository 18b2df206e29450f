// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// What is believed of a value.
struct Gaussian {
    double mean = 0;
    double sd = 0;
};

} // namespace palimpsest
