// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/pareto.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace palimpsest
{

std::vector<std::size_t> paretoFront(std::span<const PlanePoint> points)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (!std::isnan(points[i].x) && !std::isnan(points[i].y))
            order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (points[a].x != points[b].x)
            return points[a].x > points[b].x;
        return points[a].y != points[b].y ? points[a].y > points[b].y : a > b;
    });
    std::vector<std::size_t> front;
    for (const std::size_t i : order)
        if (front.empty() || points[i].y > points[front.back()].y ||
            points[i] == points[front.back()])
            front.push_back(i);
    std::reverse(front.begin(), front.end());
    return front;
}

double hypervolume(std::span<const PlanePoint> points, PlanePoint reference)
{
    const std::vector<std::size_t> front = paretoFront(points);
    double area = 0;
    double left = reference.x;
    for (const std::size_t i :
         front) { // from the left: each adds the strip that it alone still covers
        const double x = points[i].x;
        const double y = points[i].y;
        if (x > left && y > reference.y) {
            area += (x - left) * (y - reference.y);
            left = x;
        }
    }
    return area;
}

std::vector<double> hypervolumeContributions(std::span<const PlanePoint> points,
                                             PlanePoint reference)
{
    std::vector<std::size_t> front; // in the quadrant, x ascending, y descending
    for (const std::size_t i : paretoFront(points))
        if (points[i].x > reference.x && points[i].y > reference.y)
            front.push_back(i);
    std::vector<double> contributions(points.size(), 0);
    for (std::size_t at = 0; at < front.size(); ++at) {
        const PlanePoint& point = points[front[at]];
        const double left = at > 0 ? points[front[at - 1]].x : reference.x;
        const double below = at + 1 < front.size() ? points[front[at + 1]].y : reference.y;
        std::vector<PlanePoint> behind; // what would show where the point is taken away
        for (std::size_t i = 0; i < points.size(); ++i)
            if (i != front[at] && points[i].x <= point.x && points[i].y <= point.y)
                behind.push_back(points[i]);
        contributions[front[at]] =
            (point.x - left) * (point.y - below) - hypervolume(behind, {left, below});
    }
    return contributions;
}

} // namespace palimpsest
