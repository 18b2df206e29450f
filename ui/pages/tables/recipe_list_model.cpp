// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/recipe_list_model.h"

#include <algorithm>

#include <QFont>

#include "ui/widgets/theme.h"

namespace palimpsest
{

RecipeListModel::RecipeListModel(RecipeBook* book, QObject* parent)
    : QAbstractListModel(parent), m_book(book)
{
    connect(book, &RecipeBook::entriesChanged, this, &RecipeListModel::follow);
    follow();
}

void RecipeListModel::follow()
{
    std::vector<Row> rows;
    for (const RecipeBook::Entry& entry : m_book->entries())
        rows.push_back({entry.name, entry.stored, entry.draft.has_value()});
    const bool sameNames = std::ranges::equal(rows, m_rows, {}, &Row::name, &Row::name);
    if (!sameNames)
        beginResetModel();
    std::vector<Row> old = std::exchange(m_rows, std::move(rows));
    if (!sameNames) {
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QModelIndex at = index(static_cast<int>(i));
        if (m_rows[i] != old[i])
            Q_EMIT dataChanged(at, at);
    }
}

int RecipeListModel::rowOf(const QString& name) const
{
    const auto found = std::ranges::find(m_rows, name, &Row::name);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QString RecipeListModel::name(const QModelIndex& index) const
{
    return index.isValid() ? m_rows[static_cast<std::size_t>(index.row())].name : QString();
}

int RecipeListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RecipeListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.edited ? row.name + QStringLiteral(" *") : row.name;
    case Qt::EditRole:
        return row.name;
    case Qt::DecorationRole:
        return themeIcon(QStringLiteral("table"));
    case Qt::FontRole: {
        QFont font;
        font.setItalic(!row.stored);
        return font;
    }
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole: {
        const QString origin = row.stored
                                   ? tr("Kept in this study")
                                   : tr("Ready-made: every study has it. Saving keeps your own "
                                        "version in this study.");
        return row.edited ? tr("Edited and not saved. %1").arg(origin) : origin;
    }
    default:
        return {};
    }
}

Qt::ItemFlags RecipeListModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractListModel::flags(index);
    if (index.isValid() && m_book->writable() &&
        m_rows[static_cast<std::size_t>(index.row())].stored)
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool RecipeListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString wanted = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid() || wanted == name(index))
        return false;
    if (const QString problem = m_book->nameProblem(wanted); !problem.isEmpty()) {
        Q_EMIT refused(problem);
        return false;
    }
    m_book->select(name(index));
    return m_book->rename(wanted);
}

} // namespace palimpsest
