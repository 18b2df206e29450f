// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/sentence_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include "ui/pages/compare/sentence_table_model.h"

namespace palimpsest
{

namespace
{

constexpr qsizetype kMostCharacters = 400; ///< more than any column shows

/// Lays the text out on one line and cuts it, with its marks, where it would leave the width.
void layOut(QTextLayout& layout, MarkedText marked, qreal width)
{
    const auto lay = [&] {
        layout.setText(marked.text);
        layout.setFormats(marked.formats);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(1e6);
        line.setPosition({0, 0});
        layout.endLayout();
        return line;
    };
    marked.text.truncate(kMostCharacters);
    const QTextLine line = lay();
    if (line.naturalTextWidth() <= width)
        return;
    const QString dots = QStringLiteral("…");
    const qreal room = width - QFontMetricsF(layout.font()).horizontalAdvance(dots);
    const int cut = line.xToCursor(room, QTextLine::CursorBetweenCharacters);
    marked.text = marked.text.left(std::max(0, cut - 1)) + dots;
    const int length = static_cast<int>(marked.text.size()) - 1;
    QList<QTextLayout::FormatRange> formats;
    for (QTextLayout::FormatRange range : marked.formats) {
        range.length = std::min(range.length, length - range.start);
        if (range.length > 0)
            formats.append(range);
    }
    marked.formats = formats;
    lay();
}

} // namespace

void SentenceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const QVariant marked = index.data(SentenceTableModel::MarkedRole);
    if (!marked.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, cell.widget) + 1;
    const QRect place = cell.rect.adjusted(margin, 0, -margin, 0);
    QTextLayout layout;
    layout.setFont(cell.font);
    QTextOption direction;
    direction.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(direction);
    layOut(layout, marked.value<MarkedText>(), place.width());
    painter->save();
    painter->setClipRect(cell.rect);
    painter->setPen(cell.palette.color(QPalette::Text));
    layout.draw(
        painter,
        QPointF(place.left(), place.top() + (place.height() - layout.boundingRect().height()) / 2));
    painter->restore();
}

} // namespace palimpsest
