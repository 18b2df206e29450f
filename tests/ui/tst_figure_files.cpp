// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QImage>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/paper_study.h"
#include "tests/support/table_output.h"
#include "ui/plots/figure_content.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

constexpr int kDpi = 300;

/// Difference of two colours, 0 … 441.
double distance(QRgb a, QRgb b)
{
    return std::hypot(qRed(a) - qRed(b), qGreen(a) - qGreen(b), qBlue(a) - qBlue(b));
}

QString output(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        qFatal("%s: %s", qPrintable(program), process.readAllStandardError().constData());
    return QString::fromUtf8(process.readAllStandardOutput());
}

QImage rendered(const QString& pdf)
{
    const QString stem = pdf.chopped(4);
    output("pdftoppm", {"-r", QString::number(kDpi), "-png", "-singlefile", pdf, stem});
    return QImage(stem + ".png").convertToFormat(QImage::Format_RGB32);
}

/// The rectangle that the longest lines in the axes' grey span: left and bottom axis.
QRectF axesOf(const QImage& image)
{
    // Grey, also where the line lies between two rows of pixels; the grid is lighter.
    const auto isAxis = [&](int x, int y) {
        const QColor color = image.pixelColor(x, y);
        return color.hsvSaturation() < 24 && color.value() > 0x60 && color.value() < 0xc8;
    };
    QRect bottom, left;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0, start = 0; x <= image.width(); ++x) {
            if (x < image.width() && isAxis(x, y))
                continue;
            if (x - start > bottom.width())
                bottom = QRect(start, y, x - start, 1);
            start = x + 1;
        }
    }
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0, start = 0; y <= image.height(); ++y) {
            if (y < image.height() && isAxis(x, y))
                continue;
            if (y - start > left.height())
                left = QRect(x, start, 1, y - start);
            start = y + 1;
        }
    }
    return {QPointF(left.x() + 0.5, left.y()),
            QPointF(bottom.x() + bottom.width(), bottom.y() + 0.5)};
}

/// What is wrong with how `image` shows the figure: each marker that does not stand, in its colour,
/// filled or open, where its numbers say. Markers under later ones cannot be seen and are left out.
QStringList faultsOf(const QImage& image, const Figure& figure, int& seen)
{
    const QRectF axes = axesOf(image);
    const double mm = kDpi / 25.4;
    struct Spot {
        QPointF place;
        QRgb color;
        bool filled;
        QString name;
        std::size_t series;
    };
    std::vector<Spot> spots;
    const auto placeOf = [&](const FigureSeries& series, std::size_t i) {
        const double x = (series.x[i] - figure.xRange.low) / figure.xRange.span();
        const double y = (series.y[i] - figure.yRange.low) / figure.yRange.span();
        return QPointF(axes.left() + x * axes.width(), axes.bottom() - y * axes.height());
    };
    // Whether the line of a later series runs over a place.
    const auto crossed = [&](const QPointF& place, std::size_t after) {
        for (std::size_t s = after + 1; s < figure.series.size(); ++s) {
            const FigureSeries& series = figure.series[s];
            for (std::size_t i = 1; series.line && i < series.x.size(); ++i) {
                const QLineF piece(placeOf(series, i - 1), placeOf(series, i));
                const QPointF along = piece.p2() - piece.p1();
                const double length = QPointF::dotProduct(along, along);
                const double at =
                    length > 0 ? std::clamp(QPointF::dotProduct(place - piece.p1(), along) / length,
                                            0.0, 1.0)
                               : 0.0;
                if (QLineF(place, piece.pointAt(at)).length() < 1.2 * mm)
                    return true;
            }
        }
        return false;
    };
    for (const FigureSeries& series : figure.series) {
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            const bool marked = series.markers &&
                                static_cast<int>(i) % series.markEvery == series.markFirst &&
                                std::isfinite(series.y[i]);
            if (!marked)
                continue;
            spots.push_back({placeOf(series, i), 0xff000000U | series.look.rgb,
                             series.marks.empty() || series.marks[i] != PointMark::Hollow,
                             QString::fromStdString(series.id) + " " + QString::number(i),
                             static_cast<std::size_t>(&series - figure.series.data())});
        }
    }
    QStringList faults;
    for (std::size_t i = 0; i < spots.size(); ++i) {
        bool hidden = crossed(spots[i].place, spots[i].series);
        for (std::size_t k = 0; k < spots.size(); ++k)
            hidden = hidden || (k != i && QLineF(spots[i].place, spots[k].place).length() < 2 * mm);
        if (hidden)
            continue;
        ++seen;
        const auto share = [&](double radius) { // of pixels in the series' colour
            int own = 0, all = 0;
            for (int dy = -static_cast<int>(radius); dy <= radius; ++dy)
                for (int dx = -static_cast<int>(radius); dx <= radius; ++dx) {
                    const QPoint at = spots[i].place.toPoint() + QPoint(dx, dy);
                    all += image.rect().contains(at);
                    own +=
                        image.rect().contains(at) && distance(image.pixel(at), spots[i].color) < 90;
                }
            return all == 0 ? 0.0 : static_cast<double>(own) / all;
        };
        const double middle = share(0.25 * mm);
        const double around = share(1.0 * mm);
        if (around < 0.15)
            faults += spots[i].name + " is not there";
        else if (spots[i].filled ? middle < 0.3 : middle > 0.3)
            faults += spots[i].name + (spots[i].filled ? " is not filled" : " is filled");
    }
    return faults;
}

} // namespace

