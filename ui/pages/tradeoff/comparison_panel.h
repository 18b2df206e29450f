// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "engine/reporting/tradeoff_analysis.h"

class QLabel;

namespace palimpsest
{

/// Two points side by side as rich text: scores, differences with intervals, raw and corrected p,
/// every domain, what the difference is worth on the fronts.
QString comparisonText(const TradeoffAnalysis& analysis, const PairComparison& pair);

/// Beside the trade-off plot: the test of the two selected points, or of one against the base
/// model.
class ComparisonPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ComparisonPanel(QWidget* parent = nullptr);

    void setComparison(const TradeoffAnalysis& analysis, const PairComparison& pair);
    void clear(); ///< hides it
    QString text() const;

private:
    QLabel* m_text;
};

} // namespace palimpsest
