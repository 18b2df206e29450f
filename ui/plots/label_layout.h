// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QLineF>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace palimpsest
{

/// A label that wants to stand near its anchor.
struct LabelRequest {
    QPointF anchor;        ///< pixel of the point
    QSizeF size;           ///< of the text
    bool optional = false; ///< left out rather than far off or across a line
};

/// Where it went; an empty rectangle where there was no room without covering something.
struct PlacedLabel {
    QRectF rect;
    bool leader = false; ///< so far off that a thin line to the point is needed
};

/// Places labels around their points: no label overlaps another, a marker, or leaves `bounds`;
/// crossing one of the `lines` is avoided where there is a choice. Greedy, in the order given and
/// optional ones last, over rings of positions around the point; deterministic.
std::vector<PlacedLabel> placeLabels(const std::vector<LabelRequest>& requests,
                                     const QList<QPointF>& markers, double markerRadius,
                                     const QList<QLineF>& lines, const QRectF& bounds);

} // namespace palimpsest
