// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_copy.h"

#include <QAbstractItemModel>
#include <QStringList>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/latex_text.h"

namespace palimpsest
{

namespace
{

QString cell(QString text, CopyForm form)
{
    text = text.simplified();
    if (form == CopyForm::Markdown)
        return text.replace(QLatin1Char('\\'), QStringLiteral("\\\\"))
            .replace(QLatin1Char('|'), QStringLiteral("\\|"));
    if (form == CopyForm::Latex)
        return text.isEmpty() ? QStringLiteral("--")
                              : QString::fromStdString(latexText(text.toStdString()));
    return QString::fromStdString(inertText(text.toStdString()));
}

QString line(const QStringList& cells, CopyForm form)
{
    if (form == CopyForm::Tsv)
        return cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    if (form == CopyForm::Markdown)
        return QStringLiteral("| ") + cells.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
    return cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
}

bool toTheRight(const QAbstractItemModel& model, int column)
{
    return model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
}

/// What stands between the heads and the rows.
QString rule(const QAbstractItemModel& model, const QList<int>& columns, CopyForm form,
             bool withHeads)
{
    if (form == CopyForm::Latex)
        return QStringLiteral("\\midrule\n");
    QString text = withHeads ? QStringLiteral("|---") : QString();
    for (const int column : columns)
        text += toTheRight(model, column) ? QStringLiteral("|---:") : QStringLiteral("|---");
    return form == CopyForm::Markdown ? text + QStringLiteral("|\n") : QString();
}

} // namespace

QString rowsAsText(const QModelIndexList& rows, const QList<int>& columns, CopyForm form,
                   const QString& head)
{
    if (rows.isEmpty())
        return {};
    const QAbstractItemModel& model = *rows.first().model();
    QStringList heads;
    QString alignment;
    if (!head.isEmpty()) {
        heads += cell(head, form);
        alignment += QLatin1Char('l');
    }
    for (const int column : columns) {
        heads += cell(model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), form);
        alignment += toTheRight(model, column) ? QLatin1Char('r') : QLatin1Char('l');
    }
    QString text = line(heads, form) + rule(model, columns, form, !head.isEmpty());
    for (const QModelIndex& row : rows) {
        QStringList cells;
        if (!head.isEmpty())
            cells +=
                cell(model.headerData(row.row(), Qt::Vertical, Qt::DisplayRole).toString(), form);
        for (const int column : columns)
            cells += cell(row.siblingAtColumn(column).data().toString(), form);
        text += line(cells, form);
    }
    if (form != CopyForm::Latex)
        return text;
    return QStringLiteral("% needs booktabs\n\\begin{tabular}{%1}\n\\toprule\n").arg(alignment) +
           text + QStringLiteral("\\bottomrule\n\\end{tabular}\n");
}

} // namespace palimpsest
