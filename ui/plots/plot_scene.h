// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QPen>
#include <QSet>

#include "ui/plots/plot_scene_items.h"

namespace palimpsest
{

/// Puts a PlotContent into a QCustomPlot with a style; the same for screen and paper.
class PlotScene
{
public:
    explicit PlotScene(QCustomPlot* plot) : m_plot(plot) {}
    void show(const PlotContent& content, const QSet<QString>& hidden, const PlotStyle& style);
    /// Axes to all shown points with a margin; false when there is none.
    bool fit();
    /// Puts an axis back to a sensible view of the data, where people have zoomed or panned it from
    /// `before` beyond that.
    void bound(QCPAxis* axis, const QCPRange& before);
    /// Draws curves of many points as hairlines, for as long as people zoom and pan; true where
    /// that changed something.
    bool setHasty(bool hasty);
    /// One series with what belongs to it in front and all others faint; empty = all alike. True
    /// where that changed something.
    bool emphasise(const QString& series);
    const PlotContent& visible() const { return m_visible; }
    bool crowded() const { return isCrowded(m_visible, m_style); }
    QString legendEntryAt(const QPointF& position) const; ///< id of the series, or empty

private:
    struct Curve {
        QCPGraph* graph; ///< owned by the plot
        QPen pen;        ///< of its line, at leisure
        QString group;   ///< see PlotSeries::group()
    };
    void dress(const Curve& curve);
    void buildAxes(const PlotContent& content);
    void fitYLabel(const QString& label);
    void nameCategories(const QStringList& categories);
    void buildLegend(const PlotContent& content, const QSet<QString>& hidden);
    void addCurve(const PlotSeries& series);
    void addPainted(const QString& layer, PaintedItem::Paint paint);
    void measure();

    QCustomPlot* m_plot;
    PlotContent m_visible;
    PlotStyle m_style;
    std::vector<Curve> m_curves;
    struct Ranges {
        QCPRange x;
        QCPRange y;
    };
    std::optional<Ranges> m_all; ///< of all shown points with a margin
    bool m_hasty = false;
    QString m_emphasised; ///< of a shown series, or empty
    QCPLegend* m_legend = nullptr;
    QCPTextElement* m_note = nullptr;
};

} // namespace palimpsest
