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
    /// They make way for the others, also for those asked for after them, and have no leaders.
    void optionalLabelsMakeWay()
    {
        const QRectF bounds(0, 0, 600, 400);
        const QList<QPointF> markers = {{300, 200}, {304, 204}, {308, 200}};
        const QList<QLineF> lines = {QLineF(250, 150, 350, 250), QLineF(250, 250, 350, 150)};
        std::vector<LabelRequest> requests;
        for (const QPointF& marker : markers)
            requests.push_back({marker, {60, 12}, true});
        requests.back().optional = false;
        const auto alone = placeLabels({requests.back()}, markers, 5, lines, bounds);
        const auto placed = placeLabels(requests, markers, 5, lines, bounds);
        QVERIFY(!placed[2].rect.isEmpty());
        QCOMPARE(placed[2].rect, alone[0].rect);
        for (const std::size_t i : {0, 1}) {
            QVERIFY(!placed[i].leader);
            for (const QLineF& line : lines)
                QVERIFY(placed[i].rect.isEmpty() || !placed[i].rect.contains(line.center()));
        }
        // Without room near by, they are left out.
        QList<QPointF> wall;
        for (int x = 200; x < 400; x += 8)
            for (int y = 120; y < 280; y += 8)
                wall += QPointF(x, y);
        QVERIFY(placeLabels({requests[0]}, wall, 5, {}, bounds)[0].rect.isEmpty());
    }
};

QTEST_APPLESS_MAIN(LabelLayoutTest)
#include "tst_label_layout.moc"
