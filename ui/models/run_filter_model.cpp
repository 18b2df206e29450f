// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_filter_model.h"

#include <algorithm>

#include "ui/models/run_table_model.h"
#include "ui/models/texts.h"
#include "ui/widgets/strategy_look.h"

namespace palimpsest
{

RunFilterModel::RunFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(RunTableModel::SortRole);
    setDynamicSortFilter(true);
}

void RunFilterModel::setFilterText(const QString& text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void RunFilterModel::setSweep(RowId sweep)
{
    m_sweep = sweep;
    invalidateFilter();
}

RowId RunFilterModel::job(const QModelIndex& proxyIndex) const
{
    return proxyIndex.data(RunTableModel::JobRole).toLongLong();
}

bool RunFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const auto* model = qobject_cast<const RunTableModel*>(sourceModel());
    if (!model || parent.isValid())
        return false;
    const RunRecord& record = model->record(row);
    if (m_sweep &&
        std::find(record.sweeps.begin(), record.sweeps.end(), m_sweep) == record.sweeps.end())
        return false;
    if (m_words.isEmpty())
        return true;
    const QString haystack =
        QStringList{stateText(record.state), record.label, kindText(record.kind),
                    strategyName(QString::fromStdString(record.series)),
                    record.run ? QString::fromStdString(record.run->device) : QString()}
            .join(QLatin1Char('\n'));
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return haystack.contains(word, Qt::CaseInsensitive);
    });
}

bool RunFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant a = left.data(RunTableModel::SortRole);
    const QVariant b = right.data(RunTableModel::SortRole);
    if (!a.isValid() || !b.isValid())
        return a.isValid() < b.isValid(); // what has no value comes first, and last when reversed
    if (a.metaType().id() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return a.toDouble() < b.toDouble();
}

} // namespace palimpsest
