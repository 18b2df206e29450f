// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_table_model.h"

#include <algorithm>

#include <QLocale>

#include "ui/models/texts.h"
#include "ui/pages/tradeoff/tradeoff_content.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr double kSignificance = 0.05;

/// Whether they are one point with other scores.
bool isSamePlace(const TradeoffPoint& a, const TradeoffPoint& b)
{
    return a.series == b.series && a.label == b.label && a.jobs.front() == b.jobs.front();
}

QVariant alignment(int column)
{
    const bool number = (column >= TradeoffTableModel::X && column <= TradeoffTableModel::Seeds) ||
                        column == TradeoffTableModel::FrontShare;
    return QVariant((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

void TradeoffTableModel::setPoints(SharedPoints points,
                                   std::shared_ptr<const TradeoffAnalysis> analysis,
                                   const QString& xTitle, const QString& yTitle)
{
    const bool sameRows = m_analysis && std::ranges::equal(*points, *m_points, isSamePlace);
    const bool sameHead = xTitle == m_xTitle && yTitle == m_yTitle;
    if (!sameRows)
        beginResetModel();
    m_points = std::move(points);
    m_analysis = std::move(analysis);
    m_base = baselinePoint(*m_points);
    m_xTitle = xTitle;
    m_yTitle = yTitle;
    if (!sameRows) {
        endResetModel();
        return;
    }
    if (!sameHead)
        Q_EMIT headerDataChanged(Qt::Horizontal, X, Y);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int TradeoffTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_points->size());
}

int TradeoffTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TradeoffTableModel::value(const TradeoffPoint& point, int column) const
{
    const PointUncertainty* known = uncertaintyOf(*m_analysis, point);
    switch (column) {
    case Strategy:
        return QString::fromStdString(point.series);
    case Setting:
        return -point.order;
    case X:
        return point.x;
    case XTestSet:
        return known != nullptr ? known->x.halfWidth : -1.0;
    case XChange:
        return m_base != nullptr ? point.x - m_base->x : 0.0;
    case Y:
        return point.y;
    case YTestSet:
        return known != nullptr ? known->y.halfWidth : -1.0;
    case YChange:
        return m_base != nullptr ? point.y - m_base->y : 0.0;
    case Seeds:
        return point.seeds;
    case Front:
        return point.onJointFront                ? 3
               : isNearFront(*m_analysis, point) ? 2
               : point.onSeriesFront             ? 1
                                                 : 0;
    case FrontShare:
        return known != nullptr ? known->onFront : -1.0;
    default:
        return {};
    }
}

QString TradeoffTableModel::changeText(const TradeoffPoint& point, int column) const
{
    if (m_base == nullptr || point.series == "baseline") {
        return QStringLiteral("–");
    }
    QString text = differenceText(value(point, column).toDouble());
    if (const PointTest* test = baseTestOf(*m_analysis, point)) {
        const AxisTest& axis = column == XChange ? test->x : test->y;
        text += axis.holm <= kSignificance ? QStringLiteral("*") : QString();
    }
    return text;
}

QString TradeoffTableModel::text(const TradeoffPoint& point, int column) const
{
    const QLocale locale;
    const auto score = [&locale](double mean, double sd) {
        QString shown = locale.toString(mean, 'f', 1);
        return sd > 0 ? shown + QStringLiteral(" ± ") + locale.toString(sd, 'f', 1) : shown;
    };
    const auto ifKnown = [&](int decimals, double factor, const QString& unit) {
        const double shown = value(point, column).toDouble();
        return shown < 0 ? QStringLiteral("–")
                         : locale.toString(shown * factor, 'f', decimals) + unit;
    };
    switch (column) {
    case Strategy:
        return strategyName(QString::fromStdString(point.series));
    case Setting:
        return QString::fromStdString(point.label);
    case X:
        return score(point.x, point.xSd);
    case Y:
        return score(point.y, point.ySd);
    case XTestSet:
    case YTestSet:
        return ifKnown(1, 1, QString());
    case XChange:
    case YChange:
        return changeText(point, column);
    case Seeds:
        return locale.toString(point.seeds);
    case Front:
        return point.onJointFront                ? tr("joint")
               : isNearFront(*m_analysis, point) ? tr("not told apart")
               : point.onSeriesFront             ? tr("own strategy")
                                                 : QString();
    case FrontShare:
        return ifKnown(0, 100, QStringLiteral("\u00a0%"));
    default:
        return {};
    }
}

QString TradeoffTableModel::tipText(const TradeoffPoint& point, int column) const
{
    const PointTest* test = baseTestOf(*m_analysis, point);
    if (test == nullptr || (column != XChange && column != YChange)) {
        return {};
    }
    const AxisTest& axis = column == XChange ? test->x : test->y;
    return tr("Paired bootstrap against the base model: %1 ± %2 (95 %), p %3; over %4 tests Holm "
              "%5, "
              "Benjamini-Hochberg %6")
        .arg(QLocale().toString(axis.difference, 'f', 2),
             QLocale().toString(axis.halfWidth, 'f', 2), pText(axis.p))
        .arg(2 * m_analysis->tests.size())
        .arg(pText(axis.holm), pText(axis.benjaminiHochberg));
}

QVariant TradeoffTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const TradeoffPoint& row = point(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case SortRole:
        return value(row, index.column());
    case Qt::ToolTipRole:
        return tipText(row, index.column());
    case Qt::DecorationRole:
        return index.column() == Strategy
                   ? QVariant(strategyIcon(QString::fromStdString(row.series), isDark()))
                   : QVariant();
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    default:
        return {};
    }
}

QVariant TradeoffTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) { // as the cells below
        return alignment(section);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Strategy:
        return tr("Strategy");
    case Setting:
        return tr("Setting");
    case X:
        return m_xTitle;
    case Y:
        return m_yTitle;
    case XChange:
    case YChange:
        return tr("Δ base");
    case XTestSet:
    case YTestSet:
        return tr("± test\nset");
    case FrontShare:
        return tr("On the\nfront");
    case Seeds:
        return tr("Seeds");
    case Front:
        return tr("Front");
    default:
        return {};
    }
}

} // namespace palimpsest
