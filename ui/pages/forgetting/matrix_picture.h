// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>

namespace palimpsest
{

class MatrixModel;

/// The matrix as a picture in light colours, for slides and the clipboard: a title, the cells with
/// their colours, a line below. Three pixels a point.
QImage matrixPicture(const MatrixModel& model, const QString& title, const QString& note);

} // namespace palimpsest
