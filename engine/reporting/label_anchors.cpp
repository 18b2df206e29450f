// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/label_anchors.h"

#include <algorithm>
#include <array>
#include <limits>

namespace palimpsest
{

namespace
{

struct Side {
    const char* anchor;
    double x; ///< of the label's middle: −1 left of the point, 0 above or below it, 1 right of it
    double y;
};
constexpr std::array<Side, 8> kSides = {{{"south west", 1, 1},
                                         {"north west", 1, -1},
                                         {"west", 1, 0},
                                         {"south", 0, 1},
                                         {"north", 0, -1},
                                         {"south east", -1, 1},
                                         {"east", -1, 0},
                                         {"north east", -1, -1}}};
constexpr double kMostCovered = 0.12; ///< of a label's area, or it is left out
constexpr double kGapMm = 1.1;        ///< from the point to the label
constexpr double kMarkerMm = 1.1;     ///< half a marker

struct Box {
    double left, bottom, right, top;

    /// Area that both cover.
    double common(const Box& other) const
    {
        const double width = std::min(right, other.right) - std::max(left, other.left);
        const double height = std::min(top, other.top) - std::max(bottom, other.bottom);
        return width > 0 && height > 0 ? width * height : 0;
    }
    double area() const { return (right - left) * (top - bottom); }
};

Box boxAt(const LabelledPoint& label, const Side& side, double height)
{
    const double x = label.place.x + side.x * (kGapMm + label.widthMm / 2);
    const double y = label.place.y + side.y * (kGapMm + height / 2);
    return {x - label.widthMm / 2, y - height / 2, x + label.widthMm / 2, y + height / 2};
}

} // namespace

std::vector<std::string> labelAnchors(const std::vector<LabelledPoint>& labels,
                                      const std::vector<PagePoint>& points, double heightMm,
                                      PagePoint area)
{
    const Box inside{0, 0, area.x, area.y};
    std::vector<Box> placed;
    std::vector<std::string> anchors;
    for (const LabelledPoint& label : labels) {
        double least = std::numeric_limits<double>::infinity();
        Box best{};
        const char* anchor = kSides[0].anchor;
        for (const Side& side : kSides) {
            const Box box = boxAt(label, side, heightMm);
            double cost = 3 * (box.area() - box.common(inside));
            for (const Box& other : placed)
                cost += 2 * box.common(other);
            for (const PagePoint& point : points)
                cost += box.common({point.x - kMarkerMm, point.y - kMarkerMm, point.x + kMarkerMm,
                                    point.y + kMarkerMm});
            if (cost < least - 1e-9) {
                least = cost;
                best = box;
                anchor = side.anchor;
            }
        }
        double covered = 0; // by labels that chose before
        for (const Box& other : placed)
            covered += best.common(other);
        if (covered > kMostCovered * best.area()) {
            anchors.emplace_back();
            continue;
        }
        placed.push_back(best);
        anchors.emplace_back(anchor);
    }
    return anchors;
}

} // namespace palimpsest
