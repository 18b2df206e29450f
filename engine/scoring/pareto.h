// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace palimpsest
{

/// A point of the plane; both coordinates are to be maximised.
struct PlanePoint {
    double x = 0;
    double y = 0;
    bool operator==(const PlanePoint&) const = default;
};

/// Indices of the non-dominated points, in ascending x. A point is dominated when another is at
/// least as good in both and better in one; equal points are all kept. NaN coordinates are never on
/// the front. O(n log n).
std::vector<std::size_t> paretoFront(std::span<const PlanePoint> points);

/// Area dominated by the points and bounded below by `reference`; points outside its quadrant count
/// 0.
double hypervolume(std::span<const PlanePoint> points, PlanePoint reference);

/// What the hypervolume would lose without each point alone (its exclusive contribution, as in
/// SMS-EMOA; Beume, Naujoks and Emmerich 2007). Equal points have none, as have dominated ones and
/// those outside the reference's quadrant. O(n · m) for m points on the front.
std::vector<double> hypervolumeContributions(std::span<const PlanePoint> points,
                                             PlanePoint reference);

} // namespace palimpsest
