// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/progress_delegate.h"

#include <cmath>

#include <QApplication>
#include <QPainter>

#include "ui/models/run_table_model.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

void ProgressDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const auto* record = index.data(RunTableModel::RecordRole).value<const RunRecord*>();
    const bool queued = record && record->queued(); // says why in the place of its progress
    if (!queued)
        item.text.clear();
    const QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const QVariant fraction = index.data(RunTableModel::FractionRole);
    const auto state = static_cast<JobState>(index.data(RunTableModel::StateRole).toInt());
    if (queued || !fraction.isValid() || state == JobState::Done || state == JobState::Cancelled)
        return;
    const QColor text = themeColors().text;
    QColor track = text;
    track.setAlphaF(0.16f);
    QColor fill = themeColors().accent;
    if (state != JobState::Running) {
        fill = text;
        fill.setAlphaF(0.45f);
    }

    const QString percent =
        tr("%1 %").arg(QLocale().toString(std::floor(fraction.toDouble() * 100), 'f', 0));
    const int percentWidth = item.fontMetrics.horizontalAdvance(tr("%1 %").arg(100)) + 6;
    const QRect inner = item.rect.adjusted(6, 0, -6, 0);
    const int height = std::max(6, item.fontMetrics.height() / 2);
    const QRectF bar(inner.left(), inner.center().y() - height / 2.0 + 0.5,
                     std::max(0, inner.width() - percentWidth), height);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(track);
    painter->drawRoundedRect(bar, height / 2.0, height / 2.0);
    QRectF done = bar;
    done.setWidth(std::max<qreal>(height, bar.width() * fraction.toDouble()));
    painter->setBrush(fill);
    painter->drawRoundedRect(done, height / 2.0, height / 2.0);
    painter->setPen(text);
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, percent);
    painter->restore();
}

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.fontMetrics.averageCharWidth() * 18, option.fontMetrics.height() + 8};
}

} // namespace palimpsest
