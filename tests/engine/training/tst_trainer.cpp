// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>
#include <set>

#include <ATen/Parallel.h>

#include "engine/model/model_files.h"
#include "tests/engine/model/recomputed_layers.h"
#include "tests/engine/training/training_part.h"

using namespace palimpsest;

class TrainerTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    std::vector<BatchSource> m_sources;
    std::vector<BatchSource> m_mixture;
    int m_runs = 0;

    std::filesystem::path newRun() { return m_folder / ("run" + std::to_string(++m_runs)); }

    /// Series and final weights of an uninterrupted training.
    std::pair<Series, at::Tensor> wholeRun(const TrainingOptions& options)
    {
        TrainingPart part(newRun(), options, m_sources);
        part.trainer.run();
        return {part.watcher.series, part.weights().clone()};
    }

    static double distance(const at::Tensor& a, const at::Tensor& b)
    {
        return a.sub(b).norm().item<double>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        const auto fresh = m_folder.shard("new.ids", madeUpPairs(150, 1));
        const auto old = m_folder.shard("old.ids", madeUpPairs(150, 2));
        m_sources = {{{fresh}, 1, true}};
        m_mixture = {{{fresh}, 0.25, true}, {{old}, 0.75, false}};
    }

    void lossGoesDown()
    {
        TrainingOptions options = shortTraining(80);
        options.dropout = 0;
        const Series series = wholeRun(options).first;
        QCOMPARE(series.size(), std::size_t{80});
        QVERIFY(series.at(1).at("loss") > 3);
        QVERIFY(series.at(80).at("loss") < 0.8 * series.at(1).at("loss"));
        QCOMPARE(series.at(1).at("learningRate"), 5e-3 / 3);
        QVERIFY(series.at(1).at("drift") > 0);
        QVERIFY(series.at(80).at("drift") > series.at(1).at("drift"));
    }

    void theSameSeedGivesTheSameBitsAndAnotherDoesNot()
    {
        TrainingOptions options = shortTraining(6);
        const auto [series, weights] = wholeRun(options);
        const auto [again, sameWeights] = wholeRun(options);
        QVERIFY(series == again);
        QVERIFY(at::equal(weights, sameWeights));
        options.seed = 2;
        const auto [other, otherWeights] = wholeRun(options);
        QVERIFY(series != other);
        QVERIFY(!at::equal(weights, otherWeights));
    }

    void activationCheckpointingChangesNoBit()
    {
        struct Layers : TrainingHooks {
            int recomputed = 0;
            at::Tensor adjustLoss(const Batch&, const BatchLoss&, const at::Tensor& loss) override
            {
                recomputed = recomputedLayers(loss);
                return loss;
            }
        };
        TrainingOptions options = shortTraining(6);
        const auto [series, weights] = wholeRun(options);
        options.activationCheckpointing = true;
        Layers layers;
        TrainingPart part(newRun(), options, m_sources, {&layers});
        part.trainer.run();
        const ModelOptions& network = part.model->options();
        QCOMPARE(layers.recomputed, network.encoderLayers + network.decoderLayers);
        QVERIFY(series == part.watcher.series);
        QVERIFY(at::equal(weights, part.weights()));
    }

    void dropoutDependsOnTheSeedAlone()
    {
        TrainingOptions options = shortTraining(3);
        options.dropout = 0;
        const Series plain = wholeRun(options).first;
        options.dropout = 0.3;
        QVERIFY(plain != wholeRun(options).first);
        at::manual_seed(1);
        const Series series = wholeRun(options).first;
        at::manual_seed(2); // the state that happens to be left over
        QVERIFY(series == wholeRun(options).first);
    }

    void accumulatedGradientIsThatOfAllTheirTokens()
    {
        TrainingOptions options = shortTraining(1);
        options.accumulate = 3;
        options.dropout = 0;
        options.clipNorm = 0;
        RecordingHook hook;
        TrainingPart part(newRun(), options, m_sources, {&hook});
        std::vector<EncodedPair> pairs;
        for (int step = 0; step < 3; ++step) {
            for (const BatchExample& example : part.stream.at(step).examples)
                pairs.push_back(part.stream.pair(example));
        }
        const Batch whole = assembleBatch(pairs, at::kCPU);
        const BatchLoss loss = part.model->loss(whole, options.labelSmoothing, {});
        part.model->parameters().zeroGradient();
        loss.smoothed.div(static_cast<double>(loss.tokens)).backward();
        const at::Tensor expected = part.gradient().clone();
        part.trainer.run();
        QCOMPARE(hook.calls.size(), std::size_t{1}); // once an update
        const double error = relativeDistance(hook.calls[0].gradient, expected);
        QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
        const double logged = part.watcher.series.at(1).at("smoothedLoss");
        const double mean = loss.smoothed.item<double>() / static_cast<double>(loss.tokens);
        QVERIFY(std::abs(logged - mean) < 1e-5);
        QCOMPARE(part.trainer.state().targetTokens, loss.tokens);
    }

    void clipsTheTaskGradientBeforeTheHooks()
    {
        TrainingOptions options = shortTraining(1);
        options.clipNorm = 0;
        RecordingHook whole;
        TrainingPart(newRun(), options, m_sources, {&whole}).trainer.run();
        const double norm = whole.calls[0].gradient.norm().item<double>();
        options.clipNorm = norm / 4;
        RecordingHook clipped;
        TrainingPart part(newRun(), options, m_sources, {&clipped});
        part.trainer.run();
        QVERIFY(relativeDistance(clipped.calls[0].gradient.mul(4), whole.calls[0].gradient) < 1e-6);
        QVERIFY(std::abs(clipped.calls[0].info.gradientNorm / (norm / 4) - 1) < 1e-6);
        // The log shows the task's norm as it was.
        QVERIFY(std::abs(part.watcher.series.at(1).at("gradientNorm") / norm - 1) < 1e-6);
        options.clipNorm = norm * 2; // wide enough: nothing changes
        RecordingHook loose;
        TrainingPart(newRun(), options, m_sources, {&loose}).trainer.run();
        QVERIFY(at::equal(loose.calls[0].gradient, whole.calls[0].gradient));
    }

    void clipsTheSumAfterTheHooksWhereAsked()
    {
        struct Adding : RecordingHook {
            void addGradient(at::Tensor& gradient, const UpdateInfo& info) override
            {
                RecordingHook::addGradient(gradient, info);
                gradient.add_(0.5);
            }
        } adding;
        TrainingOptions options = shortTraining(1);
        options.clipNorm = 0.01;
        options.clipScope = ClipScope::AfterPenalty;
        TrainingPart part(newRun(), options, m_sources, {&adding});
        part.trainer.run();
        const at::Tensor sum = adding.calls[0].gradient.add(0.5);
        const double norm = sum.norm().item<double>();
        QVERIFY(norm > 1);
        QVERIFY(relativeDistance(part.gradient().mul(norm / 0.01), sum) < 1e-6);
    }

    void adamStepFollowsItsFormula_data()
    {
        QTest::addColumn<double>("decay");
        QTest::newRow("Adam") << 0.0;
        QTest::newRow("decoupled decay") << 0.1;
    }
    /// Kingma and Ba 2015, algorithm 1, in fp64 over the gradients that the trainer had; with decay
    /// Loshchilov and Hutter 2019, algorithm 2.
    void adamStepFollowsItsFormula()
    {
        QFETCH(double, decay);
        TrainingOptions options = shortTraining(6);
        options.weightDecay = decay;
        RecordingHook hook;
        TrainingPart part(newRun(), options, m_sources, {&hook});
        at::Tensor weights = part.base.to(at::kDouble);
        part.trainer.run();
        at::Tensor first = at::zeros_like(weights);
        at::Tensor second = at::zeros_like(weights);
        for (const auto& [gradient, info] : hook.calls) {
            const at::Tensor wide = gradient.to(at::kDouble);
            const auto step = static_cast<double>(info.update);
            first = first * options.adamBeta1 + wide * (1 - options.adamBeta1);
            second = second * options.adamBeta2 + wide * wide * (1 - options.adamBeta2);
            const at::Tensor mean = first / (1 - std::pow(options.adamBeta1, step));
            const at::Tensor square = second / (1 - std::pow(options.adamBeta2, step));
            weights = weights * (1 - info.learningRate * decay) -
                      mean / (square.sqrt() + options.adamEpsilon) * info.learningRate;
        }
        QCOMPARE(hook.calls.size(), std::size_t{6});
        const at::Tensor moved = part.weights().to(at::kDouble) - part.base;
        const double error = relativeDistance(moved, weights - part.base);
        QVERIFY2(error < 1e-4, qPrintable(QString::number(error)));
        QVERIFY(distance(moved, at::zeros_like(moved)) > 0.1);
    }

    void stopsEarlyWhereDevGetsNoBetter()
    {
        TrainingOptions options = shortTraining(0);
        options.budget.policy = BudgetPolicy::EarlyStopping;
        options.budget.patience = 3;
        options.validateEvery = 2;
        options.choice = CheckpointChoice::BestDev;
        TrainingPart part(newRun(), options, m_sources);
        const std::vector<double> scores = {1, 2, 1.5, 4, 4, 3, 3.9, 100};
        std::map<std::int64_t, at::Tensor> weights;
        part.watcher.score = [&](std::int64_t update) {
            return scores.at(static_cast<std::size_t>(update / 2 - 1));
        };
        part.watcher.after = [&](std::int64_t update) { weights[update] = part.weights().clone(); };
        QVERIFY(part.trainer.run() == TrainingEnd::Finished);
        // 4 at update 8 is the best; an equal score is no better one.
        QCOMPARE(part.watcher.validations, (std::vector<std::int64_t>{2, 4, 6, 8, 10, 12, 14}));
        QCOMPARE(part.trainer.state().update, std::int64_t{14});
        QVERIFY(at::equal(part.weights(), weights.at(8)));
        QVERIFY(!at::equal(part.weights(), weights.at(14)));
    }

    void averageOfTheBestIsTheMeanOfTheirFiles()
    {
        TrainingOptions options = shortTraining(10);
        options.validateEvery = 2;
        options.choice = CheckpointChoice::AverageBest;
        options.averageBest = 3;
        const std::filesystem::path folder = newRun();
        TrainingPart part(folder, options, m_sources);
        const std::map<std::int64_t, double> scores = {{2, 5}, {4, 1}, {6, 7}, {8, 2}, {10, 6}};
        part.watcher.score = [&](std::int64_t update) { return scores.at(update); };
        part.trainer.run();
        at::Tensor sum = at::zeros_like(part.base, at::kDouble);
        for (const char* file : {"2.safetensors", "6.safetensors", "10.safetensors"})
            sum += flatFromNamed(part.model->parameters(),
                                 readSafetensors(folder / "best" / file).tensors, file);
        QVERIFY(at::equal(part.weights(), (sum / 3).to(at::kFloat)));
        std::set<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(folder / "best"))
            files.insert(entry.path().filename());
        QCOMPARE(files.size(), std::size_t{3}); // the others are removed
        std::vector<std::int64_t> order;
        for (const BestWeights::Entry& entry : part.trainer.state().best.entries())
            order.push_back(entry.update);
        QCOMPARE(order, (std::vector<std::int64_t>{6, 10, 2}));
    }

    void updatesAreABudgetOfExactlySoMany()
    {
        for (const std::int64_t updates : {1, 5}) {
            TrainingPart part(newRun(), shortTraining(updates), m_mixture);
            QVERIFY(part.trainer.run() == TrainingEnd::Finished);
            QCOMPARE(part.trainer.state().update, updates);
        }
    }

    void newDataEpochsEndWithTheUpdateThatCompletesThem()
    {
        TrainingOptions options = shortTraining(0);
        options.budget.policy = BudgetPolicy::NewDataEpochs;
        options.budget.newDataEpochs = 1.5;
        options.accumulate = 2;
        std::map<std::size_t, std::int64_t> updates;
        for (const auto& sources : {m_sources, m_mixture}) {
            TrainingPart part(newRun(), options, sources);
            part.trainer.run();
            const std::int64_t made = part.trainer.state().update;
            BatchStream stream(sources, options.batchTokens, options.seed);
            QVERIFY(stream.at(2 * made).newExamplesBefore >= 225);
            QVERIFY(stream.at(2 * (made - 1)).newExamplesBefore < 225);
            QVERIFY(part.watcher.series.at(made).at("newEpochs") >= 1.5);
            QVERIFY(part.watcher.warnings.empty());
            updates[sources.size()] = made;
        }
        // Three old examples beside each new one: four times as many updates.
        const double factor = double(updates.at(2)) / double(updates.at(1));
        QVERIFY2(factor > 3 && factor < 5, qPrintable(QString::number(factor)));
    }

    void targetTokensEndWithTheUpdateThatReachesThem()
    {
        TrainingOptions options = shortTraining(0);
        options.budget.policy = BudgetPolicy::TargetTokens;
        options.budget.targetTokens = 700;
        options.accumulate = 2;
        for (const auto& sources : {m_sources, m_mixture}) {
            TrainingPart part(newRun(), options, sources);
            part.trainer.run();
            const std::int64_t made = part.trainer.state().update;
            // Counted by hand over the pairs of the batches.
            BatchStream stream(sources, options.batchTokens, options.seed);
            std::int64_t tokens = 0;
            std::int64_t beforeLast = 0;
            for (std::int64_t step = 0; step < 2 * made; ++step) {
                beforeLast = step == 2 * (made - 1) ? tokens : beforeLast;
                for (const BatchExample& example : stream.at(step).examples)
                    tokens += static_cast<std::int64_t>(stream.pair(example).target.size());
            }
            QVERIFY(beforeLast < 700 && tokens >= 700);
            QCOMPARE(part.trainer.state().targetTokens, tokens);
            QCOMPARE(part.trainer.state().plannedUpdates, made);
            QVERIFY(part.watcher.warnings.empty());
        }
        options.budget.updates = 2;
        TrainingPart part(newRun(), options, m_sources);
        part.trainer.run();
        QCOMPARE(part.trainer.state().update, std::int64_t{2});
        QCOMPARE(part.watcher.warnings.size(), std::size_t{1});
        QVERIFY(part.watcher.warnings[0].find("of 700 target tokens") != std::string::npos);
    }

    void saysWhereABoundCutsTheEpochsShort()
    {
        TrainingOptions options = shortTraining(4);
        options.budget.policy = BudgetPolicy::NewDataEpochs;
        options.budget.newDataEpochs = 10;
        TrainingPart part(newRun(), options, m_mixture);
        part.trainer.run();
        QCOMPARE(part.trainer.state().update, std::int64_t{4});
        QCOMPARE(part.watcher.warnings.size(), std::size_t{1});
        QVERIFY(part.watcher.warnings[0].find("4 updates") != std::string::npos);
        QVERIFY(part.watcher.warnings[0].find("of 10 passes") != std::string::npos);
    }

    void minutesAreABoundToo()
    {
        TrainingOptions options = shortTraining(1000);
        options.budget.minutes = 1e-9;
        TrainingPart part(newRun(), options, m_sources);
        QVERIFY(part.trainer.run() == TrainingEnd::Finished);
        QCOMPARE(part.trainer.state().update, std::int64_t{1});
    }

    void refusesABudgetWithoutAnEnd()
    {
        TrainingOptions options = shortTraining(0);
        options.budget.policy = BudgetPolicy::EarlyStopping;
        const auto make = [&] { TrainingPart(newRun(), options, m_sources); };
        QVERIFY(thrownBy(make).says("no end"));
        options.validateEvery = 2;
        options.schedule = Schedule::Cosine;
        QVERIFY(thrownBy(make).says("budget.updates"));
        options.schedule = Schedule::Constant;
        QCOMPARE(thrownBy(make).sentence, std::string());
        options = shortTraining(0);
        options.budget.policy = BudgetPolicy::NewDataEpochs;
        const Thrown thrown = thrownBy([&] {
            TrainingPart(newRun(), options, {{m_sources[0].shards, 1, false}}).trainer.run();
        });
        QVERIFY(thrown.says("new text"));
    }

    void aLossThatIsNotFiniteEndsTheTraining()
    {
        TrainingOptions options = shortTraining(9);
        options.checkpointEvery = 3;
        const std::filesystem::path folder = newRun();
        at::Tensor good;
        {
            TrainingPart part(folder, options, m_sources);
            part.watcher.after = [&](std::int64_t update) {
                if (update == 3)
                    good = part.weights().clone();
                if (update == 5)
                    part.weights()[40].fill_(std::numeric_limits<float>::infinity());
            };
            const Thrown thrown = thrownBy([&] { part.trainer.run(); });
            QVERIFY(thrown.code == ExitCode::NonFiniteLoss);
            QVERIFY2(thrown.says("In update 6 the loss"), thrown.sentence.c_str());
            QVERIFY2(thrown.says("after update 3 is unharmed"), thrown.sentence.c_str());
        }
        TrainingPart again(folder, options, m_sources);
        QVERIFY(again.trainer.resume());
        QCOMPARE(again.trainer.state().update, std::int64_t{3});
        QVERIFY(at::equal(again.weights(), good));
        QVERIFY(again.trainer.run() == TrainingEnd::Finished);
    }

    void aGradientThatIsNotFiniteEndsTheTraining_data()
    {
        QTest::addColumn<int>("scope");
        QTest::newRow("clipped before") << int(ClipScope::BeforePenalty);
        QTest::newRow("clipped after") << int(ClipScope::AfterPenalty);
    }
    void aGradientThatIsNotFiniteEndsTheTraining()
    {
        QFETCH(int, scope);
        struct Exploding : TrainingHooks {
            void addGradient(at::Tensor& gradient, const UpdateInfo& info) override
            {
                if (info.update == 2)
                    gradient[3].fill_(std::numeric_limits<float>::infinity());
            }
        } exploding;
        TrainingOptions options = shortTraining(5);
        options.clipScope = static_cast<ClipScope>(scope);
        TrainingPart part(newRun(), options, m_sources, {&exploding});
        const Thrown thrown = thrownBy([&] { part.trainer.run(); });
        QVERIFY(thrown.code == ExitCode::NonFiniteLoss);
        QVERIFY2(thrown.says("In update 2 the gradient with the penalty"), thrown.sentence.c_str());
        QVERIFY2(!thrown.says("checkpoint"), thrown.sentence.c_str()); // there is none
        QVERIFY(std::isfinite(part.weights().sum().item<double>()));
    }
};

QTEST_GUILESS_MAIN(TrainerTest)
#include "tst_trainer.moc"
