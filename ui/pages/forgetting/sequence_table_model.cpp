// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forgetting/sequence_table_model.h"

#include <algorithm>
#include <limits>

#include <QLocale>

#include "ui/pages/forgetting/matrix_model.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

QString orderText(const ForgettingMatrix& matrix)
{
    QStringList names;
    for (std::size_t step = 1; step < matrix.steps.size(); ++step)
        names += QString::fromStdString(matrix.steps[step]);
    return names.join(QStringLiteral(" → "));
}

const ForgettingMatrix::Cell& figureOf(const ForgettingMatrix& matrix, int column)
{
    return column == SequenceTableModel::Average      ? matrix.average
           : column == SequenceTableModel::Forgetting ? matrix.meanForgetting
                                                      : matrix.backwardTransfer;
}

} // namespace

SequenceTableModel::SequenceTableModel(QObject* parent)
    : QAbstractTableModel(parent),
      m_matrices(std::make_shared<const std::vector<ForgettingMatrix>>())
{
}

void SequenceTableModel::setMatrices(SharedMatrices matrices)
{
    beginResetModel();
    m_matrices = std::move(matrices);
    endResetModel();
}

int SequenceTableModel::rowOfJob(RowId job) const
{
    const auto found = std::ranges::find_if(*m_matrices, [job](const ForgettingMatrix& matrix) {
        return std::ranges::find(matrix.jobs, job) != matrix.jobs.end();
    });
    return found == m_matrices->end() ? -1 : static_cast<int>(found - m_matrices->begin());
}

int SequenceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_matrices->size());
}

int SequenceTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SequenceTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const ForgettingMatrix& row = matrix(index.row());
    const int column = index.column();
    if (role == Qt::DecorationRole && column == Strategy)
        return strategyIcon(QString::fromStdString(row.series), isDark());
    if (role == Qt::TextAlignmentRole)
        return headerData(column, Qt::Horizontal, role);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (column) {
    case Strategy:
        return strategyName(QString::fromStdString(row.series));
    case Setting:
        return QString::fromStdString(row.label);
    case Order:
        return orderText(row);
    case Seeds:
        return role == SortRole ? QVariant(row.seeds) : QLocale().toString(row.seeds);
    default: {
        const ForgettingMatrix::Cell& figure = figureOf(row, column);
        if (role == SortRole)
            return figure ? figure->mean : -std::numeric_limits<double>::infinity();
        return spreadText(figure, row.decimals);
    }
    }
}

QVariant SequenceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= Seeds ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Average:
            return tr(
                "Mean score after the last step over the old domains and all of the sequence");
        case Forgetting:
            return tr("Mean over the domains of the best score since each was learned, less the "
                      "last one (Chaudhry et al. 2018)");
        case Transfer:
            return tr(
                "Mean over the domains of the last score, less the one when each was learned; "
                "negative = lost (Lopez-Paz and Ranzato 2017)");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Strategy:
        return tr("Strategy");
    case Setting:
        return tr("Setting");
    case Order:
        return tr("Order of the domains");
    case Seeds:
        return tr("Seeds");
    case Average:
        return tr("Average");
    case Forgetting:
        return tr("Mean forgetting");
    case Transfer:
        return tr("Backward transfer");
    default:
        return {};
    }
}

} // namespace palimpsest
