// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_content.h"
#include "ui/plots/plot_style.h"
#include "ui/plots/qcustomplot_include.h"

namespace palimpsest
{

/// Legend entry of a series: its line and its marker, whichever way it is drawn in the plot.
class SeriesLegendItem : public QCPAbstractLegendItem
{
public:
    SeriesLegendItem(QCPLegend* legend, PlotSeries series, bool hidden, PlotStyle style);
    const QString& seriesId() const { return m_series.id; }

protected:
    void draw(QCPPainter* painter) override;
    QSize minimumOuterSizeHint() const override;

private:
    PlotSeries m_series;
    bool m_hidden;
    PlotStyle m_style;
};

} // namespace palimpsest
