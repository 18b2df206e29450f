// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QTimer>

#include "ui/pages/page.h"
#include "ui/pages/tradeoff/tradeoff_content.h"

class QLabel;
class QSortFilterProxyModel;
class QTableView;
class QToolButton;

namespace palimpsest
{

class AnalysisRunner;
class ComparisonPanel;
class NoticeBar;
class TradeoffControls;
class TradeoffTableModel;

/// Home: new-domain score against old-domain score of every trial, live.
class TradeoffPage : public Page
{
    Q_OBJECT
public:
    explicit TradeoffPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("tradeoff"); }
    QString title() const override { return tr("Trade-off"); }
    QString iconName() const override { return QStringLiteral("tradeoff"); }
    QList<PlotWidget*> plots() const override { return {m_plot}; }
    std::optional<FigureRecipe> figureRecipe() const override;
    bool showExported(const Provenance& provenance) override;
    void prepareForScreenshot() override;

    const std::vector<TradeoffPoint>& points() const { return m_points; }
    const TradeoffAnalysis& analysis() const { return *m_analysis; }
    void refreshNow(); ///< at once, with its intervals; for exports and tests

private:
    void connectStudy();
    void connectViews();
    void refresh();
    void takeAnalysis(const std::shared_ptr<const TradeoffAnalysis>& analysis);
    void askComparison();
    void askReference();
    void showTable();
    void showPoints();
    void showBudget(const TradeoffView& view);
    void showWarnings();
    void selectRows();
    const TradeoffPoint* pointAt(const QString& series, int index) const;

    TradeoffControls* m_controls;
    NoticeBar* m_warning;
    PlotWidget* m_plot;
    ComparisonPanel* m_comparison;
    QLabel* m_summary;
    QToolButton* m_reference;
    QTableView* m_table;
    TradeoffTableModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTimer m_timer; ///< many changes, one computation
    AnalysisRunner* m_runner;
    std::vector<TradeoffPoint> m_points;
    std::shared_ptr<const TradeoffAnalysis> m_analysis; ///< the last answer; never null
    bool m_selecting = false;
};

} // namespace palimpsest
