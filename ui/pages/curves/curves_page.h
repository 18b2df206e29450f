// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>

#include "engine/store/rows.h"
#include "ui/pages/curves/curve_content.h"
#include "ui/pages/page.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QSlider;
class QTimer;
class QUndoStack;

namespace palimpsest
{

class RunFilterModel;
class RunTableModel;

/// What the curves page shows of the runs that are selected.
struct CurveChoices {
    CurveOptions options;
    QString filter; ///< of the list of runs
    QSet<QString> hidden;

    bool operator==(const CurveChoices&) const = default;
};

/// How the selected runs went: loss, scores, penalty and drift over the updates.
class CurvesPage : public Page
{
    Q_OBJECT

public:
    explicit CurvesPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("curves"); }
    QString title() const override { return tr("Curves"); }
    QString iconName() const override { return QStringLiteral("curves"); }
    QList<PlotWidget*> plots() const override { return {m_plot}; }
    std::optional<FigureRecipe> figureRecipe() const override;
    bool showExported(const Provenance& provenance) override;
    bool focusFilter() override;
    QUndoStack* undoStack() const override { return m_undo; }
    void prepareForScreenshot() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeRuns();
    QWidget* makePlot();
    void connectSession();
    void fill();
    void fillIfStale();
    void takeSelection();
    void handSelection();
    void touched(RowId job); ///< something of it is new: redraw where it is shown
    void update();           ///< what is drawn, or nothing yet on a hidden page
    void draw();
    void showQuantities();
    CurveOptions options() const;

    // curves_page_view.cpp: what is shown, and undoing changes of it
    CurveChoices choices() const;
    void record(int stroke = 0); ///< a change of the view, see ChoiceEdit
    void apply(const CurveChoices& choices);

    RunTableModel* m_model;
    RunFilterModel* m_filter;
    QListView* m_list;
    QLineEdit* m_filterEdit;
    QComboBox* m_quantity;
    QString m_wanted; ///< quantity that the user chose last
    QCheckBox* m_xLog;
    QCheckBox* m_yLog;
    QSlider* m_smoothing;
    QLabel* m_smoothingText;
    PlotWidget* m_plot;
    QTimer* m_timer; ///< gathers changes: at most ten new contents a second
    QUndoStack* m_undo;
    CurveChoices m_choices; ///< of the latest step of the undo stack
    int m_slides = 0;       ///< how often the slider was let go
    int m_visits = 0;       ///< how often the filter was left
    bool m_applying = false;
    bool m_linking = false;
    bool m_listStale = false;   ///< to be filled when the page is seen
    bool m_curvesStale = false; ///< to be drawn when the page is seen
};

} // namespace palimpsest
