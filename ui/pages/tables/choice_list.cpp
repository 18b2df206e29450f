// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/choice_list.h"

#include <algorithm>

#include <QAction>

#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{
constexpr int kMostRows = 8;
}

ChoiceList::ChoiceList(ChoiceListModel* choices, QWidget* parent)
    : QListView(parent), m_choices(choices)
{
    choices->setParent(this);
    setModel(choices);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    connect(choices, &QAbstractItemModel::modelReset, this, &QWidget::updateGeometry);
    if (!choices->ordered())
        return;
    setDragDropMode(QAbstractItemView::InternalMove);
    setDropIndicatorShown(true);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setToolTip(tr("Drag rows, or Alt+Up and Alt+Down, to change their order."));
    const auto add = [this](const QString& icon, const QString& text, Qt::Key key, int places) {
        auto* action = new QAction(themeIcon(icon), text, this);
        action->setShortcut(QKeySequence(Qt::ALT | key));
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, places] { moveCurrent(places); });
        addAction(action);
    };
    add(QStringLiteral("up"), tr("Move up"), Qt::Key_Up, -1);
    add(QStringLiteral("down"), tr("Move down"), Qt::Key_Down, 1);
}

QSize ChoiceList::sizeHint() const
{
    const int rows = std::clamp(m_choices->rowCount(), 1, kMostRows);
    const int height = std::max(sizeHintForRow(0), fontMetrics().height() + 4);
    return {fontMetrics().averageCharWidth() * 30, rows * height + 2 * frameWidth() + 2};
}

void ChoiceList::moveCurrent(int places)
{
    const int row = currentIndex().row();
    const int wanted = row + places;
    if (row < 0 || wanted < 0 || wanted >= m_choices->rowCount())
        return;
    m_choices->moveRows({}, row, 1, {}, places > 0 ? wanted + 1 : wanted);
    setCurrentIndex(m_choices->index(wanted));
}

} // namespace palimpsest
