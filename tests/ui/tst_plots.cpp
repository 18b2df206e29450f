// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QWheelEvent>

#include "tests/ui/sample_plot.h"
#include "ui/plots/figure_content.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

/// QCustomPlot, on which the mouse acts.
QWidget* canvas(PlotWidget& plot)
{
    return plot.findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
}

} // namespace

class PlotsTest : public QObject
{
    Q_OBJECT

private:
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
    void zoomAndPanEndNearTheData_data()
    {
        QTest::addColumn<bool>("log");
        QTest::newRow("linear") << false;
        QTest::newRow("logarithmic") << true;
    }
    /// However long people turn the wheel, press keys or drag: data from 10 to 18 and 24 to 30 stay
    /// in sight, and nobody gets lost between two points.
    void zoomAndPanEndNearTheData()
    {
        QFETCH(const bool, log);
        PlotContent content = sample();
        content.xLog = content.yLog = log;
        PlotWidget plot;
        show(plot, content);
        const auto spans = [&] {
            const QRectF seen = plot.ranges().value();
            return log ? QSizeF(std::log(seen.right() / seen.left()),
                                std::log(seen.bottom() / seen.top()))
                       : seen.size();
        };
        plot.zoom(1.000001); // ranges() says what is seen
        const QSizeF home = spans();
        const auto wheel = [&](int steps) {
            const QPointF where = plot.pixelOf(14, 27);
            QWheelEvent event(where, canvas(plot)->mapToGlobal(where), {}, {0, 120 * steps},
                              Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(canvas(plot), &event);
        };
        for (int i = 0; i < 60; ++i)
            wheel(-1);
        QVERIFY(spans().width() < 4.01 * home.width() && spans().height() < 4.01 * home.height());
        QVERIFY(spans().width() > 3.9 * home.width());
        const QRectF widest = plot.ranges().value();
        QVERIFY(widest.contains(14, 27));
        wheel(-1); // there is no way further, neither outwards nor aside
        QVERIFY(std::abs(plot.ranges()->center().x() - widest.center().x()) <
                0.01 * widest.width());
        plot.zoom(0.001);
        QVERIFY(spans().width() < 4.01 * home.width());
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(&plot, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(plot.ranges()->left() < 18); // data is in sight yet
        const int before = plot.redraws();
        plot.fit();
        QTRY_VERIFY(plot.redraws() > before);
        for (int i = 0; i < 200; ++i)
            wheel(1);
        QVERIFY(spans().width() > 0.99e-3 * home.width());
        QVERIFY(spans().height() > 0.99e-3 * home.height());
        QVERIFY(spans().width() < 2e-3 * home.width());
    }
    /// Other data than what was zoomed into: the view comes along rather than show nothing.
    void theViewFollowsDataElsewhere()
    {
        PlotWidget plot;
        show(plot, sample());
        plot.zoom(2);
        PlotContent moved = sample();
        for (PlotSeries& series : moved.series)
            for (qsizetype i = 0; i < series.x.size(); ++i) {
                series.x[i] += 1000;
                series.y[i] /= 100;
            }
        const int before = plot.redraws();
        plot.setContent(moved);
        QTRY_VERIFY(plot.redraws() > before);
        const QRectF seen = plot.ranges().value();
        QVERIFY(seen.left() > 1000 && seen.right() < 1030);
        QVERIFY(seen.height() < 4);
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
    /// Of two series the one whose legend entry is under the mouse stays, the other becomes faint.
    void theLegendBringsASeriesForward()
    {
        PlotContent content = sample();
        for (PlotSeries& series : content.series) {
            series.line = false;
            series.labels.clear();
        }
        PlotWidget plot;
        show(plot, content);
        const auto strength = [&](int series) {
            const PlotSeries& shown = content.series[series];
            const QImage image = plot.grab().toImage();
            return image.pixelColor(at(plot, shown.x[0], shown.y[0]) * image.devicePixelRatio())
                .saturation();
        };
        const int full[] = {strength(0), strength(1)};
        QVERIFY(full[0] > 150 && full[1] > 150);
        QList<bool> forward = {false, false};
        for (int x = 5; x < plot.width(); x += 5) {
            const int before = plot.redraws();
            moveTo(plot, QPointF(x, 14));
            if (canvas(plot)->cursor().shape() != Qt::PointingHandCursor)
                continue;
            QTest::qWait(40);
            if (plot.redraws() == before)
                continue; // still over the same entry
            const int one = strength(0) > full[0] - 5 ? 0 : 1;
            QVERIFY(strength(one) > full[one] - 5);
            QVERIFY(strength(1 - one) < full[1 - one] / 3);
            forward[one] = true;
        }
        QCOMPARE(forward, QList<bool>({true, true}));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas(plot), &leave);
        QTRY_VERIFY(strength(0) == full[0] && strength(1) == full[1]);
    }
    /// Among many series the keyboard's own comes forward, for as long as the keyboard is there.
    void theKeyboardBringsASeriesOfManyForward()
    {
        PlotContent content;
        for (int i = 0; i < 8; ++i) {
            content.series += path(QString::number(i), {1.0 * i, i + 0.5}, {1.0 * i, 1.0 * i});
            content.series.last().look = strategyLook(QStringLiteral("ewc"));
        }
        PlotWidget plot;
        const auto isFaint = [&](int series) {
            const QImage image = plot.grab().toImage();
            return image.pixelColor(at(plot, series, series) * image.devicePixelRatio())
                       .saturation() < 80;
        };
        show(plot, content);
        plot.setFocus();
        QVERIFY(!isFaint(0) && !isFaint(5));
        QTest::keyClick(&plot, Qt::Key_Down); // to the first one
        QTRY_VERIFY(isFaint(5));
        QTest::keyClick(&plot, Qt::Key_Down);
        QTest::keyClick(&plot, Qt::Key_Down);
        QTRY_VERIFY(isFaint(0) && !isFaint(2) && isFaint(5));
        content.series.removeLast(); // no longer many
        plot.setContent(content);
        QTRY_VERIFY(!isFaint(0) && !isFaint(5));
        content.series += path(QStringLiteral("7"), {7}, {7});
        plot.setContent(content);
        QTRY_VERIFY(isFaint(0));
        plot.clearFocus();
        QTRY_VERIFY(!isFaint(0));
    }
    void labelsHaveFewDigits()
    {
        Figure figure;
        figure.series.emplace_back();
        figure.series[0].labels = {"1:1 λ=6.309573444801933", "λ=3.9810717055349695e-05", "λ=0.001",
                                   "10:1"};
        QCOMPARE(figureContent(figure).series[0].labels,
                 QStringList({"1:1 λ=6.31", "λ=3.98e-05", "λ=0.001", "10:1"}));
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
};

QTEST_MAIN(PlotsTest)
#include "tst_plots.moc"
