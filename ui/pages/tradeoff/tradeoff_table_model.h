// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "ui/pages/tradeoff/tradeoff_content.h"

namespace palimpsest
{

/// The points behind the trade-off plot as rows, for keyboards, screen readers and exact figures.
class TradeoffTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Strategy,
        Setting,
        X,
        XTestSet, ///< 95 % half width over test sets
        XChange,  ///< against the base model; * = significant after Holm's correction
        Y,
        YTestSet,
        YChange,
        Seeds,
        Front,
        FrontShare, ///< of resamples in which the point is on the joint front
        ColumnCount
    };
    enum Role { SortRole = Qt::UserRole };
    using QAbstractTableModel::QAbstractTableModel;

    /// Rows stay the rows of the same points where only their scores are new.
    void setPoints(SharedPoints points, std::shared_ptr<const TradeoffAnalysis> analysis,
                   const QString& xTitle, const QString& yTitle);
    const TradeoffPoint& point(int row) const { return (*m_points)[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant value(const TradeoffPoint& point, int column) const;
    QString text(const TradeoffPoint& point, int column) const;
    QString changeText(const TradeoffPoint& point, int column) const;
    QString tipText(const TradeoffPoint& point, int column) const;

    SharedPoints m_points = std::make_shared<const std::vector<TradeoffPoint>>();
    std::shared_ptr<const TradeoffAnalysis> m_analysis; ///< set before the first row
    const TradeoffPoint* m_base = nullptr;
    QString m_xTitle;
    QString m_yTitle;
};

} // namespace palimpsest
