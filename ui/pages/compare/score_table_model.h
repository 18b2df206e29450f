// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "engine/reporting/score_comparison.h"

namespace palimpsest
{

/// Scores of the compared systems, one row a domain and system: interval, change against the
/// baseline, raw and corrected p.
class ScoreTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { DomainColumn, SystemColumn, Score, Interval, Change, P, Holm, ColumnCount };
    /// A change is significant where its corrected p is below this.
    static constexpr double kThreshold = 0.05;

    explicit ScoreTableModel(QObject* parent = nullptr);

    void setComparison(std::shared_ptr<const ScoreComparison> comparison);
    const std::shared_ptr<const ScoreComparison>& comparison() const { return m_comparison; }
    std::size_t domainOf(int row) const { return m_rows[static_cast<std::size_t>(row)].first; }
    std::size_t systemOf(int row) const { return m_rows[static_cast<std::size_t>(row)].second; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(int row, int column) const;

    std::shared_ptr<const ScoreComparison> m_comparison;
    std::vector<std::pair<std::size_t, std::size_t>> m_rows; ///< domain, system
};

} // namespace palimpsest
