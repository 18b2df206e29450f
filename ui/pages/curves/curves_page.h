// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/rows.h"
#include "ui/pages/page.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QSlider;
class QTimer;

namespace palimpsest
{

class RunFilterModel;
class RunTableModel;
struct CurveOptions;

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
    void prepareForScreenshot() override;

private:
    QWidget* makeRuns();
    QWidget* makePlot();
    void connectSession();
    void fill();
    void takeSelection();
    void handSelection();
    void touched(RowId job); ///< something of it is new: redraw where it is shown
    void update();
    void showQuantities();
    CurveOptions options() const;

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
    bool m_linking = false;
};

} // namespace palimpsest
