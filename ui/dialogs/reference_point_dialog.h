// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QDialog>

#include "engine/scoring/pareto.h"

class QDoubleSpinBox;

namespace palimpsest
{

/// Where hypervolumes are measured from: a corner chosen here, or the default one.
class ReferencePointDialog : public QDialog
{
    Q_OBJECT
public:
    ReferencePointDialog(const PlanePoint& now, const QString& xTitle, const QString& yTitle,
                         QWidget* parent = nullptr);

    /// Empty = the default.
    std::optional<PlanePoint> chosen() const;

private:
    QDoubleSpinBox* m_x;
    QDoubleSpinBox* m_y;
    bool m_default = false;
};

} // namespace palimpsest
