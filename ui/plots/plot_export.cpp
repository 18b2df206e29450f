// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_export.h"

#include <QBuffer>
#include <QLocale>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "engine/study/error.h"
#include "ui/plots/plot_scene.h"

namespace palimpsest
{

namespace
{

constexpr double kDotsPerMm = 96 / 25.4; ///< of the drawing's own coordinates
constexpr int kPdfDpi = 1200;

/// Draws the content into a painter that is already scaled to 96 dots per inch.
void drawOnPaper(QCPPainter& painter, const PlotContent& content, const PlotExportOptions& options)
{
    QCustomPlot plot;
    const QSize size(qRound(options.widthMm * kDotsPerMm), qRound(options.heightMm * kDotsPerMm));
    plot.setGeometry(QRect(QPoint(0, 0), size));
    plot.setLocale(QLocale::c()); // on paper as in every file
    PlotScene scene(&plot);
    scene.show(content, {}, PlotStyle::paper(options.fontPt));
    if (options.ranges) {
        const QRectF& r = *options.ranges;
        plot.xAxis->setRange(r.x(), r.x() + r.width());
        plot.yAxis->setRange(r.y(), r.y() + r.height());
    } else {
        scene.fit();
    }
    plot.toPainter(&painter, size.width(), size.height());
}

QByteArray pdf(const PlotContent& content, const PlotExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageMargins({});
    writer.setPageSize(QPageSize({options.widthMm, options.heightMm}, QPageSize::Millimeter, {},
                                 QPageSize::ExactMatch));
    writer.setResolution(kPdfDpi);
    writer.setCreator(QStringLiteral("Palimpsest"));
    QCPPainter painter(&writer);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.scale(kPdfDpi / 96.0, kPdfDpi / 96.0);
    drawOnPaper(painter, content, options);
    painter.end();
    return bytes;
}

QByteArray svg(const PlotContent& content, const PlotExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    const QSize size(qRound(options.widthMm * kDotsPerMm), qRound(options.heightMm * kDotsPerMm));
    generator.setOutputDevice(&buffer);
    generator.setResolution(96);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(QStringLiteral("Palimpsest"));
    QCPPainter painter(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    drawOnPaper(painter, content, options);
    painter.end();
    // Qt rounds the page to whole dots; the paper's size is what was asked for.
    const qsizetype width = bytes.indexOf("width=");
    const qsizetype end = bytes.indexOf('\n', width);
    bytes.replace(width, end - width,
                  QStringLiteral("width=\"%1mm\" height=\"%2mm\"")
                      .arg(options.widthMm)
                      .arg(options.heightMm)
                      .toUtf8());
    return bytes;
}

QByteArray png(const PlotContent& content, const PlotExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    renderPlot(content, options).save(&buffer, "PNG");
    return bytes;
}

} // namespace

QImage renderPlot(const PlotContent& content, const PlotExportOptions& options)
{
    const double dotsPerMm = options.dpi / 25.4;
    QImage image(qRound(options.widthMm * dotsPerMm), qRound(options.heightMm * dotsPerMm),
                 QImage::Format_RGB32);
    image.fill(Qt::white);
    image.setDotsPerMeterX(qRound(dotsPerMm * 1000));
    image.setDotsPerMeterY(qRound(dotsPerMm * 1000));
    QCPPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.scale(options.dpi / 96.0, options.dpi / 96.0);
    drawOnPaper(painter, content, options);
    painter.end();
    return image;
}

QByteArray plotFile(const PlotContent& content, const QString& name,
                    const PlotExportOptions& options)
{
    QByteArray bytes;
    RecordPlace place = RecordPlace::Pdf;
    if (name.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
        bytes = pdf(content, options);
    } else if (name.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        bytes = svg(content, options);
        place = RecordPlace::Svg;
    } else if (name.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) {
        bytes = png(content, options);
        place = RecordPlace::Png;
    } else {
        throw BadInput("The figure " + name.toStdString() +
                       " has an unknown ending: use .pdf, .svg or .png.");
    }
    if (options.provenance) {
        bytes = QByteArray::fromStdString(
            withProvenance(bytes.toStdString(), place, *options.provenance));
    }
    return bytes;
}

void exportPlot(const PlotContent& content, const QString& path, const PlotExportOptions& options)
{
    const QByteArray bytes = plotFile(content, path, options);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        throw BadInput("The figure " + path.toStdString() +
                       " cannot be written: " + file.errorString().toStdString() + ".");
    }
}

} // namespace palimpsest
