// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/score_table_model.h"

#include <QFont>
#include <QLocale>

#include "ui/models/texts.h"
#include "ui/pages/compare/system_names.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

ScoreTableModel::ScoreTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void ScoreTableModel::setComparison(std::shared_ptr<const ScoreComparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    m_rows.clear();
    if (m_comparison)
        for (std::size_t d = 0; d < m_comparison->domains.size(); ++d)
            for (std::size_t s = 0; s < m_comparison->systems.size(); ++s)
                m_rows.emplace_back(d, s);
    endResetModel();
}

int ScoreTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ScoreTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ScoreTableModel::textOf(int row, int column) const
{
    const ComparedDomain& domain = m_comparison->domains[domainOf(row)];
    if (column == DomainColumn)
        return QString::fromStdString(domain.domain);
    if (column == SystemColumn)
        return systemTitle(m_comparison->systems[systemOf(row)]);
    const auto& score = domain.systems[systemOf(row)];
    const QLocale locale;
    if (!score)
        return column == Score ? QStringLiteral("–") : QString();
    switch (column) {
    case Score:
        return locale.toString(score->score, 'f', 1);
    case Interval:
        return tr("%1 ± %2").arg(locale.toString(score->interval.mean, 'f', 1),
                                 locale.toString(score->interval.halfWidth, 'f', 1));
    case Change:
        return score->difference
                   ? differenceText(*score->difference) + (score->holm && *score->holm < kThreshold
                                                               ? QStringLiteral(" *")
                                                               : QString())
                   : tr("baseline");
    case P:
        return score->p ? pText(*score->p) : QString();
    case Holm:
        return score->holm ? pText(*score->holm) : QString();
    default:
        return {};
    }
}

QVariant ScoreTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_comparison)
        return {};
    const int row = index.row();
    const auto& score = m_comparison->domains[domainOf(row)].systems[systemOf(row)];
    if (role == Qt::DisplayRole)
        return textOf(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant(int(Qt::AlignVCenter) |
                        int(index.column() < Score ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::DecorationRole && index.column() == SystemColumn)
        return strategyIcon(QString::fromStdString(m_comparison->systems[systemOf(row)].series),
                            isDark());
    if (role == Qt::FontRole && index.column() == Change && score && score->holm &&
        *score->holm < kThreshold) {
        QFont font;
        font.setBold(true);
        return font;
    }
    return {};
}

QVariant ScoreTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(int(Qt::AlignVCenter) |
                        int(section < Score ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole && section == Holm)
        return tr("p, corrected by Holm for all tests in this table");
    if (role == Qt::ToolTipRole && section == Interval)
        return tr("Mean of the bootstrap resamples and half the width of the 95 % interval");
    if (role != Qt::DisplayRole)
        return {};
    const QString metric = m_comparison ? metricText(m_comparison->metric) : QString();
    switch (section) {
    case DomainColumn:
        return tr("Domain");
    case SystemColumn:
        return tr("System");
    case Score:
        return metric;
    case Interval:
        return tr("95 % interval");
    case Change:
        return tr("Change");
    case P:
        return tr("p");
    default:
        return tr("p (Holm)");
    }
}

} // namespace palimpsest
