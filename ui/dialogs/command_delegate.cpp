// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/command_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include "ui/dialogs/command_palette_model.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr int kMargin = 8;

/// The text on one line, the letters that were found in bold and in the accent's colour.
void drawMatch(QPainter& painter, const QRect& rect, const QString& text,
               const QList<int>& positions, const QFont& font)
{
    QList<QTextLayout::FormatRange> formats;
    QTextCharFormat found;
    found.setFontWeight(QFont::Bold);
    found.setForeground(themeColors().accent);
    for (const int position : positions)
        formats.append({position, 1, found});
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width());
    QTextLayout layout(shown, font);
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width() + kMargin); // bold letters are a little wider
    layout.endLayout();
    layout.draw(&painter, QPointF(rect.left(), rect.center().y() - line.height() / 2));
}

} // namespace

void CommandDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QIcon icon = item.icon;
    item.text.clear();
    item.icon = {};
    const QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const int iconSize = item.fontMetrics.height();
    QRect rest = item.rect.adjusted(kMargin, 0, -kMargin, 0);
    icon.paint(painter, QRect(rest.left(), rest.center().y() - iconSize / 2, iconSize, iconSize));
    rest.setLeft(rest.left() + iconSize + kMargin);
    painter->save();
    painter->setPen(themeColors().mutedText);
    for (const int role : {CommandPaletteModel::KeysRole, CommandPaletteModel::DetailRole}) {
        const QString text = index.data(role).toString();
        const int width = std::min(item.fontMetrics.horizontalAdvance(text), rest.width() / 2);
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                          item.fontMetrics.elidedText(text, Qt::ElideRight, width + 1));
        rest.setRight(rest.right() - width - (text.isEmpty() ? 0 : 2 * kMargin));
    }
    painter->setPen(themeColors().text);
    drawMatch(*painter, rest, index.data().toString(),
              index.data(CommandPaletteModel::PositionsRole).value<QList<int>>(), item.font);
    painter->restore();
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.fontMetrics.averageCharWidth() * 40, option.fontMetrics.height() + 2 * kMargin};
}

} // namespace palimpsest
