// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "engine/reporting/tradeoff.h"
#include "ui/pages/tradeoff/tradeoff_content.h"

class QAction;
class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QSlider;

namespace palimpsest
{

class StudySession;

/// The choices above the trade-off plot: split, metric, axes, seeds, fronts, loss budget.
class TradeoffControls : public QWidget
{
    Q_OBJECT
public:
    explicit TradeoffControls(QWidget* parent = nullptr);

    /// Fills the lists with what the study has, keeping what is chosen where it still exists.
    void offer(const StudySession& session);
    TradeoffOptions options() const;
    TradeoffView view() const;
    /// The same as a figure's recipe, and back; what the study does not offer stays as it is.
    FigureRecipe recipe() const;
    void show(const FigureRecipe& recipe);
    void showPaths(bool wanted);
    void setBudgetText(const QString& text);
    void addBesideBudget(QAction* action);  ///< as a button
    int slides() const { return m_slides; } ///< how often the slider was let go

Q_SIGNALS:
    void changed();

private:
    QComboBox* combo(const char* name, const QString& accessible);
    AxisChoice axis(const QComboBox& box) const;
    QCheckBox* check(const char* name, const QString& text, const QString& tip);
    void offerPaths();
    void offerAxis(QComboBox& box, const StudySession& session, bool newFirst);

    QComboBox* m_split;
    QComboBox* m_metric;
    QComboBox* m_x;
    QComboBox* m_y;
    QComboBox* m_seeds;
    QCheckBox* m_fronts;
    QCheckBox* m_testSets;
    QCheckBox* m_paths;
    QCheckBox* m_budgetOn;
    QSlider* m_budget;
    QLabel* m_budgetText;
    QHBoxLayout* m_budgetRow;
    int m_slides = 0;
};

} // namespace palimpsest
