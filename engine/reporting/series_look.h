// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace palimpsest
{

enum class Marker { Circle, Square, Diamond, TriangleUp, TriangleDown, Plus, Cross, Star };
enum class Dash { Solid, Dashed, Dotted, DashDotted };

/// How a series looks on paper: a colour of Okabe and Ito's palette for colour blind readers, plus
/// a marker and a dash, so that it can be told apart in grey, too.
struct PaperLook {
    std::uint32_t rgb = 0x3a3a3a; ///< 0xRRGGBB
    Marker marker = Marker::Circle;
    Dash dash = Dash::Solid;

    bool operator==(const PaperLook&) const = default;
};

/// Of a strategy by its series name ("ewc+mixing"). A function of the name alone: the same in every
/// figure of every study. No two kinds of parts, and no two combinations of two, look alike; those
/// with mixing differ from each other and from the single ones in colour or marker.
PaperLook strategyPaperLook(const std::string& series);

/// Of curves that are not strategies (several runs in one plot): the i-th of a cycle.
PaperLook indexedPaperLook(int index);

} // namespace palimpsest
