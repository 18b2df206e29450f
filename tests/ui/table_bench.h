// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QFile>

#include "tests/support/scored_results.h"
#include "tests/ui/page_bench.h"
#include "ui/pages/tables/choice_list.h"
#include "ui/pages/tables/printed_table.h"
#include "ui/pages/tables/recipe_book.h"
#include "ui/pages/tables/tables_page.h"

// Ways to use the tables page as a person does.

namespace palimpsest
{

/// Picks an entry of a combo box as a user does.
inline void choose(QWidget* page, const char* name, const QString& data)
{
    auto* box = child<QComboBox>(page, name);
    const int index = box->findData(data) >= 0 ? box->findData(data) : box->findText(data);
    if (index < 0)
        qFatal("%s has no %s", name, qPrintable(data));
    box->setCurrentIndex(index);
    Q_EMIT box->activated(index);
}

inline QModelIndex rowOf(const ChoiceList* list, const QString& key)
{
    for (int row = 0; row < list->model()->rowCount(); ++row)
        if (list->model()->index(row, 0).data(Qt::UserRole).toString() == key)
            return list->model()->index(row, 0);
    qFatal("no %s", qPrintable(key));
}

inline void tick(QWidget* page, const char* name, const QString& key, bool on)
{
    auto* list = child<ChoiceList>(page, name);
    list->model()->setData(rowOf(list, key), on ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
}

/// A cell of the printed table by the texts of its row and head.
inline QModelIndex cell(TablesPage& page, const QString& row, const QString& head)
{
    const auto* model = child<PrintedTable>(&page, "tableSheet")->model();
    int heads = 0;
    while (model->index(heads, 0).data(PrintedTableModel::PartRole).toInt() !=
           static_cast<int>(PrintedTableModel::Part::Heads))
        ++heads;
    for (int column = 0; column < model->columnCount(); ++column) {
        if (model->index(heads, column).data().toString() != head)
            continue;
        for (int line = heads + 1; line < model->rowCount(); ++line) {
            const QString title = model->index(line, 0).data(Qt::AccessibleTextRole).toString() +
                                  QLatin1Char(' ') + model->index(line, 1).data().toString();
            if (title == row)
                return model->index(line, column);
        }
    }
    return {};
}

inline const TableRecipe& recipeOf(TablesPage& page)
{
    return page.book()->current()->recipe();
}

} // namespace palimpsest
