// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "engine/adaptation/fisher_estimator.h"
#include "engine/adaptation/lambda_ruler.h"
#include "engine/adaptation/quadratic_penalty.h"
#include "tests/engine/training/training_part.h"

using namespace palimpsest;

namespace
{

/// Text in which the later half of the letters is translated otherwise than the old text has it.
std::vector<IdPair> newPairs(int count, std::uint64_t seed)
{
    constexpr std::int32_t kLetters = kSmallVocabulary - 4;
    std::vector<IdPair> pairs = madeUpPairs(count, seed, 3, 8);
    for (auto& [source, target] : pairs) {
        for (std::size_t place = 0; place + 1 < target.size(); ++place) {
            const std::int32_t letter = source[place] - 4;
            if (letter >= kLetters / 2)
                target[place] = 4 + (letter * 5 + 9) % kLetters;
        }
    }
    return pairs;
}

double lossOn(const Transformer& model, const std::vector<IdPair>& pairs)
{
    const at::NoGradGuard noGrad;
    std::vector<EncodedPair> rows;
    for (const auto& [source, target] : pairs)
        rows.push_back({source, target});
    return model.loss(assembleBatch(rows, at::kCPU), 0, {}).nll.item<double>();
}

} // namespace

class LambdaRulerTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    int m_runs = 0;

    void train(Transformer& model, const std::shared_ptr<const IdShard>& text,
               const TrainingOptions& options, std::vector<TrainingHooks*> hooks = {})
    {
        BatchStream stream({{{text}, 1, true}}, options.batchTokens, options.seed);
        Watcher watcher;
        Trainer trainer(model, stream,
                        {options, m_folder / ("run" + std::to_string(++m_runs)), "some", {}},
                        std::move(hooks), watcher);
        trainer.run();
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    /// Parabolas ½h(x − δ)² + cλFx², whose minima are known.
    void isExactForParabolas()
    {
        const std::vector<double> curvature = {1, 0.2, 5, 3};
        const std::vector<double> free = {0.3, -2, 0.1, 0.2};
        const std::vector<double> fisher = {1e-3, 4, 0.5, 0};
        std::vector<float> slope;
        for (std::size_t i = 0; i < free.size(); ++i)
            slope.push_back(static_cast<float>(-curvature[i] * free[i]));
        ProbedDrift probe;
        probe.gradient = at::tensor(slope);
        probe.drift = at::tensor(free).to(at::kFloat);
        const LambdaRuler ruler(probe, at::tensor(fisher).to(at::kFloat), 0.5);
        for (const double lambda : {1e-4, 1e-2, 1.0, 30.0, 1e4}) {
            double gained = 0;
            double all = 0;
            for (std::size_t i = 0; i < 3; ++i) { // the last is free whatever λ is
                const double lowest = curvature[i] * free[i] / (curvature[i] + lambda * fisher[i]);
                const double weight = curvature[i] * free[i] * free[i];
                gained += weight * lowest / free[i];
                all += weight;
            }
            QVERIFY2(std::abs(ruler.share(lambda) - gained / all) < 0.02,
                     qPrintable(QString::number(lambda)));
        }
        QCOMPARE(ruler.share(0), 1.0);
        QVERIFY(std::abs(ruler.share(ruler.lambdaAt(0.3)) - 0.3) < 1e-3);
        const std::vector<double> grid = ruler.grid(5);
        QCOMPARE(grid.size(), std::size_t{5});
        for (std::size_t i = 1; i < grid.size(); ++i)
            QVERIFY(grid[i] < grid[i - 1]);
        QVERIFY(ruler.share(grid.front()) < 0.08 && ruler.share(grid.back()) > 0.92);
    }

    /// λ is not portable: halving F doubles every proposal, and so does c.
    void followsTheScaleOfTheImportance()
    {
        ProbedDrift probe;
        probe.gradient = at::tensor({-1.F, 2.F});
        probe.drift = at::tensor({0.1F, -0.4F});
        const at::Tensor fisher = at::tensor({1.F, 3.F});
        const double whole = LambdaRuler(probe, fisher, 0.5).lambdaAt(0.5);
        QVERIFY(std::abs(LambdaRuler(probe, fisher / 1000, 0.5).lambdaAt(0.5) / whole / 1000 - 1) <
                0.2);
        QVERIFY(std::abs(LambdaRuler(probe, fisher, 1).lambdaAt(0.5) / whole * 2 - 1) < 0.2);
        const Thrown thrown = thrownBy([&] { LambdaRuler(probe, fisher * 0, 0.5); });
        QVERIFY2(thrown.says("no λ can be proposed"), thrown.sentence.c_str());
    }

    void knowsHowLongATrainingIs()
    {
        const auto text = m_folder.shard("some.ids", madeUpPairs(200, 3));
        TrainingOptions options = shortTraining(70);
        BatchStream stream({{{text}, 1, true}}, options.batchTokens, options.seed);
        QCOMPARE(expectedUpdates(stream, options), std::int64_t{70});
        options.budget = {.policy = BudgetPolicy::NewDataEpochs, .updates = 0, .newDataEpochs = 3};
        const std::int64_t found = expectedUpdates(stream, options);
        const double epochs = static_cast<double>(stream.at(found).newExamplesBefore) / 200;
        QVERIFY2(std::abs(epochs - 3) < 0.2, qPrintable(QString::number(epochs)));
        options.budget = {.policy = BudgetPolicy::EarlyStopping, .updates = 0, .patience = 4};
        options.validateEvery = 10;
        QCOMPARE(expectedUpdates(stream, options), std::int64_t{50});
    }

    void spansTheWayFromBaseToFineTuned_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("layers");
        QTest::newRow("narrow") << 40 << 1;
        QTest::newRow("three times as large") << 64 << 1;
    }
    /// Trains at every λ of the proposed grid and looks how far each gets on new text.
    void spansTheWayFromBaseToFineTuned()
    {
        QFETCH(const int, width);
        QFETCH(const int, layers);
        ModelOptions network = smallNetwork();
        network.dModel = width;
        network.feedForward = 2 * width;
        network.encoderLayers = network.decoderLayers = layers;
        const auto oldText = m_folder.shard("old.ids", madeUpPairs(300, 1, 3, 8));
        const std::vector<IdPair> newOnes = newPairs(200, 2);
        const auto newText = m_folder.shard("new.ids", newOnes);
        const auto model = makeSmallNetwork(7, network);
        TrainingOptions options = shortTraining(250);
        options.batchTokens = 200;
        train(*model, oldText, options);
        const at::Tensor base = model->parameters().flat().clone();
        FisherOptions fisherOptions;
        fisherOptions.sentences = 200;
        const at::Tensor fisher = estimateFisher(*model, {oldText}, fisherOptions).flat;

        options = shortTraining(100);
        options.learningRate = 3e-3;
        BatchStream stream({{{newText}, 1, true}}, options.batchTokens, options.seed);
        const ProbedDrift probe = probeDrift(*model, stream, options, 20, m_folder / "probe");
        QVERIFY(at::equal(model->parameters().flat(), base)); // put back
        const std::vector<double> grid = LambdaRuler(probe, fisher, 0.5).grid(5);

        const double atBase = lossOn(*model, newOnes);
        train(*model, newText, options);
        const double fineTuned = lossOn(*model, newOnes);
        QVERIFY2(fineTuned < 0.9 * atBase, "the new text is not new");
        std::vector<double> shares;
        QString all;
        for (const double lambda : grid) {
            model->parameters().assignFlat(base);
            QuadraticPenalty ewc(model->parameters(), base, fisher, {.lambda = lambda});
            train(*model, newText, options, {&ewc});
            shares.push_back((atBase - lossOn(*model, newOnes)) / (atBase - fineTuned));
            all += QStringLiteral("λ=%1: %2  ").arg(lambda).arg(shares.back());
        }
        qInfo("%s", qPrintable(all));
        QVERIFY2(shares.front() < 0.25, qPrintable(all));
        QVERIFY2(shares.back() > 0.75, qPrintable(all));
        for (std::size_t i = 1; i < shares.size(); ++i)
            QVERIFY2(shares[i] > shares[i - 1] - 0.05, qPrintable(all));
    }
};

QTEST_GUILESS_MAIN(LambdaRulerTest)
#include "tst_lambda_ruler.moc"
