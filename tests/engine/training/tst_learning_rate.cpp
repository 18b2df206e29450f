// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <numbers>

#include <QTest>

#include "engine/training/learning_rate.h"

using namespace palimpsest;

namespace
{

constexpr double kPeak = 4e-4;
constexpr int kWarmup = 40;
constexpr int kTotal = 200;

TrainingOptions optionsOf(Schedule schedule, std::int64_t warmup = kWarmup)
{
    TrainingOptions options;
    options.learningRate = kPeak;
    options.warmup = warmup;
    options.schedule = schedule;
    return options;
}

bool close(double a, double b)
{
    return std::abs(a - b) <= 1e-15;
}

} // namespace

class LearningRateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void warmsUpInAStraightLineToThePeak()
    {
        for (const Schedule schedule : {Schedule::Constant, Schedule::InverseSquareRoot,
                                        Schedule::Linear, Schedule::Cosine}) {
            for (int update = 1; update <= kWarmup; ++update)
                QVERIFY(close(learningRate(optionsOf(schedule), update, kTotal),
                              kPeak * update / kWarmup));
        }
    }

    void followsTheFormulaAfterTheWarmUp()
    {
        for (int update = kWarmup + 1; update <= kTotal; ++update) {
            const double way = (update - kWarmup) / (kTotal + 1.0 - kWarmup);
            QVERIFY(close(learningRate(optionsOf(Schedule::Constant), update, kTotal), kPeak));
            QVERIFY(close(learningRate(optionsOf(Schedule::InverseSquareRoot), update, kTotal),
                          kPeak * std::sqrt(kWarmup / double(update))));
            QVERIFY(close(learningRate(optionsOf(Schedule::Linear), update, kTotal),
                          kPeak * (kTotal + 1.0 - update) / (kTotal + 1.0 - kWarmup)));
            QVERIFY(close(learningRate(optionsOf(Schedule::Cosine), update, kTotal),
                          kPeak / 2 * (1 + std::cos(std::numbers::pi * way))));
        }
    }

    void startsAtThePeakWithoutAWarmUp()
    {
        for (const Schedule schedule : {Schedule::Constant, Schedule::InverseSquareRoot})
            QVERIFY(close(learningRate(optionsOf(schedule, 0), 1, kTotal), kPeak));
        QVERIFY(
            close(learningRate(optionsOf(Schedule::InverseSquareRoot, 0), 9, kTotal), kPeak / 3));
        QVERIFY(close(learningRate(optionsOf(Schedule::Linear, 0), 1, kTotal),
                      kPeak * kTotal / (kTotal + 1.0)));
    }

    void arrivesAtZeroOneUpdateAfterTheLast()
    {
        for (const Schedule schedule : {Schedule::Linear, Schedule::Cosine}) {
            QVERIFY(learningRate(optionsOf(schedule), kTotal, kTotal) > 0);
            QVERIFY(close(learningRate(optionsOf(schedule), kTotal + 1, kTotal), 0));
            // A training that goes on past its planned end, or ends within its warm-up.
            QVERIFY(close(learningRate(optionsOf(schedule), kTotal + 50, kTotal), 0));
            QVERIFY(close(learningRate(optionsOf(schedule), 10, 20), kPeak * 10 / kWarmup));
            QVERIFY(needsTotal(schedule));
        }
        QVERIFY(!needsTotal(Schedule::Constant));
        QVERIFY(!needsTotal(Schedule::InverseSquareRoot));
    }
};

QTEST_GUILESS_MAIN(LearningRateTest)
#include "tst_learning_rate.moc"
