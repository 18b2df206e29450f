// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_bounds.h"

#include <algorithm>
#include <cmath>

namespace palimpsest
{

QCPRange boundedView(const QCPRange& wanted, const QCPRange& before, const QCPRange& all)
{
    QCPRange view = wanted;
    const double size =
        std::clamp(wanted.size(), kClosestView * all.size(), kWidestView * all.size());
    if (size != wanted.size()) {
        const double way = before.size() - wanted.size();
        const double part = way != 0 ? (before.size() - size) / way : 0;
        if (part >= 0 && part <= 1) {
            view.lower = std::lerp(before.lower, wanted.lower, part);
            view.upper = std::lerp(before.upper, wanted.upper, part);
        } else { // not on the way from there: about its middle
            view = QCPRange(wanted.center() - size / 2, wanted.center() + size / 2);
        }
    }
    return view + (std::clamp(view.center(), all.lower, all.upper) - view.center());
}

} // namespace palimpsest
