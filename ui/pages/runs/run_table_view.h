// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

class QMenu;

namespace palimpsest
{

/// The table of runs: whole rows, columns that are chosen, moved and remembered, groups that open
/// and close.
class RunTableView : public QTreeView
{
    Q_OBJECT

public:
    explicit RunTableView(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    void restoreColumns(); ///< as they were left; after setModel
    void setGrouped(bool grouped);
    QMenu* columnMenu() { return m_columnMenu; }
    /// Opens the editor of a cell, whose column appears where it is hidden.
    void editCell(const QModelIndex& index);
    /// Columns that are shown, in the order on the screen.
    QList<int> shownColumns() const;

private:
    void fillColumnMenu();
    void save() const;

    QMenu* m_columnMenu;
    bool m_grouped = false;
};

} // namespace palimpsest
