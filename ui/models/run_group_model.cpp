// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_group_model.h"

#include <algorithm>

#include <QFont>

#include "ui/models/texts.h"
#include "ui/widgets/strategy_look.h"

namespace palimpsest
{

namespace
{

constexpr int kOneByOne = 200; ///< rows that are inserted singly; more of them reset the model

} // namespace

RunGroupModel::RunGroupModel(RunTableModel* source, QObject* parent)
    : QAbstractItemModel(parent), m_source(source)
{
    connect(source, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(source, &QAbstractItemModel::modelReset, this, [this] {
        rebuild();
        endResetModel();
    });
    connect(source, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this](const QModelIndex&, int first, int last) {
                if (flat())
                    beginInsertRows({}, first, last);
            });
    connect(source, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) {
                if (flat()) {
                    endInsertRows();
                } else if (last - first < kOneByOne) {
                    for (int row = first; row <= last; ++row)
                        add(row);
                } else { // a study that has just been opened
                    beginResetModel();
                    rebuild();
                    endResetModel();
                }
            });
    connect(source, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                take(first.row(), last.row());
            });
}

void RunGroupModel::setGrouping(By by)
{
    if (by == m_by)
        return;
    beginResetModel();
    m_by = by;
    rebuild();
    endResetModel();
}

void RunGroupModel::rebuild()
{
    m_groups.clear();
    m_groupOf.clear();
    for (int row = 0; !flat() && row < m_source->rowCount(); ++row) {
        Group wanted = describe(row);
        const auto found = std::ranges::find_if(
            m_groups, [&](const auto& group) { return group->name == wanted.name; });
        Group* group = found == m_groups.end() ? nullptr : found->get();
        if (!group)
            group = m_groups.emplace_back(std::make_unique<Group>(std::move(wanted))).get();
        group->rows.push_back(row);
        m_groupOf.push_back(group);
    }
}

RunGroupModel::Group RunGroupModel::describe(int sourceRow) const
{
    const RunRecord& record = m_source->record(sourceRow);
    Group group;
    switch (m_by) {
    case By::Sweep:
        group.name = record.sweepNames.isEmpty() ? tr("No sweep") : record.sweepNames.first();
        group.order = group.name;
        break;
    case By::Strategy:
        group.name = record.series.empty() ? tr("Preparation")
                                           : strategyName(QString::fromStdString(record.series));
        group.order = group.name;
        break;
    case By::Seed:
        group.name =
            record.seed ? tr("Seed %1").arg(QLocale().toString(*record.seed)) : tr("No seed");
        group.order = record.seed ? QVariant(*record.seed) : QVariant();
        break;
    case By::State:
        group.name = stateText(record.state, record.latestRun());
        group.order =
            m_source->index(sourceRow, RunTableModel::StateColumn).data(RunTableModel::SortRole);
        break;
    case By::Nothing:
        break;
    }
    return group;
}

int RunGroupModel::groupRow(const Group* group) const
{
    const auto found =
        std::ranges::find_if(m_groups, [&](const auto& each) { return each.get() == group; });
    return static_cast<int>(found - m_groups.begin());
}

RunGroupModel::Group* RunGroupModel::groupNamed(const Group& wanted)
{
    for (const auto& group : m_groups)
        if (group->name == wanted.name)
            return group.get();
    const int row = static_cast<int>(m_groups.size());
    beginInsertRows({}, row, row);
    m_groups.push_back(std::make_unique<Group>(wanted));
    endInsertRows();
    return m_groups.back().get();
}

void RunGroupModel::add(int sourceRow)
{
    Group* group = groupNamed(describe(sourceRow));
    const int place = static_cast<int>(group->rows.size());
    beginInsertRows(index(groupRow(group), 0), place, place);
    group->rows.push_back(sourceRow);
    m_groupOf.push_back(group);
    endInsertRows();
}

void RunGroupModel::take(int first, int last)
{
    const int columns = columnCount() - 1;
    if (flat()) {
        Q_EMIT dataChanged(index(first, 0), index(last, columns));
        return;
    }
    for (int row = first; row <= last && row < static_cast<int>(m_groupOf.size()); ++row) {
        const Group wanted = describe(row);
        if (m_groupOf[static_cast<std::size_t>(row)]->name != wanted.name)
            moveToGroup(row, wanted);
        const QModelIndex changed = fromSource(row, 0);
        Q_EMIT dataChanged(changed, changed.siblingAtColumn(columns));
        const QModelIndex group = changed.parent();
        Q_EMIT dataChanged(group, group.siblingAtColumn(columns));
    }
}

void RunGroupModel::moveToGroup(int sourceRow, const Group& wanted)
{
    Group* from = m_groupOf[static_cast<std::size_t>(sourceRow)];
    Group* to = groupNamed(wanted);
    const auto place = std::ranges::find(from->rows, sourceRow);
    const int row = static_cast<int>(place - from->rows.begin());
    beginMoveRows(index(groupRow(from), 0), row, row, index(groupRow(to), 0),
                  static_cast<int>(to->rows.size()));
    from->rows.erase(place);
    to->rows.push_back(sourceRow);
    m_groupOf[static_cast<std::size_t>(sourceRow)] = to;
    endMoveRows();
    removeIfEmpty(from);
}

