// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wheel_guard.h"

#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>

namespace palimpsest
{

namespace
{

bool liesInScrollArea(const QWidget* widget)
{
    for (const QWidget* parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea*>(parent))
            return true;
    }
    return false;
}

} // namespace

bool WheelGuard::eventFilter(QObject* watched, QEvent* event)
{
    const bool wheel = event->type() == QEvent::Wheel;
    if (!wheel && event->type() != QEvent::Polish)
        return false;
    if (!qobject_cast<QComboBox*>(watched) && !qobject_cast<QAbstractSpinBox*>(watched))
        return false;
    auto* widget = static_cast<QWidget*>(watched);
    if (!wheel) {
        if (widget->focusPolicy() == Qt::WheelFocus)
            widget->setFocusPolicy(Qt::StrongFocus); // or the wheel would give it the focus
        return false;
    }
    if (widget->hasFocus() || !liesInScrollArea(widget))
        return false;
    event->ignore(); // the scroll area takes it
    return true;
}

} // namespace palimpsest
