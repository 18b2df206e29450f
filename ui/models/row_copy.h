// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QModelIndex>
#include <QString>

namespace palimpsest
{

enum class CopyForm { Tsv, Markdown, Latex };

/// Rows of a table as text, with the columns' heads. Cells are as on the screen but for tabs and
/// line feeds, which become blanks; TSV is for spreadsheets, which calculate nothing of it (see
/// inertText); LaTeX is a booktabs tabular, a missing score `--`.
/// `head` stands over a first column of the rows' own heads; empty = there is no such column.
QString rowsAsText(const QModelIndexList& rows, const QList<int>& columns, CopyForm form,
                   const QString& head = {});

} // namespace palimpsest
