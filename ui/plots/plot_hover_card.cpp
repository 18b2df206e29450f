// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_hover_card.h"

#include <QLocale>

namespace palimpsest
{

QString hoverCardText(const PlotContent& content, const PlotSeries& series, int index)
{
    if (index < series.tips.size() && !series.tips[index].isEmpty()) {
        return series.tips[index];
    }
    const QLocale locale;
    return QStringLiteral("<b>%1</b><br>%2: %3<br>%4: %5")
        .arg(series.name.toHtmlEscaped(), content.xLabel.toHtmlEscaped(),
             locale.toString(series.x[index], 'g', 6), content.yLabel.toHtmlEscaped(),
             locale.toString(series.y[index], 'g', 6));
}

} // namespace palimpsest
