// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "engine/reporting/tradeoff.h"

namespace palimpsest {

/// The points behind the trade-off plot as rows, for keyboards, screen readers and exact figures.
class TradeoffTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Strategy, Setting, X, XChange, Y, YChange, Seeds, Front, ColumnCount };
    enum Role { SortRole = Qt::UserRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setPoints(std::vector<TradeoffPoint> points, const QString& xTitle, const QString& yTitle);
    const TradeoffPoint& point(int row) const { return m_points[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant value(const TradeoffPoint& point, int column) const;
    QString text(const TradeoffPoint& point, int column) const;

    std::vector<TradeoffPoint> m_points;
    const TradeoffPoint* m_base = nullptr;
    QString m_xTitle;
    QString m_yTitle;
};

} // namespace palimpsest
