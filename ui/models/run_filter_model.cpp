// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_filter_model.h"

#include <algorithm>
#include <numeric>

#include "ui/models/run_group_model.h"
#include "ui/models/run_table_model.h"

namespace palimpsest
{

namespace
{

constexpr std::size_t kMostKeys = 4;
constexpr int kManyRows = 100; ///< so many rows that change at once are ranked anew

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

void RunFilterModel::setSourceModel(QAbstractItemModel* model)
{
    m_groups = qobject_cast<RunGroupModel*>(model);
    m_table = m_groups ? m_groups->table() : qobject_cast<RunTableModel*>(model);
    forgetRanks();
    // Before the base listens, which sorts by the ranks when it hears of a change.
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &RunFilterModel::forgetRanks);
    connect(model, &QAbstractItemModel::modelReset, this, &RunFilterModel::rank);
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) {
                m_columnRanks.clear();
                if (last - first >= kManyRows)
                    rank();
            });
    connect(model, &QAbstractItemModel::dataChanged, this, &RunFilterModel::takeChange);
    QSortFilterProxyModel::setSourceModel(model);
    connect(m_table, &RunTableModel::scatteredRowsChanged, this, &RunFilterModel::tidy);
}

bool RunFilterModel::inOrder(const QModelIndex& parent) const
{
    for (int row = 1; row < rowCount(parent); ++row) {
        const QModelIndex before = mapToSource(index(row - 1, 0, parent));
        const QModelIndex after = mapToSource(index(row, 0, parent));
        if (sortOrder() == Qt::AscendingOrder ? lessThan(after, before) : lessThan(before, after))
            return false;
    }
    return true;
}

/// The base puts each changed row where it belongs among the others, some of which have changed as
/// well but have not been told yet; so a row may come to stand in a wrong place.
void RunFilterModel::tidy()
{
    if (m_keys.empty())
        return;
    bool tidied = inOrder({});
    for (int row = 0; tidied && m_groups && row < rowCount(); ++row)
        tidied = inOrder(index(row, 0));
    if (!tidied) {
        rank();
        invalidate();
    }
}

int RunFilterModel::tableRow(const QModelIndex& sourceIndex) const
{
    return m_groups ? m_groups->tableRow(sourceIndex) : sourceIndex.row();
}

bool RunFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const int place = tableRow(sourceModel()->index(row, 0, parent));
    if (place < 0)
        return false; // a group shows by its runs
    const RunRecord& record = m_table->record(place);
    if (record.binned != (m_bin == Bin::Only))
        return false;
    if (m_sweep && std::ranges::find(record.sweeps, m_sweep) == record.sweeps.end())
        return false;
    return m_expression.matches(m_table->facts(record));
}

void RunFilterModel::sort(int column, Qt::SortOrder order)
{
    if (m_keys.empty() || m_keys.front().column != column || m_keys.front().order != order) {
        std::erase_if(m_keys, [&](const Key& key) { return key.column == column; });
        m_keys.insert(m_keys.begin(), {column, order});
        if (m_keys.size() > kMostKeys)
            m_keys.pop_back();
    }
    rank();
    if (sortColumn() == column && sortOrder() == order)
        invalidate(); // the base sees nothing new
    else
        QSortFilterProxyModel::sort(column, order);
}

void RunFilterModel::forgetRanks()
{
    m_ranks.clear();
    m_columnRanks.clear();
}

void RunFilterModel::takeChange(const QModelIndex& first, const QModelIndex& last)
{
    m_columnRanks.clear();
    if (last.row() - first.row() >= kManyRows) {
        rank();
        return;
    }
    for (int row = first.row(); row <= last.row(); ++row) {
        const int place = tableRow(first.sibling(row, 0));
        if (ranked(place))
            m_ranks[static_cast<std::size_t>(place)] = -1;
    }
}

bool RunFilterModel::ranked(int place) const
{
    return place >= 0 && place < static_cast<int>(m_ranks.size()) &&
           m_ranks[static_cast<std::size_t>(place)] >= 0;
}

const RunFilterModel::Ranks& RunFilterModel::columnRanks(int column)
{
    if (const auto known = m_columnRanks.find(column); known != m_columnRanks.end())
        return known->second;
    struct Value { // converted once, as it is compared many times
        QVariant value;
        double number = 0;
        const QCollatorSortKey* text = nullptr;
    };
    const int rows = m_table->rowCount();
    std::vector<Value> values(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
        Value& each = values[static_cast<std::size_t>(row)];
        each.value = m_table->index(row, column).data(RunTableModel::SortRole);
        each.number = each.value.toDouble();
        if (each.value.metaType().id() == QMetaType::QString) {
            const QString text = each.value.toString();
            if (!m_collations.contains(text))
                m_collations.insert(text, m_collator.sortKey(text));
        }
    }
    for (Value& each : values) // now that no key moves any more
        if (each.value.metaType().id() == QMetaType::QString)
            each.text = &*m_collations.constFind(each.value.toString());
    const auto order = [&](int a, int b) {
        const Value& left = values[static_cast<std::size_t>(a)];
        const Value& right = values[static_cast<std::size_t>(b)];
        if (left.text && right.text)
            return left.text->compare(*right.text);
        if (left.text || right.text || !left.value.isValid() || !right.value.isValid())
            return compared(left.value, right.value);
        return int{left.number > right.number} - int{left.number < right.number};
    };
    std::vector<int> sorted(values.size());
    std::iota(sorted.begin(), sorted.end(), 0);
    std::ranges::sort(sorted, [&](int a, int b) { return order(a, b) < 0; });
    Ranks ranks(values.size());
    int rank = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        rank += i > 0 && order(sorted[i - 1], sorted[i]) != 0;
        ranks[static_cast<std::size_t>(sorted[i])] = rank;
    }
    return m_columnRanks.emplace(column, std::move(ranks)).first->second;
}

void RunFilterModel::rank()
{
    m_ranks.clear();
    if (!m_table || m_keys.empty())
        return;
    std::vector<std::pair<const Ranks*, bool>> keys;
    for (const Key& key : m_keys)
        if (key.column >= 0 && key.column < m_table->columnCount())
            keys.emplace_back(&columnRanks(key.column), key.order == m_keys.front().order);
    const auto compare = [&keys](int a, int b) {
        for (const auto& [ranks, same] : keys) {
            const int left = (*ranks)[static_cast<std::size_t>(a)];
            const int right = (*ranks)[static_cast<std::size_t>(b)];
            if (left != right)
                return (left < right) == same ? -1 : 1;
        }
        return 0;
    };
    std::vector<int> sorted(static_cast<std::size_t>(m_table->rowCount()));
    std::iota(sorted.begin(), sorted.end(), 0);
    std::ranges::sort(sorted, [&](int a, int b) { return compare(a, b) < 0; });
    m_ranks.resize(sorted.size());
    int place = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        place += i > 0 && compare(sorted[i - 1], sorted[i]) != 0;
        m_ranks[static_cast<std::size_t>(sorted[i])] = place;
    }
}

bool RunFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const int first = tableRow(left);
    const int second = tableRow(right);
    if (ranked(first) && ranked(second))
        return m_ranks[static_cast<std::size_t>(first)] < m_ranks[static_cast<std::size_t>(second)];
    for (const Key& key : m_keys) {
        const int order = compared(left.siblingAtColumn(key.column).data(RunTableModel::SortRole),
                                   right.siblingAtColumn(key.column).data(RunTableModel::SortRole));
        if (order != 0)
            return (order < 0) == (key.order == m_keys.front().order); // the base turns all round
    }
    return false;
}

} // namespace palimpsest
