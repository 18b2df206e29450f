// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/domain_table_model.h"

#include <algorithm>

#include "ui/models/state_icons.h"
#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

QString pairsText(const DomainRow& row, Split split)
{
    const auto found = row.domain.splits.find(split);
    return found == row.domain.splits.end()
               ? QStringLiteral("–")
               : QLocale().toString(static_cast<qint64>(found->second.pairs));
}

} // namespace

DomainTableModel::DomainTableModel(QObject* parent) : QAbstractTableModel(parent) {}

QStringList DomainTableModel::warnings(const DomainRow& domain)
{
    QStringList sentences;
    if (domain.facts.is_object() && domain.facts.contains("warnings"))
        for (const auto& warning : domain.facts.at("warnings"))
            if (warning.is_string())
                sentences += QString::fromStdString(warning.get<std::string>());
    return sentences;
}

void DomainTableModel::setDomains(const std::vector<DomainRow>& domains)
{
    // The same rows with other facts keep the view's selection; a study has few domains.
    const auto sameId = [](const DomainRow& a, const DomainRow& b) { return a.id == b.id; };
    if (std::equal(domains.begin(), domains.end(), m_domains.begin(), m_domains.end(), sameId)) {
        m_domains = domains;
        if (!m_domains.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_domains = domains;
    endResetModel();
}

int DomainTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_domains.size());
}

int DomainTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DomainTableModel::text(const DomainRow& row, int column) const
{
    switch (column) {
    case NameColumn:
        return QString::fromStdString(row.domain.name);
    case RoleColumn:
        return roleText(row.domain.role);
    case TrainColumn:
        return pairsText(row, Split::Train);
    case DevColumn:
        return pairsText(row, Split::Dev);
    case TestColumn:
        return pairsText(row, Split::Test);
    case DuplicatesColumn: {
        const auto train = row.domain.splits.find(Split::Train);
        return train == row.domain.splits.end()
                   ? QString()
                   : QLocale().toString(static_cast<qint64>(train->second.duplicates));
    }
    case WarningsColumn: {
        const auto count = warnings(row).size();
        return count ? tr("%n warning(s)", nullptr, static_cast<int>(count)) : tr("none");
    }
    case NoteColumn:
        return QString::fromStdString(row.domain.note).simplified();
    default:
        return {};
    }
}

QVariant DomainTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DomainRow& row = domain(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::DecorationRole:
        return column == WarningsColumn && !warnings(row).isEmpty()
                   ? QVariant(severityIcon(Severity::Warning))
                   : QVariant();
    case Qt::ToolTipRole:
        return column == WarningsColumn ? QVariant(warnings(row).join(QStringLiteral("\n\n")))
               : column == NoteColumn   ? QVariant(QString::fromStdString(row.domain.note))
                                        : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(
            (column >= TrainColumn && column <= DuplicatesColumn ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant DomainTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= TrainColumn && section <= DuplicatesColumn ? Qt::AlignRight
                                                                               : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == DuplicatesColumn)
        return tr("Training pairs that occur earlier in the same text (kept)");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Domain");
    case RoleColumn:
        return tr("Role");
    case TrainColumn:
        return tr("Train");
    case DevColumn:
        return tr("Dev");
    case TestColumn:
        return tr("Test");
    case DuplicatesColumn:
        return tr("Duplicates");
    case WarningsColumn:
        return tr("Warnings");
    case NoteColumn:
        return tr("Source and licence");
    default:
        return {};
    }
}

} // namespace palimpsest
