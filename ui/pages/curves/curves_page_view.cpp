// SPDX-License-Identifier: GPL-3.0-or-later
// What the curves page shows as a value, and undoing changes of it.
#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>
#include <QUndoStack>

#include "ui/models/study_session.h"
#include "ui/pages/choice_edit.h"
#include "ui/pages/curves/curves_page.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct CurveEdit {
    Q_DECLARE_TR_FUNCTIONS(CurveEdit)
};

/// What has changed, as it stands behind "Undo".
QString changeText(const CurveChoices& before, const CurveChoices& after)
{
    if (before.filter != after.filter)
        return CurveEdit::tr("filter");
    if (before.hidden != after.hidden)
        return CurveEdit::tr("hiding curves");
    if (before.options.smoothing != after.options.smoothing)
        return CurveEdit::tr("smoothing");
    return CurveEdit::tr("view of the curves");
}

} // namespace

CurveChoices CurvesPage::choices() const
{
    CurveChoices now{options(), m_filterEdit->text(), m_plot->hiddenSeries()};
    now.options.quantity = m_wanted; // what is offered depends on the selection
    return now;
}

void CurvesPage::record(int stroke)
{
    if (m_applying || !session()->isOpen())
        return;
    CurveChoices now = choices();
    if (now == m_choices)
        return;
    CurveChoices before = std::exchange(m_choices, now);
    const QString text = changeText(before, now);
    m_undo->push(
        new ChoiceEdit<CurveChoices>(text, std::move(before), std::move(now), stroke,
                                     [this](const CurveChoices& wanted) { apply(wanted); }));
}

void CurvesPage::apply(const CurveChoices& wanted)
{
    if (choices() == wanted)
        return;
    m_applying = true;
    m_wanted = wanted.options.quantity;
    {
        const QSignalBlocker quiet(m_quantity);
        m_quantity->setCurrentIndex(std::max(0, m_quantity->findData(m_wanted)));
    }
    m_smoothing->setValue(qRound(wanted.options.smoothing * 100));
    m_xLog->setChecked(wanted.options.xLog);
    m_yLog->setChecked(wanted.options.yLog);
    m_filterEdit->setText(wanted.filter);
    const QSet<QString> hidden = m_plot->hiddenSeries();
    for (const QString& id : hidden + wanted.hidden)
        m_plot->setSeriesVisible(id, !wanted.hidden.contains(id));
    m_choices = wanted;
    m_applying = false;
    update();
}

} // namespace palimpsest
