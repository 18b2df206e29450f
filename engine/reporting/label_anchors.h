// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

/// A place on the page, in millimetres, y upwards.
struct PagePoint {
    double x = 0;
    double y = 0;
};

/// A label at a point of a figure.
struct LabelledPoint {
    PagePoint place;
    double widthMm = 0; ///< of the label
};

/// TikZ's anchor for each label ("west" = the label stands to the right of its point), chosen so
/// that labels cover as few points and each other as little as may be, and stay on a plot area of
/// this size; the order decides who chooses first, and a label for which there is no room beside
/// the others is left out (empty). `points` is what is to stay visible: all points
/// drawn, labelled or not, and what else stands there.
std::vector<std::string> labelAnchors(const std::vector<LabelledPoint>& labels,
                                      const std::vector<PagePoint>& points, double heightMm,
                                      PagePoint area);

} // namespace palimpsest
