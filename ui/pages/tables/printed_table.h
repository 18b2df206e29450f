// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "ui/pages/tables/printed_table_model.h"

class QLabel;
class QTableView;

namespace palimpsest
{

/// A sheet with a table as it will be in print: caption above, note below.
class PrintedTable : public QScrollArea
{
    Q_OBJECT
public:
    explicit PrintedTable(QWidget* parent = nullptr);

    /// Cells that are other than in `changes` are marked.
    void show(const ResultsTable& table, const std::optional<TableChanges>& changes);
    void clear();
    PrintedTableModel* model() const { return m_model; }

Q_SIGNALS:
    void lineActivated(const std::vector<palimpsest::RowId>& jobs); ///< Return or double click

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    void wrap(); ///< caption and note to what is seen, also beside a wide table

    PrintedTableModel* m_model;
    QLabel* m_caption;
    QTableView* m_table;
    QLabel* m_note;
};

} // namespace palimpsest
