// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace palimpsest
{

/// Keeps the mouse wheel for scrolling: within a scroll area, a choice or number under the pointer
/// that does not have the focus is not changed by it. Installed on the application.
class WheelGuard : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace palimpsest
