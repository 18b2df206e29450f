// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "ui/plots/plot_widget.h"

namespace palimpsest
{

inline PlotSeries path(const QString& id, const QVector<double>& x, const QVector<double>& y)
{
    PlotSeries series;
    series.id = id;
    series.name = id;
    series.look = strategyLook(id);
    series.function = false;
    series.x = x;
    series.y = y;
    return series;
}

/// The shape of a trade-off: two strategies, labels, a reference, a front.
inline PlotContent sample()
{
    PlotContent content;
    content.xLabel = QStringLiteral("mean new-domain BLEU (test)");
    content.yLabel = QStringLiteral("mean old-domain BLEU (test)");
    PlotSeries ewc = path(QStringLiteral("ewc"), {10, 14, 18}, {30, 28, 24});
    ewc.labels = QStringList{"λ 10", "λ 1", "λ 0.1"};
    content.series = {ewc, path(QStringLiteral("mixing"), {13, 17}, {29, 28})};
    content.references = {{Qt::Horizontal, 30, QStringLiteral("base model")}};
    content.staircases = {{QString(), {}, {14, 17}, {28.5, 28}}};
    return content;
}

/// As a window of its own, until it has been drawn.
inline void show(PlotWidget& plot, const PlotContent& content)
{
    plot.resize(640, 420);
    plot.setContent(content);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QTRY_VERIFY(plot.redraws() > 0);
}

} // namespace palimpsest
