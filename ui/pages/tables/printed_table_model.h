// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>
#include <QHash>

#include "engine/reporting/table_changes.h"
#include "engine/reporting/table_formats.h"

namespace palimpsest
{

/// A results table as it is printed: perhaps a row of heads over heads, a row of heads, then its
/// lines. Cells are texts; what is bold, and what a figure was before, are roles.
class PrintedTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        PartRole = Qt::UserRole + 1, ///< Part as int
        BoldRole,
        FigureRole, ///< whether the column holds figures
        BeforeRole, ///< what a changed figure was; empty = unchanged
        NewRole,    ///< whether a line or column was not there before
    };
    enum class Part { Groups, Heads, Line };

    using QAbstractTableModel::QAbstractTableModel;

    void setTable(const ResultsTable& table, const std::optional<TableChanges>& changes);
    void clear();

    struct Group {
        int first = 0;
        int columns = 0;
        bool titled = false;
    };
    /// Of the first row; empty where no head stands under another.
    const std::vector<Group>& groups() const { return m_groups; }
    /// Jobs behind a row; empty for heads.
    std::vector<RowId> jobs(int row) const;
    bool lineStartsSeries(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Cell {
        QString text;
        QString spoken; ///< where it is more than the text
        QString tip;
        QString before;
        bool bold = false;
        bool isNew = false;
    };
    Part partOf(int row) const;
    void addHeads(const ResultsTable& table, const std::vector<std::size_t>& shown);
    void addLines(const ResultsTable& table, const std::vector<std::size_t>& shown);
    void markChanges(const ResultsTable& table, const std::vector<std::size_t>& shown,
                     const TableChanges& changes);

    std::vector<std::vector<Cell>> m_cells;
    std::vector<Group> m_groups;
    std::vector<std::vector<RowId>> m_jobs; ///< of the lines
    int m_before = 0;                       ///< columns before the figures
};

} // namespace palimpsest
