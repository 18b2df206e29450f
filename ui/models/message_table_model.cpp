// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_table_model.h"

#include <algorithm>

#include "ui/models/state_icons.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

MessageTableModel::MessageTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void MessageTableModel::update(const std::vector<const MessageRow*>& messages)
{
    std::vector<const MessageRow*> added;
    for (const MessageRow* message : messages) {
        const auto found = m_rows.find(message->id);
        if (found == m_rows.end()) {
            added.push_back(message);
            continue;
        }
        m_messages[static_cast<std::size_t>(found->second)] = *message;
        Q_EMIT dataChanged(index(found->second, 0), index(found->second, ColumnCount - 1));
    }
    if (added.empty())
        return;
    const int first = static_cast<int>(m_messages.size());
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (const MessageRow* message : added) {
        m_rows.emplace(message->id, static_cast<int>(m_messages.size()));
        m_messages.push_back(*message);
    }
    endInsertRows();
}

void MessageTableModel::clear()
{
    beginResetModel();
    m_messages.clear();
    m_rows.clear();
    endResetModel();
}

int MessageTableModel::count(Severity severity) const
{
    return static_cast<int>(
        std::count_if(m_messages.begin(), m_messages.end(),
                      [severity](const MessageRow& row) { return row.severity == severity; }));
}

int MessageTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

int MessageTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MessageTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MessageRow& row = m_messages[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case SeverityColumn:
            return severityText(row.severity);
        case TextColumn:
            return engineSentence(row.text);
        case CountColumn:
            return row.count > 1 ? QLocale().toString(row.count) : QString();
        case FirstColumn:
            return timeText(row.first);
        case LastColumn:
            return timeText(row.last);
        default:
            return {};
        }
    case Qt::DecorationRole:
        return index.column() == SeverityColumn ? QVariant(severityIcon(row.severity)) : QVariant();
    case Qt::ToolTipRole:
        return index.column() == TextColumn ? QVariant(engineSentence(row.text)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == CountColumn ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    case SortRole:
        switch (index.column()) {
        case SeverityColumn:
            return static_cast<int>(row.severity);
        case TextColumn:
            return engineSentence(row.text);
        case CountColumn:
            return row.count;
        case FirstColumn:
            return QString::fromStdString(row.first);
        default:
            return QString::fromStdString(row.last);
        }
    case SeverityRole:
        return static_cast<int>(row.severity);
    case JobRole:
        return QVariant::fromValue<qint64>(row.job);
    default:
        return {};
    }
}

QVariant MessageTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == CountColumn ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn:
        return tr("Severity");
    case TextColumn:
        return tr("Message");
    case CountColumn:
        return tr("Times");
    case FirstColumn:
        return tr("First");
    case LastColumn:
        return tr("Last");
    default:
        return {};
    }
}

MessageFilterModel::MessageFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(MessageTableModel::SortRole);
    setFilterKeyColumn(MessageTableModel::TextColumn);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
}

void MessageFilterModel::setLeastSeverity(Severity severity)
{
    m_least = severity;
    invalidateFilter();
}

bool MessageFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (index.data(MessageTableModel::SeverityRole).toInt() < static_cast<int>(m_least))
        return false;
    return QSortFilterProxyModel::filterAcceptsRow(row, parent);
}

} // namespace palimpsest
