// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/label_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace palimpsest
{

namespace
{

/// Directions in order of liking: right above, right, above, right below, below, left …
constexpr std::array<std::array<double, 2>, 8> kDirections = {
    {{0.8, -0.7}, {1, 0}, {0, -1}, {0.8, 0.7}, {0, 1}, {-0.8, -0.7}, {-0.8, 0.7}, {-1, 0}}};
constexpr std::array kRings = {1.0, 1.9, 3.2, 4.8};
constexpr std::size_t kRingsWithoutLeader = 2;
constexpr double kCrossing = 10; ///< price of a line below a label

bool crosses(const QLineF& line, const QRectF& rect)
{
    if (std::max(line.x1(), line.x2()) < rect.left() ||
        std::min(line.x1(), line.x2()) > rect.right() ||
        std::max(line.y1(), line.y2()) < rect.top() ||
        std::min(line.y1(), line.y2()) > rect.bottom()) {
        return false; // most of them
    }
    if (rect.contains(line.p1()) || rect.contains(line.p2())) {
        return true;
    }
    const std::array sides = {
        QLineF(rect.topLeft(), rect.topRight()), QLineF(rect.topRight(), rect.bottomRight()),
        QLineF(rect.bottomRight(), rect.bottomLeft()), QLineF(rect.bottomLeft(), rect.topLeft())};
    for (const QLineF& side : sides) {
        if (line.intersects(side, nullptr) == QLineF::BoundedIntersection) {
            return true;
        }
    }
    return false;
}

QRectF candidate(const LabelRequest& request, const std::array<double, 2>& direction, double gap)
{
    const QPointF centre(request.anchor.x() + direction[0] * (gap + request.size.width() / 2),
                         request.anchor.y() + direction[1] * (gap + request.size.height() / 2));
    return {centre.x() - request.size.width() / 2, centre.y() - request.size.height() / 2,
            request.size.width(), request.size.height()};
}

struct Obstacles {
    const QList<QPointF>& markers;
    double markerRadius;
    const QList<QLineF>& lines;
    const QRectF& bounds;
    std::vector<QRectF> labels;
};

/// Infinite where the place is forbidden.
double cost(const QRectF& rect, const Obstacles& obstacles)
{
    if (!obstacles.bounds.contains(rect)) {
        return std::numeric_limits<double>::infinity();
    }
    for (const QRectF& other : obstacles.labels) {
        if (other.intersects(rect)) {
            return std::numeric_limits<double>::infinity();
        }
    }
    const double r = obstacles.markerRadius;
    const QRectF grown = rect.adjusted(-r, -r, r, r);
    for (const QPointF& marker : obstacles.markers) {
        if (grown.contains(marker)) {
            return std::numeric_limits<double>::infinity();
        }
    }
    double crossings = 0;
    for (const QLineF& line : obstacles.lines) {
        if (crosses(line, rect)) {
            crossings += 1;
        }
    }
    return crossings * kCrossing;
}

/// The best place for a label; an empty rectangle where there is none.
PlacedLabel placeOne(const LabelRequest& request, const Obstacles& obstacles)
{
    // Below the price of a leader's ring or of a line.
    double best = request.optional ? kCrossing : std::numeric_limits<double>::infinity();
    PlacedLabel choice;
    for (std::size_t ring = 0; ring < kRings.size(); ++ring) {
        for (std::size_t i = 0; i < kDirections.size(); ++i) {
            const double least = static_cast<double>(ring) * 6 + static_cast<double>(i);
            if (least >= best) { // whatever lies there
                continue;
            }
            const QRectF rect =
                candidate(request, kDirections[i], (obstacles.markerRadius + 2) * kRings[ring]);
            const double price = cost(rect, obstacles) + least;
            if (price < best) {
                best = price;
                choice = {rect, ring >= kRingsWithoutLeader};
            }
        }
    }
    return choice;
}

} // namespace

std::vector<PlacedLabel> placeLabels(const std::vector<LabelRequest>& requests,
                                     const QList<QPointF>& markers, double markerRadius,
                                     const QList<QLineF>& lines, const QRectF& bounds)
{
    Obstacles obstacles{markers, markerRadius, lines, bounds, {}};
    std::vector<PlacedLabel> placed(requests.size());
    for (const bool optional : {false, true}) {
        for (std::size_t i = 0; i < requests.size(); ++i) {
            if (requests[i].optional != optional) {
                continue;
            }
            placed[i] = placeOne(requests[i], obstacles);
            if (!placed[i].rect.isEmpty()) {
                obstacles.labels.push_back(placed[i].rect);
            }
        }
    }
    return placed;
}

} // namespace palimpsest
