// SPDX-License-Identifier: GPL-3.0-or-later
// What the compare page shows as a value, and undoing changes of it.
#include <utility>

#include <QComboBox>
#include <QCoreApplication>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTableView>
#include <QUndoStack>

#include "ui/models/study_session.h"
#include "ui/pages/choice_edit.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/compare/sentence_table_model.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct CompareEdit {
    Q_DECLARE_TR_FUNCTIONS(CompareEdit)
};

/// What has changed, as it stands behind "Undo".
QString changeText(const CompareChoices& before, const CompareChoices& after)
{
    if (before.baseline != after.baseline)
        return CompareEdit::tr("choosing a baseline");
    if (before.filter != after.filter)
        return CompareEdit::tr("filter");
    if (before.order != after.order)
        return CompareEdit::tr("order of the sentences");
    return CompareEdit::tr("view of the comparison");
}

void choose(QComboBox& box, const QVariant& value)
{
    if (const int index = box.findData(value); index >= 0)
        box.setCurrentIndex(index);
}

} // namespace

CompareChoices ComparePage::choices() const
{
    return {m_baseline->currentData().toLongLong(),
            m_metric->currentData().toString(),
            m_split->currentData().toInt(),
            m_test->currentData().toInt(),
            m_filter->state(),
            m_order};
}

void ComparePage::record(int stroke)
{
    if (m_applying || !session()->isOpen())
        return;
    CompareChoices now = choices();
    if (now == m_choices)
        return;
    CompareChoices before = std::exchange(m_choices, now);
    const QString text = changeText(before, now);
    m_undo->push(
        new ChoiceEdit<CompareChoices>(text, std::move(before), std::move(now), stroke,
                                       [this](const CompareChoices& wanted) { apply(wanted); }));
}

void ComparePage::apply(const CompareChoices& wanted)
{
    const CompareChoices now = choices();
    if (now == wanted)
        return;
    m_applying = true;
    if (now.split != wanted.split) {
        choose(*m_split, wanted.split);
        fillSystems();
    }
    choose(*m_baseline, QVariant::fromValue(wanted.baseline));
    choose(*m_metric, wanted.metric);
    choose(*m_test, wanted.test);
    m_filter->setState(wanted.filter);
    m_sentenceModel->setMarks(m_filter->marks());
    m_order = wanted.order;
    {
        QHeaderView* header = m_sentences->horizontalHeader();
        const QSignalBlocker quiet(header);
        header->setSortIndicator(m_sentenceModel->columnOf(m_order),
                                 m_order.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
    m_choices = choices();
    m_applying = false;
    if (now.baseline == wanted.baseline && now.metric == wanted.metric &&
        now.split == wanted.split && now.test == wanted.test) {
        search();
        showDetail();
    } else {
        later();
    }
}

} // namespace palimpsest
