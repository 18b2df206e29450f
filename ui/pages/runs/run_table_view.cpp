// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_table_view.h"

#include <algorithm>

#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>

#include "ui/models/run_table_model.h"
#include "ui/pages/runs/progress_delegate.h"

namespace palimpsest
{

namespace
{

const QString kHeaderKey = QStringLiteral("runs/columns");

bool shownAtFirst(int column)
{
    switch (column) {
    case RunTableModel::StateColumn:
    case RunTableModel::LabelColumn:
    case RunTableModel::ProgressColumn:
    case RunTableModel::TimeLeftColumn:
    case RunTableModel::NewScoreColumn:
    case RunTableModel::OldScoreColumn:
    case RunTableModel::TagsColumn:
        return true;
    default:
        return false;
    }
}

int charactersWide(int column)
{
    switch (column) {
    case RunTableModel::StateColumn:
        return 15;
    case RunTableModel::LabelColumn:
        return 36;
    case RunTableModel::KindColumn:
    case RunTableModel::StrategyColumn:
    case RunTableModel::SweepColumn:
        return 17;
    case RunTableModel::TagsColumn:
        return 8;
    case RunTableModel::NoteColumn:
        return 30;
    case RunTableModel::ProgressColumn:
        return 20; // the bar, or why a run waits
    case RunTableModel::SpeedColumn:
        return 16;
    case RunTableModel::TimeLeftColumn:
        return 12;
    case RunTableModel::StartedColumn:
    case RunTableModel::EndedColumn:
        return 18;
    default:
        return column < RunTableModel::ColumnCount ? 8 : 16;
    }
}

} // namespace

RunTableView::RunTableView(QWidget* parent)
    : QTreeView(parent), m_columnMenu(new QMenu(tr("Columns"), this))
{
    setObjectName(QStringLiteral("runsTable"));
    setAccessibleName(tr("Runs"));
    setItemDelegateForColumn(RunTableModel::ProgressColumn, new ProgressDelegate(this));
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::DoubleClicked);
    setAlternatingRowColors(true);
    setAllColumnsShowFocus(true);
    setUniformRowHeights(true);
    setTreePosition(RunTableModel::LabelColumn);
    setSortingEnabled(true);
    setGrouped(false);
    header()->setSectionsMovable(true);
    header()->setFirstSectionMovable(true);
    header()->setHighlightSections(false);
    header()->setStretchLastSection(false);
    header()->setToolTip(
        tr("Rows that are alike here keep the order of the column clicked before"));
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { m_columnMenu->popup(header()->mapToGlobal(at)); });
    connect(m_columnMenu, &QMenu::aboutToShow, this, &RunTableView::fillColumnMenu);
}

void RunTableView::setModel(QAbstractItemModel* model)
{
    QTreeView::setModel(model);
    sortByColumn(RunTableModel::QueueColumn, Qt::AscendingOrder);
    // New groups are open; those that a person has closed stay closed.
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex& parent, int first, int last) {
                for (int row = first; m_grouped && !parent.isValid() && row <= last; ++row)
                    expand(this->model()->index(row, 0));
            });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_grouped)
            expandAll();
    });
}

void RunTableView::restoreColumns()
{
    const int character = fontMetrics().averageCharWidth();
    for (int column = 0; column < model()->columnCount(); ++column) {
        setColumnHidden(column, !shownAtFirst(column));
        setColumnWidth(column, character * charactersWide(column));
    }
    header()->restoreState(QSettings().value(kHeaderKey).toByteArray());
    header()->setMinimumSectionSize(character * 6);
    header()->setSectionResizeMode(RunTableModel::LabelColumn, QHeaderView::Stretch);
    connect(header(), &QHeaderView::sectionResized, this, [this] {
        if (QGuiApplication::mouseButtons() != Qt::NoButton) // not by the window's own doing
            save();
    });
    connect(header(), &QHeaderView::sectionMoved, this, &RunTableView::save);
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &RunTableView::save);
    connect(header(), &QHeaderView::sectionCountChanged, this, [this, character](int before, int) {
        for (int column = std::max(before, int{RunTableModel::ColumnCount});
             column < model()->columnCount(); ++column) {
            setColumnHidden(column, true);
            setColumnWidth(column, character * charactersWide(column));
        }
    });
}

void RunTableView::save() const
{
    QSettings().setValue(kHeaderKey, header()->saveState());
}

void RunTableView::setGrouped(bool grouped)
{
    m_grouped = grouped;
    setRootIsDecorated(grouped);
    setItemsExpandable(grouped);
    if (grouped)
        expandAll();
}

void RunTableView::fillColumnMenu()
{
    m_columnMenu->clear();
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (column == RunTableModel::ColumnCount)
            m_columnMenu->addSeparator(); // scores by domain
        QAction* entry = m_columnMenu->addAction(
            model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        entry->setCheckable(true);
        entry->setChecked(!isColumnHidden(column));
        entry->setEnabled(column != RunTableModel::LabelColumn);
        connect(entry, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            save();
        });
    }
}

void RunTableView::editCell(const QModelIndex& index)
{
    setColumnHidden(index.column(), false);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate); // all stay selected
    scrollTo(index);
    edit(index);
}

QList<int> RunTableView::shownColumns() const
{
    QList<int> columns;
    for (int place = 0; place < header()->count(); ++place)
        if (const int column = header()->logicalIndex(place); !isColumnHidden(column))
            columns += column;
    return columns;
}

} // namespace palimpsest
