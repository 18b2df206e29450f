// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

#include "engine/store/rows.h"

namespace palimpsest
{

/// Sorts by SortRole and shows the rows that contain every word of the filter somewhere in state,
/// label, kind, strategy or device.
class RunFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RunFilterModel(QObject* parent = nullptr);
    void setFilterText(const QString& text);
    void setSweep(RowId sweep); ///< only jobs of this sweep; 0 = all
    RowId job(const QModelIndex& proxyIndex) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QStringList m_words;
    RowId m_sweep = 0;
};

} // namespace palimpsest
