// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/view_edit.h"

#include <QCoreApplication>

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct ViewEditTexts {
    Q_DECLARE_TR_FUNCTIONS(ViewEdit)
};

/// What has changed, as it stands behind "Undo".
QString changeText(const TradeoffChoices& before, const TradeoffChoices& after)
{
    if (before.pinned != after.pinned) {
        return after.pinned.isEmpty() ? ViewEditTexts::tr("unpinning the baseline")
                                      : ViewEditTexts::tr("pinning a baseline");
    }
    if (before.recipe.lossBudget != after.recipe.lossBudget) {
        return ViewEditTexts::tr("loss budget");
    }
    if (before.hidden != after.hidden) {
        return ViewEditTexts::tr("hiding strategies");
    }
    return ViewEditTexts::tr("view of the trade-off");
}

} // namespace

ViewEdit::ViewEdit(TradeoffChoices before, TradeoffChoices after, int slide, Apply apply)
    : QUndoCommand(changeText(before, after)), m_before(std::move(before)),
      m_after(std::move(after)), m_slide(slide), m_apply(std::move(apply))
{
}

bool ViewEdit::onlyBudget() const
{
    TradeoffChoices same = m_after;
    same.recipe.lossBudget = m_before.recipe.lossBudget;
    return same == m_before && m_before.recipe.lossBudget >= 0 && m_after.recipe.lossBudget >= 0;
}

bool ViewEdit::mergeWith(const QUndoCommand* next)
{
    const auto* later = static_cast<const ViewEdit*>(next); // the stack has compared the ids
    if (later->m_slide != m_slide || !onlyBudget() || !later->onlyBudget()) {
        return false;
    }
    m_after = later->m_after;
    setObsolete(m_after == m_before);
    return true;
}

} // namespace palimpsest
