// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QAbstractTableModel>
#include <QColor>

#include "engine/reporting/forgetting.h"

namespace palimpsest
{

/// "24.3", over several seeds "24.3 ± 0.2"; a dash where there is nothing.
QString spreadText(const ForgettingMatrix::Cell& value, int decimals);

/// The ground of a cell: orange for what was lost, blue for what was gained, the stronger the more;
/// on a dark ground brighter. Invalid where nothing changed. `share` is of the largest change in
/// the matrix, −1 … 1.
QColor changeColor(double share, const QColor& ground, bool dark);

/// What a sequence of domains did to each of them: a row a step, and the forgetting below; a column
/// a domain. Cells of what had been learned say how far they are from the best score before.
class MatrixModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        ChangeRole = Qt::UserRole, ///< of the largest change in the matrix, −1 … 1; or nothing
        LearnedRole,               ///< bool: the domain was learned in this step
    };
    explicit MatrixModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void setMatrix(std::optional<ForgettingMatrix> matrix);
    const std::optional<ForgettingMatrix>& matrix() const { return m_matrix; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool isForgetting(int row) const { return row == static_cast<int>(m_matrix->steps.size()); }
    QString cellText(int row, std::size_t domain) const;
    QString sentence(int row, std::size_t domain) const;
    std::optional<double> change(int row, std::size_t domain) const;

    std::optional<ForgettingMatrix> m_matrix;
    double m_largest = 0; ///< change of all
};

} // namespace palimpsest