void RunGroupModel::removeIfEmpty(Group* group)
{
    if (!group->rows.empty())
        return;
    const int row = groupRow(group);
    beginRemoveRows({}, row, row);
    m_groups.erase(m_groups.begin() + row);
    endRemoveRows();
}

bool RunGroupModel::isGroup(const QModelIndex& index) const
{
    return index.isValid() && !flat() && index.internalPointer() == nullptr;
}

QModelIndex RunGroupModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column < 0 || row >= rowCount(parent) || column >= columnCount(parent))
        return {};
    // The pointer is the group that a run is in; groups and rows of the flat table have none.
    Group* group =
        isGroup(parent) ? m_groups[static_cast<std::size_t>(parent.row())].get() : nullptr;
    return createIndex(row, column, group);
}

QModelIndex RunGroupModel::parent(const QModelIndex& index) const
{
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return group ? createIndex(groupRow(group), 0, nullptr) : QModelIndex();
}

int RunGroupModel::tableRow(const QModelIndex& index) const
{
    if (!index.isValid() || isGroup(index))
        return -1;
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return group ? group->rows[static_cast<std::size_t>(index.row())] : index.row();
}

QModelIndex RunGroupModel::toSource(const QModelIndex& index) const
{
    const int row = tableRow(index);
    return row < 0 ? QModelIndex() : m_source->index(row, index.column());
}

QModelIndex RunGroupModel::fromSource(int row, int column) const
{
    if (flat())
        return index(row, column);
    const Group* group = m_groupOf[static_cast<std::size_t>(row)];
    const auto place = std::ranges::find(group->rows, row);
    return createIndex(static_cast<int>(place - group->rows.begin()), column, group);
}

QModelIndex RunGroupModel::indexOf(RowId job, int column) const
{
    const int row = m_source->rowOf(job);
    return row < 0 ? QModelIndex() : fromSource(row, column);
}

int RunGroupModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return flat() ? m_source->rowCount() : static_cast<int>(m_groups.size());
    if (!isGroup(parent) || parent.column() > 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())]->rows.size());
}

int RunGroupModel::columnCount(const QModelIndex& parent) const
{
    return !parent.isValid() || (isGroup(parent) && parent.column() == 0) ? m_source->columnCount()
                                                                          : 0;
}

std::optional<double> RunGroupModel::groupMean(const Group& group, int column) const
{
    double sum = 0;
    int count = 0;
    for (const int row : group.rows) {
        const QVariant value = m_source->index(row, column).data(RunTableModel::SortRole);
        if (value.isValid() && !m_source->record(row).binned) {
            sum += value.toDouble();
            ++count;
        }
    }
    return count ? std::optional(sum / count) : std::nullopt;
}

QVariant RunGroupModel::groupData(const Group& group, int column, int role) const
{
    const bool score = column == RunTableModel::NewScoreColumn ||
                       column == RunTableModel::OldScoreColumn ||
                       column >= RunTableModel::ColumnCount;
    if (role == Qt::FontRole) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::TextAlignmentRole)
        return headerData(column, Qt::Horizontal, role);
    if (role == RunTableModel::SortRole) {
        const auto mean = score ? groupMean(group, column) : std::nullopt;
        return mean ? QVariant(*mean) : group.order;
    }
    if (role == Qt::ToolTipRole && score)
        return tr("Mean over the runs of the group");
    if (role != Qt::DisplayRole)
        return {};
    if (column == RunTableModel::LabelColumn)
        return group.name;
    if (column == RunTableModel::StateColumn) {
        const auto done = std::ranges::count_if(
            group.rows, [&](int row) { return m_source->record(row).state == JobState::Done; });
        return tr("%1 of %2 done").arg(done).arg(group.rows.size());
    }
    const auto mean = score ? groupMean(group, column) : std::nullopt;
    return mean ? QVariant(QLocale().toString(*mean, 'f', 1)) : QVariant(QString());
}

QVariant RunGroupModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (isGroup(index))
        return groupData(*m_groups[static_cast<std::size_t>(index.row())], index.column(), role);
    return toSource(index).data(role);
}

bool RunGroupModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QModelIndex source = toSource(index);
    return source.isValid() && m_source->setData(source, value, role);
}

QVariant RunGroupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_source->headerData(section, orientation, role);
}

Qt::ItemFlags RunGroupModel::flags(const QModelIndex& index) const
{
    if (isGroup(index))
        return Qt::ItemIsEnabled;
    const QModelIndex source = toSource(index);
    return source.isValid() ? m_source->flags(source) : Qt::NoItemFlags;
}

} // namespace palimpsest
