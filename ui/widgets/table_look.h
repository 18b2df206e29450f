// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace palimpsest
{

/// The look that all tables share: whole rows are selected, every other one is shaded, no grid, no
/// row numbers, Tab leaves the table.
void dressTable(QTableView& table);

} // namespace palimpsest
