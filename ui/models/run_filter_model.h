// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QSortFilterProxyModel>

#include "engine/reporting/run_expression.h"
#include "engine/store/rows.h"

namespace palimpsest
{

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

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    struct Key {
        int column;
        Qt::SortOrder order;
    };
    std::vector<Key> m_keys; ///< latest first
    RunExpression m_expression;
    RunVocabulary m_vocabulary;
    QString m_mistake;
    RowId m_sweep = 0;
    Bin m_bin = Bin::Hidden;
};

} // namespace palimpsest
