// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

#include "engine/reporting/series_look.h"

namespace palimpsest
{

/// How a series looks in every view: its look on paper (engine/reporting/series_look.h), and a
/// colour of the same hue for a dark ground.
struct SeriesLook {
    QColor color;     ///< on a light ground and on paper
    QColor darkColor; ///< same hue, bright enough for a dark ground
    Marker marker = Marker::Circle;
    Qt::PenStyle line = Qt::SolidLine;

    const QColor& colorOn(bool dark) const { return dark ? darkColor : color; }
    bool operator==(const SeriesLook&) const = default;
};

SeriesLook seriesLook(const PaperLook& paper);

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
