// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/printed_cell_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>

#include "ui/pages/tables/printed_table_model.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

using Part = PrintedTableModel::Part;

Part partOf(const QModelIndex& index)
{
    return static_cast<Part>(index.data(PrintedTableModel::PartRole).toInt());
}

QFont fontOf(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QFont wanted = index.data(Qt::FontRole).value<QFont>();
    QFont font = option.font;
    font.setBold(wanted.bold());
    font.setItalic(wanted.italic());
    return font;
}

/// "28.5", " ± 0.7": the second stands left-aligned behind the first.
std::pair<QString, QString> parts(const QString& text)
{
    const qsizetype place = text.indexOf(QStringLiteral(" ±"));
    return place < 0 ? std::pair(text, QString()) : std::pair(text.left(place), text.mid(place));
}

/// Width of the widest " ± 0.7" of a column.
int spreadWidth(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    int width = 0;
    for (int row = 0; row < index.model()->rowCount(); ++row) {
        const QModelIndex other = index.siblingAtRow(row);
        if (partOf(other) == Part::Line)
            width = std::max(width, QFontMetrics(fontOf(option, other))
                                        .horizontalAdvance(parts(other.data().toString()).second));
    }
    return width;
}

int padding(const QStyleOptionViewItem& option)
{
    return option.fontMetrics.averageCharWidth() * 3 / 2;
}

void drawFigure(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                const QRect& inside)
{
    const auto [mean, spread] = parts(index.data().toString());
    const int room = spreadWidth(option, index);
    painter->drawText(inside.adjusted(0, 0, -room, 0), Qt::AlignRight | Qt::AlignVCenter, mean);
    painter->drawText(QRect(inside.right() - room + 1, inside.top(), room + 1, inside.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, spread);
}

void drawRules(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QRectF rect = option.rect;
    const double heavy = std::max(1.5, option.fontMetrics.height() * 0.09);
    const double light = std::max(1.0, heavy * 0.6);
    const QColor ink = option.palette.color(QPalette::Text);
    const auto rule = [&](double top, double width, double from, double to) {
        painter->fillRect(QRectF(from, top, to - from, width), ink);
    };
    const double right = rect.right();
    if (index.row() == 0)
        rule(rect.top(), heavy, rect.left(), right);
    if (partOf(index) == Part::Heads)
        rule(rect.bottom() - light, light, rect.left(), right);
    if (partOf(index) == Part::Groups && !index.data().toString().isEmpty()) {
        const double trim = padding(option) * 0.6;
        rule(rect.bottom() - light, light, rect.left() + trim, right - trim);
    }
    if (index.row() == index.model()->rowCount() - 1)
        rule(rect.bottom() - heavy, heavy, rect.left(), right);
}

/// Ground and corner of what is other than last time; a corner also tells without colour.
void drawChange(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const bool changed = !index.data(PrintedTableModel::BeforeRole).toString().isEmpty();
    if (!changed && !index.data(PrintedTableModel::NewRole).toBool())
        return;
    QColor ground = changed ? themeColors().warning : themeColors().good;
    const QColor strong = ground;
    ground.setAlpha(40);
    painter->fillRect(option.rect, ground);
    const int side = option.fontMetrics.height() / 2;
    const QPoint corner = option.rect.topRight() + QPoint(1, 0);
    painter->setPen(Qt::NoPen);
    painter->setBrush(strong);
    if (changed)
        painter->drawPolygon(
            QPolygon({corner, corner - QPoint(side, 0), corner + QPoint(0, side)}));
}

} // namespace

void PrintedCellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (option.state & QStyle::State_Selected) {
        QColor chosen = themeColors().accent;
        chosen.setAlpha(46);
        painter->fillRect(option.rect, chosen);
    }
    drawChange(painter, option, index);
    painter->setFont(fontOf(option, index));
    painter->setPen(option.palette.color(QPalette::Text));
    const QRect inside = option.rect.adjusted(padding(option), 0, -padding(option), 0);
    if (partOf(index) == Part::Line && index.data(PrintedTableModel::FigureRole).toBool())
        drawFigure(painter, option, index, inside);
    else
        painter->drawText(
            inside, static_cast<int>(Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt())),
            index.data().toString());
    drawRules(painter, option, index);
    if (option.state & QStyle::State_HasFocus) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(themeColors().accent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize PrintedCellDelegate::sizeHint(const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const QString text = index.data().toString();
    const QFontMetrics metrics(fontOf(option, index));
    int width = metrics.horizontalAdvance(text);
    if (partOf(index) == Part::Line && index.data(PrintedTableModel::FigureRole).toBool())
        width = metrics.horizontalAdvance(parts(text).first) + spreadWidth(option, index);
    if (partOf(index) == Part::Groups)
        width = 0; // spans the columns below it
    return {width + 2 * padding(option), option.fontMetrics.height() * 17 / 10};
}

} // namespace palimpsest
