// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include <QCollator>
#include <QHash>
#include <QSortFilterProxyModel>

#include "engine/reporting/run_expression.h"
#include "engine/store/rows.h"

namespace palimpsest
{

class RunGroupModel;
class RunTableModel;

/// Sorts by SortRole and shows the runs that an expression is true of. Its source is a
/// RunTableModel, or a RunGroupModel whose groups show as long as one of their runs does. What was
/// sorted by before orders the rows that are alike in the column sorted by last.
class RunFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Bin { Hidden, Only };

    explicit RunFilterModel(QObject* parent = nullptr);

    /// Filters by the expression and returns true; a mistaken one changes nothing but mistake().
    bool setFilterText(const QString& text);
    QString mistake() const { return m_mistake; } ///< of the last text; empty where it is well
    void setVocabulary(const RunVocabulary& vocabulary); ///< for the next texts
    void setSweep(RowId sweep);                          ///< only jobs of this sweep; 0 = all
    void setBin(Bin bin);
    RowId job(const QModelIndex& proxyIndex) const; ///< 0 = a group

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    void setSourceModel(QAbstractItemModel* model) override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    struct Key {
        int column;
        Qt::SortOrder order;
    };
    using Ranks = std::vector<int>; ///< of each row of the table; the same for rows that are alike

    int tableRow(const QModelIndex& sourceIndex) const; ///< -1 = a group
    const Ranks& columnRanks(int column);
    void rank();
    void forgetRanks();
    void takeChange(const QModelIndex& first, const QModelIndex& last);
    bool ranked(int tableRow) const;
    bool inOrder(const QModelIndex& parent) const;
    void tidy();

    std::vector<Key> m_keys; ///< latest first
    const RunTableModel* m_table = nullptr;
    const RunGroupModel* m_groups = nullptr; ///< null where the source is the table itself
    /// Places in the order of m_keys, so that sorting compares whole numbers; -1 where a row has
    /// changed since. Rows that have none are compared by their values.
    Ranks m_ranks;
    std::map<int, Ranks> m_columnRanks;            ///< of columns sorted by since the last change
    QHash<QString, QCollatorSortKey> m_collations; ///< of texts that were compared
    QCollator m_collator;
    RunExpression m_expression;
    RunVocabulary m_vocabulary;
    QString m_mistake;
    RowId m_sweep = 0;
    Bin m_bin = Bin::Hidden;
};

} // namespace palimpsest
