// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include "ui/pages/tables/recipe_book.h"

namespace palimpsest
{

/// The names of a book's recipes; those with unsaved changes end in an asterisk.
class RecipeListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit RecipeListModel(RecipeBook* book, QObject* parent = nullptr);

    int rowOf(const QString& name) const; ///< −1 where there is none
    QString name(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Renames; false where the name will not do.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    void refused(const QString& sentence); ///< a new name

private:
    struct Row {
        QString name;
        bool stored = false;
        bool edited = false;
        bool operator==(const Row&) const = default;
    };
    void follow();

    RecipeBook* m_book;
    std::vector<Row> m_rows;
};

} // namespace palimpsest
