// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QApplication>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include "engine/study/error.h"
#include "tests/ui/sample_plot.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

QString output(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished())
        qFatal("%s is missing", qPrintable(program));
    return QString::fromUtf8(process.readAllStandardOutput());
}

} // namespace

class PlotExportTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ColorScheme::Light); }

    void pdfHasItsSizeAndFonts()
    {
        const QString file = m_folder.filePath("plot.pdf");
        exportPlot(sample(), file, {.widthMm = 77, .heightMm = 60});
        const QString info = output("pdfinfo", {file});
        const auto size = QRegularExpression("Page size:\\s+([\\d.]+) x ([\\d.]+) pts").match(info);
        QVERIFY2(size.hasMatch(), qPrintable(info));
        QVERIFY(std::abs(size.captured(1).toDouble() - 77 / 25.4 * 72) < 1);
        QVERIFY(std::abs(size.captured(2).toDouble() - 60 / 25.4 * 72) < 1);
        const QStringList fonts = output("pdffonts", {file}).split('\n', Qt::SkipEmptyParts).mid(2);
        QVERIFY(!fonts.isEmpty());
        for (const QString& line : fonts) // … embedded, subset, with a Unicode map
            QVERIFY2(line.contains(QRegularExpression("\\byes (yes|no)\\s+yes\\b")),
                     qPrintable(line));
        const QString text = output("pdftotext", {file, "-"});
        for (const char* word : // the title of the axis stands on two lines
             {"λ 10", "λ 0.1", "base model", "EWC", "mean old-domain", "BLEU (test)"})
            QVERIFY2(text.contains(QString::fromUtf8(word), Qt::CaseInsensitive), qPrintable(text));
    }
    void svgHasItsSizeAndWords()
    {
        const QString file = m_folder.filePath("plot.svg");
        exportPlot(sample(), file, {.widthMm = 160, .heightMm = 90});
        QFile svg(file);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QXmlStreamReader reader(&svg);
        QString words;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"svg")
                QCOMPARE(reader.attributes().value("width").toString(), QStringLiteral("160mm"));
            words += reader.text();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QVERIFY(words.contains(QString::fromUtf8("λ 0.1")));
    }
    void pngHasItsResolutionAndPaperColors()
    {
        applyTheme(*qApp, ColorScheme::Dark); // the screen's colours are not the paper's
        const QString file = m_folder.filePath("plot.png");
        exportPlot(sample(), file, {.widthMm = 120, .heightMm = 85, .dpi = 300});
        applyTheme(*qApp, ColorScheme::Light);
        const QImage dark(file);
        QCOMPARE(dark.size(), QSize(qRound(120 / 25.4 * 300), qRound(85 / 25.4 * 300)));
        QCOMPARE(dark.dotsPerMeterX(), qRound(300 / 25.4 * 1000));
        QCOMPARE(dark.pixelColor(2, 2), QColor(Qt::white));
        QVERIFY(dark.convertToFormat(QImage::Format_RGB32) ==
                renderPlot(sample(), {.widthMm = 120, .heightMm = 85, .dpi = 300}));
    }
    void exportsLeaveHiddenSeriesOut()
    {
        PlotWidget plot;
        show(plot, sample());
        plot.setSeriesVisible(QStringLiteral("ewc"), false);
        const QString file = m_folder.filePath("hidden.pdf");
        plot.exportTo(file);
        const QString text = output("pdftotext", {file, "-"});
        QVERIFY(!text.contains(QString::fromUtf8("λ 10")));
        QVERIFY(text.contains(QStringLiteral("mixing")));
    }
    void whatCannotBeWrittenIsSaid()
    {
        const auto sentence = [](const QString& path) {
            try {
                exportPlot(sample(), path);
            } catch (const Error& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QVERIFY(sentence(m_folder.filePath("plot.bmp")).contains("use .pdf, .svg or .png"));
        QVERIFY(
            sentence(m_folder.filePath("no/such/folder/plot.pdf")).contains("cannot be written"));
    }
};

QTEST_MAIN(PlotExportTest)
#include "tst_plot_export.moc"
