// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/change_sentence.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/pages/tables/recipe_words.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ChangeSentence)
};

constexpr qsizetype kMostNames = 4;

QString names(const std::vector<std::string>& all, bool rows)
{
    QStringList list;
    for (const std::string& name : all)
        list += rows ? rowText(name) : QString::fromStdString(name);
    if (list.size() > kMostNames)
        list = list.first(kMostNames) << QStringLiteral("…");
    return list.join(QStringLiteral(", "));
}

int count(const std::vector<std::string>& all)
{
    return static_cast<int>(all.size());
}

} // namespace

QString changeSentence(const TableChanges& changes)
{
    QStringList parts;
    if (const auto figures = static_cast<int>(changes.figures.size()); figures > 0)
        parts += Texts::tr("%n figure(s) changed", nullptr, figures);
    if (!changes.addedRows.empty())
        parts += Texts::tr("%n new row(s): %1", nullptr, count(changes.addedRows))
                     .arg(names(changes.addedRows, true));
    if (!changes.removedRows.empty())
        parts += Texts::tr("%n row(s) gone: %1", nullptr, count(changes.removedRows))
                     .arg(names(changes.removedRows, true));
    if (!changes.addedColumns.empty())
        parts += Texts::tr("%n new column(s): %1", nullptr, count(changes.addedColumns))
                     .arg(names(changes.addedColumns, false));
    if (!changes.removedColumns.empty())
        parts += Texts::tr("%n column(s) gone: %1", nullptr, count(changes.removedColumns))
                     .arg(names(changes.removedColumns, false));
    return Texts::tr("Re-made since it was last saved or exported: %1.")
        .arg(parts.join(QStringLiteral("; ")));
}

} // namespace palimpsest