/// Figures as files: what outside programs read in them, and that all kinds show the same.
class FigureFiles : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;

    Figure figure(FigureKind kind) const
    {
        FigureRecipe recipe;
        recipe.kind = kind;
        recipe.quantity = "domain:captions:bleu";
        recipe.intervals = false; // ellipses tint what lies under them
        recipe.widthMm = kTwoColumnsMm;
        recipe.heightMm = 100;
        return FigureMaker(*m_store).make(recipe);
    }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// The pgfplots figure alone on a page of its own size.
    QImage compiled(const Figure& figure)
    {
        exportFigure(figure, path("pgf.tex"));
        QFile document(path("page.tex"));
        if (!document.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        document.write(QStringLiteral("\\documentclass{article}\n"
                                      "\\usepackage[paperwidth=%1mm,paperheight=%2mm,margin=0mm]"
                                      "{geometry}\n\\usepackage{pgfplots}\n"
                                      "\\pgfplotsset{compat=1.16}\n\\pagestyle{empty}\n"
                                      "\\topskip=0pt \\parindent=0pt\n"
                                      "\\begin{document}\n\\input{pgf.tex}\n\\end{document}\n")
                           .arg(figure.recipe.widthMm)
                           .arg(figure.recipe.heightMm)
                           .toUtf8());
        document.close();
        QProcess latex;
        latex.setWorkingDirectory(m_folder.path());
        latex.start("pdflatex", {"-halt-on-error", "-interaction=nonstopmode", "page.tex"});
        if (!latex.waitForFinished(120000) || latex.exitCode() != 0)
            qFatal("%s", latex.readAllStandardOutput().right(2000).constData());
        return rendered(path("page.pdf"));
    }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(*qApp, ColorScheme::Dark); // the screen's colours are not the paper's
        m_store = std::make_unique<StudyStore>(makePaperStudy(path("study").toStdString(), {1}));
    }

    void allKindsShowTheSame_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("least");
        QTest::newRow("trade-off") << int(FigureKind::Tradeoff) << 2;
        QTest::newRow("curves") << int(FigureKind::Curves) << 10;
        QTest::newRow("domains") << int(FigureKind::Domains) << 12;
    }
    void allKindsShowTheSame()
    {
        QFETCH(const int, kind);
        QFETCH(const int, least);
        const Figure shown = figure(static_cast<FigureKind>(kind));
        exportFigure(shown, path("qt.pdf"));
        exportFigure(shown, path("qt.png"));
        const QList<QPair<const char*, QImage>> pictures = {
            {"PDF", rendered(path("qt.pdf"))},
            {"PNG", QImage(path("qt.png")).convertToFormat(QImage::Format_RGB32)},
            {"pgfplots", compiled(shown)}};
        Figure moved = shown; // the check itself has to notice what is elsewhere
        for (FigureSeries& series : moved.series) {
            for (double& y : series.y)
                y += shown.yRange.span() * 0.04;
        }
        for (const auto& [name, picture] : pictures) {
            // A point more or less of paper is the rounding of the programs that draw it.
            const QSize off = picture.size() - pictures.first().second.size();
            QVERIFY2(std::abs(off.width()) <= 3 && std::abs(off.height()) <= 3, name);
            int seen = 0;
            const QStringList faults = faultsOf(picture, shown, seen);
            QVERIFY2(faults.isEmpty(), qPrintable(name + QStringLiteral(": ") + faults.join(", ")));
            QVERIFY2(seen >= least, qPrintable(QString::number(seen)));
            int again = 0;
            QVERIFY(faultsOf(picture, moved, again).size() > seen / 2);
        }
    }

    void outsideProgramsReadTheRecord()
    {
        const Figure shown = figure(FigureKind::Tradeoff);
        const std::string record = provenanceText(provenanceOf(shown));
        for (const char* name : {"f.pdf", "f.svg", "f.png", "f.tex"}) {
            QCOMPARE(exportFigure(shown, path(name)).first(), path(name));
            const Provenance found = readProvenance(path(name).toStdString());
            QVERIFY2(found == provenanceOf(shown), name);
            QVERIFY(figureRecipe(found) == shown.recipe);
        }
        QVERIFY(readProvenance(path("f.dat").toStdString()) == provenanceOf(shown));
        const QString custom = output("pdfinfo", {"-custom", path("f.pdf")});
        QVERIFY2(custom.contains(QString::fromStdString(record)), qPrintable(custom));
        const QString info = output("pdfinfo", {path("f.pdf")});
        QVERIFY2(info.contains("Title:           Figure of the study News & captions_100%"),
                 qPrintable(info));
        QVERIFY2(info.contains("Creator:         Palimpsest"), qPrintable(info));
        QVERIFY2(info.contains("CreationDate:"), qPrintable(info));
        QImage png(path("f.png"));
        QVERIFY(!png.isNull());
        QCOMPARE(png.text("palimpsest-provenance"), QString::fromStdString(record));
    }

    void theSizeIsThePaper()
    {
        FigureRecipe recipe;
        recipe.widthMm = kOneColumnMm;
        recipe.heightMm = 62;
        const Figure shown = FigureMaker(*m_store).make(recipe);
        exportFigure(shown, path("size.pdf"));
        const QString info = output("pdfinfo", {path("size.pdf")});
        const auto size = QRegularExpression("Page size:\\s+([\\d.]+) x ([\\d.]+) pts").match(info);
        QVERIFY2(size.hasMatch(), qPrintable(info));
        QVERIFY(std::abs(size.captured(1).toDouble() - 77 / 25.4 * 72) < 1);
        QVERIFY(std::abs(size.captured(2).toDouble() - 62 / 25.4 * 72) < 1);
        const QStringList fonts =
            output("pdffonts", {path("size.pdf")}).split('\n', Qt::SkipEmptyParts).mid(2);
        QVERIFY(!fonts.isEmpty());
        for (const QString& line : fonts)
            QVERIFY2(line.contains(QRegularExpression("\\byes (yes|no)\\s+yes\\b")),
                     qPrintable(line));
    }

    void paperHasPointsNotCommas()
    {
        FigureRecipe recipe;
        recipe.kind = FigureKind::Curves;
        const Figure shown = FigureMaker(*m_store).make(recipe);
        exportFigure(shown, path("c.svg"));
        QLocale::setDefault(QLocale(QLocale::German));
        exportFigure(shown, path("german.svg"));
        QLocale::setDefault(QLocale::c());
        const auto content = [this](const char* name) {
            QFile file(path(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray(name);
        };
        QVERIFY(content("c.svg").contains("3.5"));
        QCOMPARE(content("german.svg"), content("c.svg"));
    }
};

QTEST_MAIN(FigureFiles)
#include "tst_figure_files.moc"
