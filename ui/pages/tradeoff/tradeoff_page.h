// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <unordered_set>

#include <QTimer>

#include "engine/reporting/next_trial.h"
#include "ui/pages/page.h"
#include "ui/pages/tradeoff/tradeoff_content.h"
#include "ui/pages/tradeoff/view_edit.h"
#include "ui/plots/plot_cursor.h"

class QLabel;
class QSortFilterProxyModel;
class QTableView;
class QUndoStack;

namespace palimpsest
{

class AnalysisRunner;
class ComparisonPanel;
class NoticeBar;
class SelectionDialog;
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
    QUndoStack* undoStack() const override { return m_undo; }
    void prepareForScreenshot() override;

    const std::vector<TradeoffPoint>& points() const { return *m_points; }
    const TradeoffAnalysis& analysis() const { return *m_analysis; }
    void refreshNow(); ///< at once, with its intervals; for exports and tests

    void pin();     ///< the selected point as what others are compared with, or no longer
    void suggest(); ///< proposes a trial for the widest hole in the front
    void chooseOnDev();

protected:
    void showEvent(QShowEvent* event) override;

private:
    // tradeoff_page_actions.cpp: what can be done here beside looking
    QWidget* makeActions();
    QAction* action(const char* name, const QString& icon, const QString& text, const QString& tip,
                    const QKeySequence& keys, void (TradeoffPage::*work)());
    void updateActions();
    void queue(const NextTrial& next);
    void dropSuggestion();
    void copyTable();
    TradeoffChoices choices() const;
    void record(); ///< a change of the view, so that it can be undone
    void apply(const TradeoffChoices& choices);
    void selectArea(const QList<PlotPosition>& inside);
    std::vector<std::vector<TradeoffPoint>> selectedPaths() const;

    // tradeoff_page_study.cpp: follows the study and has it analysed
    void connectStudy();
    void refresh();
    void showNoPoints();
    void follow(); ///< what others have changed: at once, or where that is long, with its analysis
    void rememberBin();
    bool changesPoints(const QList<palimpsest::RowId>& jobs) const;
    void takeAnalysis(const std::shared_ptr<const TradeoffAnalysis>& analysis);
    void askComparison();

    // tradeoff_page.cpp
    void makeLayout();
    void connectViews();
    void askReference();
    void showTable();
    void showPoints();
    void showBudget(const TradeoffView& view);
    void showWarnings();
    void selectRows();
    const TradeoffPoint* pointAt(const QString& series, int index) const;
    QString tipAt(const QString& series, int index) const;
    const TradeoffPoint* comparedPoint() const; ///< the pinned one, or the base model; or null

    TradeoffControls* m_controls;
    NoticeBar* m_warning;
    PlotWidget* m_plot;
    ComparisonPanel* m_comparison;
    QLabel* m_summary;
    NoticeBar* m_suggestion;
    QUndoStack* m_undo;
    QAction* m_pin = nullptr;
    QAction* m_suggest = nullptr;
    QAction* m_reference = nullptr;
    QAction* m_choose = nullptr;
    SelectionDialog* m_choice = nullptr; ///< once it was asked for
    QTableView* m_table;
    TradeoffTableModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTimer m_timer; ///< many changes, one computation
    AnalysisRunner* m_runner;
    SharedPoints m_points;                              ///< never null
    std::shared_ptr<const TradeoffAnalysis> m_analysis; ///< the last answer; never null
    QList<RowId> m_pinned;
    std::optional<SuggestedPoint> m_suggested;
    TradeoffChoices m_choices; ///< of the latest step of the undo stack
    bool m_applying = false;
    std::unordered_set<RowId> m_binned; ///< when the points were made
    bool m_awaitsPoints = false;        ///< the next analysis brings them
    struct FittedTo {
        std::size_t points = 0;
        bool intervals = false;
        TradeoffOptions options;
        bool operator==(const FittedTo&) const = default;
    };
    FittedTo m_fitted;    ///< what the widths of the table's columns were made for
    bool m_stale = false; ///< others have changed something since the page was seen
    bool m_selecting = false;
};

} // namespace palimpsest
