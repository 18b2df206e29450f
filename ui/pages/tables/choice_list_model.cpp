// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/choice_list_model.h"

#include <algorithm>

namespace palimpsest
{

ChoiceListModel::ChoiceListModel(bool ordered, int least, QObject* parent)
    : QAbstractListModel(parent), m_ordered(ordered), m_least(least)
{
}

void ChoiceListModel::show(const std::vector<Choice>& offered, const QStringList& ticked)
{
    const auto known = [&](const QString& key) {
        return std::ranges::find(offered, key, &Choice::key) != offered.end();
    };
    std::vector<Row> rows;
    for (const QString& key : ticked)
        if (m_ordered && known(key))
            rows.push_back({*std::ranges::find(offered, key, &Choice::key), true});
    for (const Choice& choice : offered)
        if (!m_ordered || !ticked.contains(choice.key))
            rows.push_back({choice, ticked.contains(choice.key)});
    for (const QString& key : ticked)
        if (!known(key)) // no longer in the study: it can be taken away here
            rows.push_back({{key, key}, true});
    const auto contains = [&](const Row& row) {
        return std::ranges::find(m_rows, row) != m_rows.end();
    };
    if (rows.size() == m_rows.size() && std::ranges::all_of(rows, contains) &&
        (!m_ordered || this->ticked() == ticked))
        return;
    if (rows.size() != m_rows.size() ||
        !std::ranges::is_permutation(
            rows, m_rows, {}, [](const Row& row) { return row.choice.key; },
            [](const Row& row) { return row.choice.key; })) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

QStringList ChoiceListModel::ticked() const
{
    QStringList keys;
    for (const Row& row : m_rows)
        if (row.ticked)
            keys += row.choice.key;
    return keys;
}

int ChoiceListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ChoiceListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return row.choice.text;
    if (role == Qt::UserRole)
        return row.choice.key;
    if (role == Qt::CheckStateRole)
        return row.ticked ? Qt::Checked : Qt::Unchecked;
    return {};
}

bool ChoiceListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid())
        return false;
    Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool wanted = value.toInt() == Qt::Checked;
    if (wanted == row.ticked || (!wanted && ticked().size() <= m_least))
        return false;
    row.ticked = wanted;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT edited();
    return true;
}

Qt::ItemFlags ChoiceListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return m_ordered ? Qt::ItemIsDropEnabled : Qt::NoItemFlags; // between rows, not on one
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                          Qt::ItemNeverHasChildren;
    return m_ordered ? flags | Qt::ItemIsDragEnabled : flags;
}

bool ChoiceListModel::moveRows(const QModelIndex& from, int row, int count, const QModelIndex& to,
                               int before)
{
    if (!m_ordered || count != 1 || row < 0 || row >= rowCount() || before < 0 ||
        before > rowCount() || !beginMoveRows(from, row, row, to, before))
        return false;
    const QStringList old = ticked();
    const auto at = m_rows.begin() + row;
    if (before > row)
        std::rotate(at, at + 1, m_rows.begin() + before);
    else
        std::rotate(m_rows.begin() + before, at, at + 1);
    endMoveRows();
    if (ticked() != old)
        Q_EMIT edited();
    return true;
}

} // namespace palimpsest
