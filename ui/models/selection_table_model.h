// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QAbstractTableModel>

#include "engine/reporting/selection.h"

namespace palimpsest
{

/// "loss budget 0.5": a rule of choosing on dev, in words.
QString ruleText(const Selection& selection, SelectionRule rule);

/// What was chosen on dev, a row a rule, strategy by strategy and from all together; the first row
/// is the base model where it has scores.
class SelectionTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Among, ///< named once for its three rules
        Rule,
        Chosen, ///< or why the rule chooses none
        DevNew,
        DevOld,
        TestNew,
        TestOld,
        Certainty,
        Candidates,
        ColumnCount
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setSelection(std::shared_ptr<const Selection> selection); ///< null = no rows
    /// What the row's rule chose, or that it chose none; null for the base model.
    const SelectedTrial* selected(int row) const;
    bool choseNone(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool hasBase() const { return m_selection && m_selection->baseDev; }
    QString text(int row, int column) const;
    QString amongText(int row) const;
    QString chosenText(const SelectedTrial& selected) const;
    QString scoreText(int row, int column) const;
    QVariant icon(int row, int column) const;
    QString tipText(int row, int column) const;

    std::shared_ptr<const Selection> m_selection;
};

} // namespace palimpsest
