// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace palimpsest
{

/// Draws the cells of a PrintedTableModel as booktabs and siunitx set them: heavy rules above and
/// below, thin ones under heads, figures aligned at their decimal point and at ±. A changed figure
/// has a tinted ground and a corner.
class PrintedCellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace palimpsest
