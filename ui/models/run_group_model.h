// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractItemModel>
#include <QHash>

#include "ui/models/run_table_model.h"

namespace palimpsest
{

/// The rows of a RunTableModel in groups: a tree of two levels, or the flat table without grouping.
/// A row that changes its group moves there; groups come with their first run and go with their
/// last. A group shows its name, how many of its runs are done, and means of their scores; it has
/// no JobRole and no RecordRole.
class RunGroupModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class By { Nothing, Sweep, Strategy, Seed, State };

    explicit RunGroupModel(RunTableModel* source, QObject* parent = nullptr);
    void setGrouping(By by); ///< resets
    By grouping() const { return m_by; }

    const RunTableModel* table() const { return m_source; }
    /// Row of the table behind an index of this model; -1 = a group.
    int tableRow(const QModelIndex& index) const;
    /// Invalid where the job is unknown.
    QModelIndex indexOf(RowId job, int column = 0) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Group {
        QString name;
        QVariant order;        ///< what groups are sorted by
        std::vector<int> rows; ///< of the source
    };
    bool flat() const { return m_by == By::Nothing; }
    bool isGroup(const QModelIndex& index) const;
    QModelIndex toSource(const QModelIndex& index) const;
    QModelIndex fromSource(int row, int column) const;
    int groupRow(const Group* group) const;
    Group describe(int sourceRow) const;
    Group* groupNamed(const Group& wanted); ///< made, with its signals, where there is none
    void rebuild();
    void add(int sourceRow);
    void take(int first, int last); ///< source rows that have changed
    void moveToGroup(int sourceRow, const Group& wanted);
    void removeIfEmpty(Group* group);
    QVariant groupData(const Group& group, int column, int role) const;
    std::optional<double> groupMean(const Group& group, int column) const;

    RunTableModel* m_source;
    By m_by = By::Nothing;
    std::vector<std::unique_ptr<Group>> m_groups;
    std::vector<Group*> m_groupOf; ///< of each source row
};

} // namespace palimpsest
