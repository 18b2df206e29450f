// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_filter_model.h"

#include <algorithm>

#include "ui/models/run_table_model.h"

namespace palimpsest
{

namespace
{

constexpr std::size_t kMostKeys = 4;

/// Negative, 0 or positive. What has no value comes first, and last when reversed.
int compared(const QVariant& a, const QVariant& b)
{
    if (!a.isValid() || !b.isValid())
        return int{a.isValid()} - int{b.isValid()};
    if (a.metaType().id() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString());
    const double left = a.toDouble();
    const double right = b.toDouble();
    return int{left > right} - int{left < right};
}

} // namespace

RunFilterModel::RunFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(RunTableModel::SortRole);
    setDynamicSortFilter(true);
    setRecursiveFilteringEnabled(true);
}

bool RunFilterModel::setFilterText(const QString& text)
{
    const ParsedRunExpression parsed = parseRunExpression(text.toStdString(), m_vocabulary);
    m_mistake = QString::fromStdString(parsed.sentence);
    if (!parsed.expression)
        return false;
    m_expression = *parsed.expression;
    invalidateFilter();
    return true;
}

void RunFilterModel::setVocabulary(const RunVocabulary& vocabulary)
{
    m_vocabulary = vocabulary;
}

void RunFilterModel::setSweep(RowId sweep)
{
    m_sweep = sweep;
    invalidateFilter();
}

void RunFilterModel::setBin(Bin bin)
{
    m_bin = bin;
    invalidateFilter();
}

RowId RunFilterModel::job(const QModelIndex& proxyIndex) const
{
    return proxyIndex.data(RunTableModel::JobRole).toLongLong();
}

bool RunFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto* record = index.data(RunTableModel::RecordRole).value<const RunRecord*>();
    if (!record || record->binned != (m_bin == Bin::Only))
        return false; // a group shows by its runs
    if (m_sweep &&
        std::find(record->sweeps.begin(), record->sweeps.end(), m_sweep) == record->sweeps.end())
        return false;
    return m_expression.matches(record->facts);
}

void RunFilterModel::sort(int column, Qt::SortOrder order)
{
    std::erase_if(m_keys, [&](const Key& key) { return key.column == column; });
    m_keys.insert(m_keys.begin(), {column, order});
    if (m_keys.size() > kMostKeys)
        m_keys.pop_back();
    QSortFilterProxyModel::sort(-1); // the same column and order would not sort again
    QSortFilterProxyModel::sort(column, order);
}

bool RunFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    for (const Key& key : m_keys) {
        const int order = compared(left.siblingAtColumn(key.column).data(RunTableModel::SortRole),
                                   right.siblingAtColumn(key.column).data(RunTableModel::SortRole));
        if (order != 0)
            return (order < 0) == (key.order == m_keys.front().order); // the base turns all round
    }
    return false;
}

} // namespace palimpsest
