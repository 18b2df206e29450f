// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace palimpsest
{

enum class Marker { Circle, Square, Diamond, TriangleUp, TriangleDown, Plus, Cross, Star };

/// How a series looks in every view, on screen and on paper: a colour of Okabe and Ito's palette
/// for colour blind readers, plus a marker shape, plus a line style, so that it can be told apart
/// without colour too.
struct SeriesLook {
    QColor color;     ///< on a light ground and on paper
    QColor darkColor; ///< same hue, bright enough for a dark ground
    Marker marker = Marker::Circle;
    Qt::PenStyle line = Qt::SolidLine;

    const QColor& colorOn(bool dark) const { return dark ? darkColor : color; }
    bool operator==(const SeriesLook&) const = default;
};

/// The look of a strategy by its series name ("ewc+mixing"). A function of the name alone: the same
/// after a restart, in every study and on every machine.
SeriesLook strategyLook(const QString& series);

/// Looks for curves that are not strategies (several runs in one plot): the i-th of a cycle.
SeriesLook indexedLook(int index);

/// The series as people write it: "ewc+mixing" → "EWC + mixing".
QString strategyName(const QString& series);

/// A small picture of marker and colour for tables and lists; `dark` as in SeriesLook::colorOn.
QIcon strategyIcon(const QString& series, bool dark);

} // namespace palimpsest
