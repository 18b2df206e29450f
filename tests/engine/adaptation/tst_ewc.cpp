// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/Parallel.h>

#include "tests/engine/adaptation/ewc_part.h"

using namespace palimpsest;

class EwcTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    std::vector<BatchSource> m_sources;
    std::int64_t m_size = 0;
    int m_runs = 0;

    std::filesystem::path newRun() { return m_folder / ("run" + std::to_string(++m_runs)); }

    double driftAfter(int updates, const at::Tensor& fisher, const QuadraticPenalty::Options& ewc)
    {
        EwcPart made(newRun(), shortTraining(updates), m_sources, fisher, ewc);
        made.part.trainer.run();
        const double drift = (made.part.weights() - made.part.base).norm().item<double>();
        const double logged = made.part.watcher.series.at(updates).at("drift");
        return std::abs(logged - drift) < 1e-5 ? drift : -1;
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        m_sources = {{{m_folder.shard("new.ids", madeUpPairs(120, 1))}, 1, true}};
        m_size = makeSmallNetwork(7)->parameters().size();
    }

    void strongerPenaltiesKeepTheModelNearerToTheBase()
    {
        const at::Tensor fisher = unevenFisher(m_size, 1);
        double last = driftAfter(40, fisher, {0});
        const double free = last;
        for (const double lambda : {1e-1, 1.0, 10.0}) {
            const double drift = driftAfter(40, fisher, {lambda});
            QVERIFY2(drift > 0 && drift < 0.98 * last, qPrintable(QString::number(drift / free)));
            last = drift;
        }
        // Adam's first step has the length of the learning rate whatever comes; after it, a huge λ
        // leaves the model nowhere to go.
        const double held = driftAfter(40, fisher, {1e6});
        QVERIFY2(held > 0 && held < 0.1 * free, qPrintable(QString::number(held / free)));
    }

    void lambdaZeroIsFineTuningToTheLastBit()
    {
        const TrainingOptions options = shortTraining(5);
        EwcPart made(newRun(), options, m_sources, unevenFisher(m_size, 1), {0});
        made.part.trainer.run();
        TrainingPart plain(newRun(), options, m_sources);
        plain.trainer.run();
        QVERIFY(at::equal(made.part.weights(), plain.weights()));
    }

    void normalisedLambdaDoesNotDependOnTheScaleOfTheEstimate()
    {
        const TrainingOptions options = shortTraining(4);
        std::vector<at::Tensor> raw;
        std::vector<at::Tensor> normalised;
        for (const double scale : {1.0, 1.0 / 1024}) { // a power of two: no rounding
            for (const QuadraticPenalty::Scale which :
                 {QuadraticPenalty::Scale::Raw, QuadraticPenalty::Scale::Normalised}) {
                EwcPart made(newRun(), options, m_sources, unevenFisher(m_size, 1) * scale,
                             {3, 0.5, which});
                made.part.trainer.run();
                (which == QuadraticPenalty::Scale::Raw ? raw : normalised)
                    .push_back(made.part.weights().clone());
            }
        }
        QVERIFY(relativeDistance(normalised[0], normalised[1]) < 1e-6);
        QVERIFY(relativeDistance(raw[0], raw[1]) > 1e-3);
        // Mean 1: with F = 1 everywhere both scales are the same.
        QVERIFY(driftAfter(4, at::ones({m_size}), {3, 0.5, QuadraticPenalty::Scale::Raw}) ==
                driftAfter(4, at::ones({m_size}), {3, 0.5, QuadraticPenalty::Scale::Normalised}));
    }

    void factorOneIsTwiceTheLambdaOfFactorOneHalf()
    {
        const at::Tensor fisher = unevenFisher(m_size, 1);
        QCOMPARE(driftAfter(4, fisher, {2, 1}), driftAfter(4, fisher, {4, 0.5}));
        QVERIFY(driftAfter(4, fisher, {2, 1}) != driftAfter(4, fisher, {2, 0.5}));
    }

    /// All the figures of the log, from the gradients before and after. In bfloat16, too, Fisher
    /// information and drift are those of the float32 weights.
    void logsPenaltyRatioAndDrift_data()
    {
        QTest::addColumn<bool>("narrow");
        QTest::newRow("float32") << false;
        QTest::newRow("bfloat16") << true;
    }
    void logsPenaltyRatioAndDrift()
    {
        QFETCH(const bool, narrow);
        TrainingOptions options = shortTraining(5);
        options.precision = narrow ? Precision::BFloat16 : Precision::Float32;
        options.logEvery = 4;
        const at::Tensor fisher = unevenFisher(m_size, 1);
        EwcPart made(newRun(), options, m_sources, fisher, {5, 1});
        std::map<std::int64_t, at::Tensor> weights;
        made.part.watcher.after = [&](std::int64_t update) {
            weights[update] = made.part.weights().clone();
        };
        made.part.trainer.run();
        QCOMPARE(made.part.watcher.series.size(), std::size_t{2}); // 1 and 4
        const auto& values = made.part.watcher.series.at(4);
        const at::Tensor drift = (weights.at(3) - made.part.base).to(at::kDouble);
        const double penalty = 5 * (fisher * drift * drift).sum().item<double>();
        const double penaltyNorm = 10 * (fisher * drift).norm().item<double>();
        const double taskNorm = made.before.calls[3].gradient.norm().item<double>();
        const auto close = [](double a, double b) { return std::abs(a / b - 1) < 1e-5; };
        QVERIFY(close(values.at("penalty"), penalty));
        QVERIFY(close(values.at("penaltyGradientNorm"), penaltyNorm));
        QVERIFY(close(values.at("penaltyRatio"), penaltyNorm / taskNorm));
        QVERIFY(close(values.at("drift"), (weights.at(4) - made.part.base).norm().item<double>()));
    }

    void warnsWherePlainGradientDescentWouldNotBeStable()
    {
        const auto model = makeSmallNetwork(7);
        const auto warnings = [&](double lambda, double factor, double rate,
                                  QuadraticPenalty::Scale scale) {
            at::Tensor fisher = at::ones({m_size});
            fisher[3].fill_(50.0); // max(F)
            return QuadraticPenalty(model->parameters(), model->parameters().flat().clone(), fisher,
                                    {lambda, factor, scale, rate})
                .warnings();
        };
        // 2cλ·max(F)·lr < 2
        QCOMPARE(warnings(39.9, 0.5, 1e-3, QuadraticPenalty::Scale::Raw).size(), std::size_t{0});
        QCOMPARE(warnings(40.1, 0.5, 1e-3, QuadraticPenalty::Scale::Raw).size(), std::size_t{1});
        QCOMPARE(warnings(20.1, 1.0, 1e-3, QuadraticPenalty::Scale::Raw).size(), std::size_t{1});
        QCOMPARE(warnings(40.1, 0.5, 0.0, QuadraticPenalty::Scale::Raw).size(), std::size_t{0});
        const double mean = 1 + 49.0 / static_cast<double>(m_size);
        QCOMPARE(warnings(39.9 * mean, 0.5, 1e-3, QuadraticPenalty::Scale::Normalised).size(),
                 std::size_t{0});
        QCOMPARE(warnings(40.1 * mean, 0.5, 1e-3, QuadraticPenalty::Scale::Normalised).size(),
                 std::size_t{1});
        QVERIFY(warnings(400, 0.5, 1e-3, QuadraticPenalty::Scale::Raw)[0].find("= 20,") !=
                std::string::npos);
    }

    void resumesToTheLastBit()
    {
        TrainingOptions options = shortTraining(6);
        options.logEvery = 2;
        const at::Tensor fisher = unevenFisher(m_size, 1);
        EwcPart whole(newRun(), options, m_sources, fisher, {5});
        whole.part.trainer.run();
        for (const std::int64_t stop : {1, 2, 3}) {
            const auto folder = newRun();
            Series series;
            {
                EwcPart first(folder, options, m_sources, fisher, {5});
                first.part.watcher.stopAfter = stop;
                QVERIFY(first.part.trainer.run() == TrainingEnd::Stopped);
                series = first.part.watcher.series;
            }
            EwcPart second(folder, options, m_sources, fisher, {5});
            QVERIFY(second.part.trainer.resume());
            QVERIFY(second.part.trainer.run() == TrainingEnd::Finished);
            for (const auto& [update, values] : second.part.watcher.series)
                series[update] = values;
            QVERIFY(series == whole.part.watcher.series);
            QVERIFY(at::equal(second.part.weights(), whole.part.weights()));
        }
    }
};

QTEST_GUILESS_MAIN(EwcTest)
#include "tst_ewc.moc"
