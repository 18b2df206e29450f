// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace palimpsest
{

/// The look that all tables share: whole rows are selected, every other one is shaded, no grid, no
/// row numbers, Tab leaves the table.
void dressTable(QTableView& table);
/// Columns as wide as their cells and the lines of their heads, and no wider: the style leaves room
/// for a head's text on one line.
void fitColumns(QTableView& table);

} // namespace palimpsest
