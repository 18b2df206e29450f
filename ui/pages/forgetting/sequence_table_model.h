// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "engine/reporting/forgetting.h"

namespace palimpsest
{

using SharedMatrices = std::shared_ptr<const std::vector<ForgettingMatrix>>;

/// The sequences of a study beside each other, a row a configuration: what all of its domains came
/// to, and what was lost on the way.
class SequenceTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Strategy, Setting, Order, Seeds, Average, Forgetting, Transfer, ColumnCount };
    enum Role { SortRole = Qt::UserRole };

    explicit SequenceTableModel(QObject* parent = nullptr);

    void setMatrices(SharedMatrices matrices);
    const SharedMatrices& matrices() const { return m_matrices; }
    const ForgettingMatrix& matrix(int row) const
    {
        return (*m_matrices)[static_cast<std::size_t>(row)];
    }
    int rowOfJob(RowId job) const; ///< -1 where no sequence ends with it

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    SharedMatrices m_matrices;
};

} // namespace palimpsest
