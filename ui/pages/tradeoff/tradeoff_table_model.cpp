// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_table_model.h"

#include <QLocale>

#include "ui/pages/tradeoff/tradeoff_content.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest {

void TradeoffTableModel::setPoints(std::vector<TradeoffPoint> points, const QString& xTitle,
                                   const QString& yTitle)
{
    beginResetModel();
    m_points = std::move(points);
    m_base = baselinePoint(m_points);
    m_xTitle = xTitle;
    m_yTitle = yTitle;
    endResetModel();
}

int TradeoffTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_points.size());
}

int TradeoffTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TradeoffTableModel::value(const TradeoffPoint& point, int column) const
{
    switch (column) {
    case Strategy: return QString::fromStdString(point.series);
    case Setting: return -point.order;
    case X: return point.x;
    case XChange: return m_base != nullptr ? point.x - m_base->x : 0.0;
    case Y: return point.y;
    case YChange: return m_base != nullptr ? point.y - m_base->y : 0.0;
    case Seeds: return point.seeds;
    case Front: return point.onJointFront ? 2 : point.onSeriesFront ? 1 : 0;
    default: return {};
    }
}

QString TradeoffTableModel::text(const TradeoffPoint& point, int column) const
{
    const QLocale locale;
    const auto score = [&locale](double mean, double sd) {
        QString shown = locale.toString(mean, 'f', 1);
        return sd > 0 ? shown + QStringLiteral(" ± ") + locale.toString(sd, 'f', 1) : shown;
    };
    const auto change = [&](double delta) {
        if (m_base == nullptr || point.series == "baseline") {
            return QStringLiteral("–");
        }
        return (delta > 0 ? QStringLiteral("+") : QString()) + locale.toString(delta, 'f', 1);
    };
    switch (column) {
    case Strategy: return strategyName(QString::fromStdString(point.series));
    case Setting: return QString::fromStdString(point.label);
    case X: return score(point.x, point.xSd);
    case XChange: return change(value(point, XChange).toDouble());
    case Y: return score(point.y, point.ySd);
    case YChange: return change(value(point, YChange).toDouble());
    case Seeds: return locale.toString(point.seeds);
    case Front:
        return point.onJointFront ? tr("joint") : point.onSeriesFront ? tr("own strategy") : QString();
    default: return {};
    }
}

QVariant TradeoffTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const TradeoffPoint& row = point(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case SortRole: return value(row, index.column());
    case Qt::DecorationRole:
        return index.column() == Strategy
                   ? QVariant(strategyIcon(QString::fromStdString(row.series), isDark()))
                   : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() >= X && index.column() <= Seeds
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant();
    default: return {};
    }
}

QVariant TradeoffTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Strategy: return tr("Strategy");
    case Setting: return tr("Setting");
    case X: return m_xTitle;
    case Y: return m_yTitle;
    case XChange:
    case YChange: return tr("Δ base");
    case Seeds: return tr("Seeds");
    case Front: return tr("Front");
    default: return {};
    }
}

} // namespace palimpsest
