// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_look.h"

#include <algorithm>

#include <QHeaderView>
#include <QTableView>

namespace palimpsest
{

namespace
{

constexpr int kAroundText = 10; ///< pixels of a row above and below its text

/// Both paddings of a head in the style sheet, its border and the sort arrow.
constexpr int kAroundHead = 2 * 8 + 1 + 14;
constexpr int kAroundCell = 8;

/// By its text alone, which is several times as fast as asking for the size of each cell.
QModelIndex widestCell(const QTableView& table, int column)
{
    const QAbstractItemModel* model = table.model();
    QModelIndex widest;
    int width = -1;
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex cell = model->index(row, column);
        const QVariant font = cell.data(Qt::FontRole);
        const QFontMetrics metrics =
            font.isValid() ? QFontMetrics(font.value<QFont>()) : table.fontMetrics();
        const int advance = metrics.horizontalAdvance(cell.data().toString());
        if (advance > width) {
            width = advance;
            widest = cell;
        }
    }
    return widest;
}

} // namespace

void dressTable(QTableView& table)
{
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + kAroundText);
    table.horizontalHeader()->setHighlightSections(false);
}

void fitColumns(QTableView& table)
{
    const QAbstractItemModel* model = table.model();
    const QHeaderView* header = table.horizontalHeader();
    const QFontMetrics metrics = header->fontMetrics();
    for (int column = 0; column < model->columnCount(); ++column) {
        int width = 0;
        for (const QString& line :
             model->headerData(column, Qt::Horizontal).toString().split(QLatin1Char('\n')))
            width = std::max(width, metrics.horizontalAdvance(line) + kAroundHead);
        const int cells = table.sizeHintForIndex(widestCell(table, column)).width();
        const int most = std::max(header->sectionSizeHint(column), cells);
        table.setColumnWidth(column, std::min(std::max(width, cells + kAroundCell), most));
    }
}

} // namespace palimpsest
