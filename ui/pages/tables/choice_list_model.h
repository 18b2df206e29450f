// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QStringList>

namespace palimpsest
{

/// Things to tick, and perhaps to put into order: columns, metrics, strategies.
class ChoiceListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    struct Choice {
        QString key;
        QString text;
        bool operator==(const Choice&) const = default;
    };

    /// Ticks below `least` are not taken away.
    explicit ChoiceListModel(bool ordered, int least, QObject* parent = nullptr);

    /// Where order counts, ticked ones come first, in theirs; where nothing but the order of the
    /// others would change, rows stay where they are.
    void show(const std::vector<Choice>& offered, const QStringList& ticked);
    QStringList ticked() const;
    bool ordered() const { return m_ordered; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool moveRows(const QModelIndex& from, int row, int count, const QModelIndex& to,
                  int before) override;

Q_SIGNALS:
    void edited(); ///< by the user: ticked() is another one

private:
    struct Row {
        Choice choice;
        bool ticked = false;
        bool operator==(const Row&) const = default;
    };
    bool m_ordered;
    int m_least;
    std::vector<Row> m_rows;
};

} // namespace palimpsest
