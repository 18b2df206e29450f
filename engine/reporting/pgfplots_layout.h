// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/reporting/figure.h"

namespace palimpsest
{

/// Where axes and legend go on a page of the recipe's size, in millimetres. Widths of texts are
/// estimated: what LaTeX makes of them is not known here.
struct PageLayout {
    double left = 0; ///< of the axis: its title and its ticks' labels
    double bottom = 0;
    double axisWidth = 0;
    double axisHeight = 0;
    int legendColumns = 1;
    bool slantedTicks = false; ///< names of domains do not fit side by side
};
PageLayout pageLayout(const Figure& figure);

/// Width of a text at this font size.
double estimatedWidthMm(const std::string& text, double fontPt);

/// An anchor for every point of every series, in their order.
std::vector<std::string> anchorsOf(const Figure& figure);

} // namespace palimpsest
