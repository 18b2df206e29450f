// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <random>

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QMouseEvent>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <QXmlStreamReader>

#include "engine/study/error.h"
#include "ui/plots/label_layout.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

PlotSeries path(const QString& id, const QVector<double>& x, const QVector<double>& y)
{
    PlotSeries series;
    series.id = id;
    series.name = id;
    series.look = strategyLook(id);
    series.function = false;
    series.x = x;
    series.y = y;
    return series;
}

/// The shape of a trade-off: two strategies, labels, a reference, a front.
PlotContent sample()
{
    PlotContent content;
    content.xLabel = QStringLiteral("mean new-domain BLEU (test)");
    content.yLabel = QStringLiteral("mean old-domain BLEU (test)");
    PlotSeries ewc = path(QStringLiteral("ewc"), {10, 14, 18}, {30, 28, 24});
    ewc.labels = QStringList{"λ 10", "λ 1", "λ 0.1"};
    content.series = {ewc, path(QStringLiteral("mixing"), {13, 17}, {29, 28})};
    content.references = {{Qt::Horizontal, 30, QStringLiteral("base model")}};
    content.staircases = {{QString(), {}, {14, 17}, {28.5, 28}}};
    return content;
}

/// QCustomPlot, on which the mouse acts.
QWidget* canvas(PlotWidget& plot)
{
    return plot.findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
}

QString output(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished())
        qFatal("%s is missing", qPrintable(program));
    return QString::fromUtf8(process.readAllStandardOutput());
}

} // namespace

class PlotsTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static void show(PlotWidget& plot, const PlotContent& content)
    {
        plot.resize(640, 420);
        plot.setContent(content);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        QTRY_VERIFY(plot.redraws() > 0);
    }
    static QPoint at(const PlotWidget& plot, double x, double y)
    {
        return plot.pixelOf(x, y).toPoint();
    }
    /// As the window system reports it: a cursor that is set by a program is not seen everywhere.
    static void moveTo(PlotWidget& plot, const QPointF& position)
    {
        QMouseEvent move(QEvent::MouseMove, position, canvas(plot)->mapToGlobal(position),
                         Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(canvas(plot), &move);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ColorScheme::Light); }

    void redrawsAreBounded()
    {
        PlotWidget plot;
        show(plot, sample());
        const int before = plot.redraws();
        QElapsedTimer time;
        time.start();
        PlotContent content = sample();
        int offered = 0;
        while (time.elapsed() < 600) {
            content.series[0].y[0] = 30 + 0.001 * ++offered;
            plot.setContent(content);
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(plot.content().series[0].y[0], content.series[0].y[0]);
        const int most =
            static_cast<int>(time.elapsed() * PlotWidget::kRedrawsPerSecond / 1000) + 2;
        QVERIFY(offered > 3 * most);
        QVERIFY2(plot.redraws() - before <= most,
                 qPrintable(QString::number(plot.redraws() - before)));
        QVERIFY(plot.redraws() - before >= 3); // it is live, not starved
    }
    void theSameContentIsNotDrawnAgain()
    {
        PlotWidget plot;
        show(plot, sample());
        QTest::qWait(80); // the first layout may ask for a second drawing
        const int before = plot.redraws();
        for (int i = 0; i < 10; ++i)
            plot.setContent(sample());
        QTest::qWait(80);
        QCOMPARE(plot.redraws(), before);
    }
    void manyPointsKeepTheirExtremes()
    {
        // One value in 20,000 stands out, up and down; a mean or every n-th point would lose it.
        PlotContent content;
        content.legend = false;
        PlotSeries series = path(QStringLiteral("ewc"), {}, {});
        series.function = true;
        series.markers = false;
        for (int i = 0; i < 20000; ++i) {
            series.x += i;
            series.y += i == 7003 ? 100 : i == 14009 ? -100 : (i % 2 == 0 ? 1 : -1);
        }
        content.series = {series};
        PlotWidget plot;
        show(plot, content);
        const auto drawnAt = [&](double x, double y) {
            const QImage shown = plot.grab().toImage();
            const QPoint middle = at(plot, x, y) * shown.devicePixelRatio();
            const QColor line = series.look.colorOn(false);
            for (int dx = -2; dx <= 2; ++dx) {
                const QColor pixel = shown.pixelColor(middle + QPoint(dx, 0));
                if (std::abs(pixel.hue() - line.hue()) < 25 && pixel.saturation() > 40)
                    return true;
            }
            return false;
        };
        for (const bool moving : {false, true}) {
            if (moving) {
                const int before = plot.redraws();
                plot.setRanges({0, -120, 20000, 240});
                QTRY_VERIFY(plot.redraws() > before);
            }
            QVERIFY(drawnAt(7003, 60) && drawnAt(14009, -60));
            QVERIFY(!drawnAt(7003, -60) && !drawnAt(14009, 60) && !drawnAt(10000, 60));
        }
    }
    void clicksSelectAndActivate()
    {
        PlotWidget plot;
        show(plot, sample());
        QSignalSpy clicked(&plot, &PlotWidget::pointClicked);
        QSignalSpy activated(&plot, &PlotWidget::pointActivated);
        QSignalSpy background(&plot, &PlotWidget::backgroundClicked);
        QTest::mouseClick(canvas(plot), Qt::LeftButton, {}, at(plot, 14, 28));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toString(), QStringLiteral("ewc"));
        QCOMPARE(clicked[0][1].toInt(), 1);
        QTest::mouseClick(canvas(plot), Qt::LeftButton, Qt::ControlModifier,
                          at(plot, 17, 28) + QPoint(5, 4));
        QCOMPARE(clicked[1][0].toString(), QStringLiteral("mixing"));
        QCOMPARE(clicked[1][2].value<Qt::KeyboardModifiers>(), Qt::ControlModifier);
        QTest::mouseClick(canvas(plot), Qt::LeftButton, {}, at(plot, 11, 25));
        QCOMPARE(clicked.count(), 2);
        QCOMPARE(background.count(), 1);
        QTest::mouseDClick(canvas(plot), Qt::LeftButton, {}, at(plot, 18, 24));
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][1].toInt(), 2);
        QVERIFY(plot.followsData());
    }
    void hoveringNamesThePoint()
    {
        PlotWidget plot;
        show(plot, sample());
        QSignalSpy hovered(&plot, &PlotWidget::pointHovered);
        QSignalSpy activated(&plot, &PlotWidget::pointActivated);
        moveTo(plot, at(plot, 13, 29) + QPoint(2, 0));
        QCOMPARE(hovered.count(), 1);
        QCOMPARE(hovered[0][0].toString(), QStringLiteral("mixing"));
        QTest::keyClick(&plot, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].toString(), QStringLiteral("mixing"));
        moveTo(plot, at(plot, 11, 25));
        QCOMPARE(hovered.count(), 2);
        QCOMPARE(hovered[1][1].toInt(), -1);
    }
    void theUserMovesAndFits()
    {
        PlotWidget plot;
        show(plot, sample());
        const QPointF home = plot.pixelOf(14, 28);
        plot.zoom(1.5);
        QVERIFY(!plot.followsData());
        QTRY_VERIFY(plot.pixelOf(14, 28) != home);
        const QPointF zoomed = plot.pixelOf(14, 28);
        PlotContent grown = sample();
        grown.series[1].x += 40;
        grown.series[1].y += 5;
        plot.setContent(grown); // what the user looks at stays where it is
        const int before = plot.redraws();
        QTRY_VERIFY(plot.redraws() > before);
        QCOMPARE(plot.pixelOf(14, 28), zoomed);
        QTest::keyClick(&plot, Qt::Key_Home);
        QVERIFY(plot.followsData());
        QTRY_VERIFY(plot.rect().contains(at(plot, 40, 5)));
        QTest::keyClick(&plot, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(!plot.followsData());
    }
    void theKeyboardWalksToEveryPoint()
    {
        PlotWidget plot;
        show(plot, sample());
        QSignalSpy hovered(&plot, &PlotWidget::pointHovered);
        QSignalSpy clicked(&plot, &PlotWidget::pointClicked);
        QSignalSpy activated(&plot, &PlotWidget::pointActivated);
        const auto here = [&] {
            return QPair(hovered.last()[0].toString(), hovered.last()[1].toInt());
        };
        QTest::keyClick(&plot, Qt::Key_Space); // nowhere yet
        QCOMPARE(clicked.count(), 0);
        QSet<QPair<QString, int>> reached;
        for (int series = 0; series < sample().series.size(); ++series) {
            QTest::keyClick(&plot, Qt::Key_Down);
            for (const Qt::Key arrow : {Qt::Key_Left, Qt::Key_Right}) {
                for (int i = 0; i < 10; ++i) {
                    QTest::keyClick(&plot, arrow);
                    reached.insert(here());
                }
            }
        }
        int points = 0;
        for (const PlotSeries& series : sample().series) {
            for (int i = 0; i < series.x.size(); ++i) {
                const bool shown = std::isfinite(series.x[i]) && std::isfinite(series.y[i]);
                points += shown;
                QCOMPARE(reached.contains({series.id, i}), shown);
            }
        }
        QCOMPARE(reached.size(), points);
        QTest::keyClick(&plot, Qt::Key_Space, Qt::ControlModifier);
        QTest::keyClick(&plot, Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toString(), here().first);
        QCOMPARE(clicked[0][1].toInt(), here().second);
        QCOMPARE(activated[0][1].toInt(), here().second);
        const auto* ring = plot.findChild<PlotCursor*>();
        QVERIFY(ring->isVisible());
        const PlotSeries* last = nullptr;
        for (const PlotSeries& series : plot.content().series)
            last = series.id == here().first ? &series : last;
        const QPointF pixel = plot.pixelOf(last->x[here().second], last->y[here().second]);
        QVERIFY((ring->geometry().center() - pixel.toPoint()).manhattanLength() <= 3);
        QVERIFY(!ring->accessibleName().isEmpty());
    }
    void theWheelZoomsOneAxisWithAModifier()
    {
        PlotWidget plot;
        show(plot, sample());
        const auto distance = [&] { return plot.pixelOf(18, 24) - plot.pixelOf(10, 30); };
        const auto wheel = [&](Qt::KeyboardModifiers modifiers) {
            const QPointF where = plot.pixelOf(14, 27);
            QWheelEvent event(where, canvas(plot)->mapToGlobal(where), {}, {0, 120}, Qt::NoButton,
                              modifiers, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(canvas(plot), &event);
        };
        const QPointF first = distance();
        wheel(Qt::ShiftModifier);
        const QPointF second = distance();
        QVERIFY(std::abs(second.x()) > std::abs(first.x()) * 1.05);
        QVERIFY(std::abs(second.y() - first.y()) < 1);
        wheel(Qt::ControlModifier);
        const QPointF third = distance();
        QVERIFY(std::abs(third.x() - second.x()) < 1);
        QVERIFY(std::abs(third.y()) > std::abs(second.y()) * 1.05);
    }
    void hiddenSeriesStayHidden()
    {
        PlotWidget plot;
        show(plot, sample());
        plot.setSeriesVisible(QStringLiteral("ewc"), false);
        PlotContent next = sample();
        next.series[0].y[1] = 27;
        plot.setContent(next);
        QVERIFY(!plot.seriesVisible(QStringLiteral("ewc")));
        const int before = plot.redraws();
        QTRY_VERIFY(plot.redraws() > before);
        QSignalSpy clicked(&plot, &PlotWidget::pointClicked);
        QTest::mouseClick(canvas(plot), Qt::LeftButton, {}, at(plot, 18, 24));
        QCOMPARE(clicked.count(), 0);
    }
    void aLegendClickHides()
    {
        PlotWidget plot;
        show(plot, sample());
        QSignalSpy changed(&plot, &PlotWidget::seriesVisibilityChanged);
        // Where in the legend the entries are is the layout's business: along its line, both are
        // met.
        for (int x = 10; x < plot.width() && changed.count() < 2; x += 12)
            if (changed.isEmpty() || plot.seriesVisible(QStringLiteral("mixing")))
                QTest::mouseClick(canvas(plot), Qt::LeftButton, {}, {x, 18});
        QVERIFY(changed.count() > 0);
        QCOMPARE(changed[0][0].toString(), QStringLiteral("ewc"));
        QCOMPARE(changed[0][1].toBool(), false);
    }
    void withoutPointsItSaysWhatToDo()
    {
        PlotWidget plot;
        plot.setEmptyText(QStringLiteral("No points yet"), QStringLiteral("Start a sweep."));
        show(plot, {});
        const QImage empty = plot.grab().toImage();
        plot.setContent(sample());
        const int before = plot.redraws();
        QTRY_VERIFY(plot.redraws() > before);
        QVERIFY(plot.grab().toImage() != empty);
        QVERIFY(std::any_of(reinterpret_cast<const QRgb*>(empty.constBits()),
                            reinterpret_cast<const QRgb*>(empty.constBits()) +
                                empty.width() * empty.height(),
                            [](QRgb pixel) { return qGray(pixel) < 100; })); // some text
    }

    void labelsKeepApart_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 20; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void labelsKeepApart()
    {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        std::uniform_real_distribution<double> x(20, 580);
        std::uniform_real_distribution<double> y(20, 380);
        const QRectF bounds(0, 0, 600, 400);
        std::vector<LabelRequest> requests;
        QList<QPointF> markers;
        for (int i = 0; i < 25; ++i) {
            markers += QPointF(x(random), y(random));
            requests.push_back({markers.last(), {30.0 + i % 5 * 8, 12}});
        }
        const auto placed = placeLabels(requests, markers, 5, {}, bounds);
        QCOMPARE(placed.size(), requests.size());
        int shown = 0;
        for (std::size_t i = 0; i < placed.size(); ++i) {
            if (placed[i].rect.isEmpty())
                continue;
            ++shown;
            QVERIFY(bounds.contains(placed[i].rect));
            QCOMPARE(placed[i].rect.size(), requests[i].size);
            for (const QPointF& marker : markers)
                QVERIFY(!placed[i].rect.contains(marker));
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!placed[i].rect.intersects(placed[j].rect));
        }
        QVERIFY2(shown >= 23, qPrintable(QString::number(shown)));
    }

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

QTEST_MAIN(PlotsTest)
#include "tst_plots.moc"
