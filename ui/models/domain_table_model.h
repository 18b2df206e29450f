// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "engine/store/rows.h"

namespace palimpsest
{

/// The domains of a study with the sizes of their text and what is doubtful about it.
class DomainTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        RoleColumn,
        TrainColumn,
        DevColumn,
        TestColumn,
        DuplicatesColumn,
        WarningsColumn,
        NoteColumn,
        ColumnCount
    };

    explicit DomainTableModel(QObject* parent = nullptr);

    void setDomains(const std::vector<DomainRow>& domains);
    const DomainRow& domain(int row) const { return m_domains[static_cast<std::size_t>(row)]; }
    /// Sentences about overlaps and leakage, as the engine found them when the text was added.
    static QStringList warnings(const DomainRow& domain);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant text(const DomainRow& row, int column) const;

    std::vector<DomainRow> m_domains;
};

} // namespace palimpsest
