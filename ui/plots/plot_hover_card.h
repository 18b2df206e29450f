// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// Rich text of the card that shows at a point: the series' own tip, else its name and the two
/// values.
QString hoverCardText(const PlotContent& content, const PlotSeries& series, int index);

} // namespace palimpsest
