// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QSet>
#include <QUndoCommand>

#include "engine/reporting/figure_recipe.h"
#include "engine/store/rows.h"

namespace palimpsest
{

/// What the trade-off page shows of a study: axes and marks, the pinned baseline, paths, hidden
/// series.
struct TradeoffChoices {
    FigureRecipe recipe;
    bool paths = false;
    QList<RowId> pinned; ///< jobs of the point that others are compared with; empty = base model
    QSet<QString> hidden;

    bool operator==(const TradeoffChoices&) const = default;
};

/// A change of the view that can be undone. Moving the slider of the loss budget is one step.
class ViewEdit : public QUndoCommand
{
public:
    using Apply = std::function<void(const TradeoffChoices&)>;
    ViewEdit(TradeoffChoices before, TradeoffChoices after, int slide, Apply apply);
    void redo() override { m_apply(m_after); }
    void undo() override { m_apply(m_before); }
    int id() const override { return 2; }
    bool mergeWith(const QUndoCommand* next) override;

private:
    bool onlyBudget() const;

    TradeoffChoices m_before;
    TradeoffChoices m_after;
    int m_slide; ///< of the slider; steps of one slide become one
    Apply m_apply;
};

} // namespace palimpsest
