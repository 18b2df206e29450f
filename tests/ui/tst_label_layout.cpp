// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <QTest>

#include "ui/plots/label_layout.h"

using namespace palimpsest;

class LabelLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
    /// They make way for the others, also for those asked for after them.
    void optionalLabelsComeLast()
    {
        const QRectF bounds(0, 0, 600, 400);
        const QList<QPointF> markers = {{300, 200}, {300, 200}}; // both want the same place
        std::vector<LabelRequest> requests = {{markers[0], {60, 12}, true}, {markers[1], {60, 12}}};
        const auto alone = placeLabels({requests[1]}, markers, 5, {}, bounds);
        QVERIFY(!alone[0].rect.isEmpty());
        QCOMPARE(placeLabels(requests, markers, 5, {}, bounds)[1].rect, alone[0].rect);
        requests[0].optional = false;
        QVERIFY(placeLabels(requests, markers, 5, {}, bounds)[1].rect != alone[0].rect);
    }
    void optionalLabelsStayNearAndCrossNothing_data()
    {
        QTest::addColumn<QList<QPointF>>("markers");
        QTest::addColumn<QList<QLineF>>("lines");
        // Room is where only a leader reaches, or across a line.
        QList<QPointF> wall;
        for (int x = 240; x <= 360; x += 8)
            for (int y = 180; y <= 220; y += 8)
                wall += QPointF(x, y);
        QList<QLineF> lines;
        for (int x = 0; x < 600; x += 20)
            lines += QLineF(x, 0, x, 400);
        QTest::newRow("far off") << wall << QList<QLineF>();
        QTest::newRow("lines") << QList<QPointF>{{300, 200}} << lines;
    }
    void optionalLabelsStayNearAndCrossNothing()
    {
        QFETCH(QList<QPointF>, markers);
        QFETCH(QList<QLineF>, lines);
        const QRectF bounds(0, 0, 600, 400);
        LabelRequest request = {{300, 200}, {60, 12}};
        const PlacedLabel placed = placeLabels({request}, markers, 5, lines, bounds)[0];
        QVERIFY(!placed.rect.isEmpty());
        QCOMPARE(placed.leader, lines.isEmpty());
        request.optional = true;
        QVERIFY(placeLabels({request}, markers, 5, lines, bounds)[0].rect.isEmpty());
    }
};

QTEST_APPLESS_MAIN(LabelLayoutTest)
#include "tst_label_layout.moc"
