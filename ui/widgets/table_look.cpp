// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_look.h"

#include <QHeaderView>
#include <QTableView>

namespace palimpsest
{

namespace
{

constexpr int kAroundText = 10; ///< pixels of a row above and below its text

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

} // namespace palimpsest
