// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forgetting/matrix_picture.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QPalette>
#include <QTextDocument>
#include <QtMath>

#include "ui/pages/forgetting/matrix_model.h"

namespace palimpsest
{

namespace
{

constexpr double kScale = 3; ///< pixels a point

QString cellHtml(const MatrixModel& model, const QModelIndex& cell)
{
    const QColor ground =
        changeColor(cell.data(MatrixModel::ChangeRole).toDouble(), Qt::white, false);
    const bool bold =
        cell.data(MatrixModel::LearnedRole).toBool() || cell.row() == model.rowCount() - 1;
    const QString text = cell.data().toString().toHtmlEscaped();
    return QStringLiteral("<td align=right bgcolor='%1'>%2</td>")
        .arg(ground.isValid() ? ground.name() : QStringLiteral("#ffffff"),
             bold ? QStringLiteral("<b>%1</b>").arg(text) : text);
}

QString matrixHtml(const MatrixModel& model, const QString& title, const QString& note)
{
    QString html =
        QStringLiteral("<p><b>%1</b></p><table cellspacing=2 cellpadding=5><tr><td></td>")
            .arg(title.toHtmlEscaped());
    const auto head = [&](int section, Qt::Orientation orientation) {
        return model.headerData(section, orientation, Qt::DisplayRole).toString().toHtmlEscaped();
    };
    for (int column = 0; column < model.columnCount(); ++column)
        html += QStringLiteral("<td align=right>%1</td>").arg(head(column, Qt::Horizontal));
    html += QStringLiteral("</tr>");
    for (int row = 0; row < model.rowCount(); ++row) {
        html += QStringLiteral("<tr><td>%1</td>").arg(head(row, Qt::Vertical));
        for (int column = 0; column < model.columnCount(); ++column)
            html += cellHtml(model, model.index(row, column));
        html += QStringLiteral("</tr>");
    }
    return html + QStringLiteral("</table><p>%1</p>").arg(note.toHtmlEscaped());
}

} // namespace

QImage matrixPicture(const MatrixModel& model, const QString& title, const QString& note)
{
    QTextDocument document;
    document.setDocumentMargin(12);
    document.setHtml(matrixHtml(model, title, note));
    document.setTextWidth(document.idealWidth());
    const QSizeF size = document.size();
    QImage image(qCeil(size.width() * kScale), qCeil(size.height() * kScale), QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    image.fill(Qt::white);
    QPainter painter(&image);
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette = QPalette(Qt::black, Qt::white, Qt::white, Qt::gray, Qt::gray, Qt::black,
                               Qt::white); // whatever the window's colours are
    document.documentLayout()->draw(&painter, context);
    return image;
}

} // namespace palimpsest
