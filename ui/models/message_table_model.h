// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <vector>

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "engine/store/rows.h"

namespace palimpsest
{

/// Messages of a study, one row a text; a repeated text raises the counter of its row.
class MessageTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { SeverityColumn, TextColumn, CountColumn, FirstColumn, LastColumn, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,
        SeverityRole, ///< Severity as int
        JobRole,      ///< RowId as qint64; 0 = none
    };

    explicit MessageTableModel(QObject* parent = nullptr);

    void update(const std::vector<const MessageRow*>& messages); ///< new and changed rows
    void clear();
    int count(Severity severity) const; ///< rows of that severity

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<MessageRow> m_messages;
    std::unordered_map<RowId, int> m_rows;
};

/// Shows messages from a least severity on that contain the filter text.
class MessageFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit MessageFilterModel(QObject* parent = nullptr);
    void setLeastSeverity(Severity severity);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Severity m_least = Severity::Info;
};

} // namespace palimpsest
