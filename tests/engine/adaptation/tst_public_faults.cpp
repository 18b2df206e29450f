// SPDX-License-Identifier: GPL-3.0-or-later
// Faults that were found in published implementations of EWC, one test each.
#include <cmath>
#include <limits>

#include <ATen/Parallel.h>

#include "engine/study/canonical_json.h"
#include "tests/engine/adaptation/ewc_part.h"

using namespace palimpsest;

namespace fs = std::filesystem;

class PublicFaultsTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    std::shared_ptr<const IdShard> m_shard;
    std::vector<BatchSource> m_sources;
    int m_runs = 0;

    fs::path newRun() { return m_folder / ("run" + std::to_string(++m_runs)); }

    static Thrown making(const at::Tensor& fisher, double lambda = 1)
    {
        const auto model = makeSmallNetwork(1);
        return thrownBy([&] {
            QuadraticPenalty(model->parameters(), model->parameters().flat().clone(), fisher,
                             {lambda});
        });
    }

    static at::Tensor estimate(Transformer& model, const std::shared_ptr<const IdShard>& shard,
                               FisherOptions options = {})
    {
        return estimateFisher(model, {shard}, options).flat;
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        m_shard = m_folder.shard("text.ids", madeUpPairs(60, 1));
        m_sources = {{{m_shard}, 1, true}};
    }

    void fault1_scalarOrZeroFisher()
    {
        const auto model = makeSmallNetwork(1);
        const std::int64_t size = model->parameters().size();
        QVERIFY(making(at::ones({size})).sentence.empty());
        QVERIFY(making(at::ones({})).says("1 entries"));
        QVERIFY(making(at::ones({1})).says("1 entries"));
        QVERIFY(making(at::ones({size - 1})).says(std::to_string(size)));
        QVERIFY(making(at::zeros({size})).says("zero everywhere"));
        // What is estimated is neither: it differs from parameter to parameter.
        const at::Tensor fisher = estimate(*model, m_shard);
        QCOMPARE(fisher.numel(), size);
        QVERIFY(fisher.max().item<double>() > 20 * fisher.mean().item<double>());
        QVERIFY(fisher.gt(0).sum().item<std::int64_t>() > size / 2);
    }

    void fault2_penaltyThatNeverRises()
    {
        const auto model = makeSmallNetwork(7);
        EwcPart made(newRun(), shortTraining(3), m_sources,
                     unevenFisher(model->parameters().size(), 1), {10});
        QCOMPARE(made.hook.ewc->penalty(), 0.0);
        made.part.trainer.run();
        const Series& series = made.part.watcher.series;
        QCOMPARE(series.at(1).at("penalty"), 0.0); // exactly: the first update begins at θ*
        QCOMPARE(series.at(1).at("penaltyGradientNorm"), 0.0);
        QCOMPARE(series.at(1).at("penaltyRatio"), 0.0);
        QVERIFY(at::equal(made.before.calls[0].gradient, made.after.calls[0].gradient));
        for (const std::int64_t update : {2, 3}) {
            QVERIFY(series.at(update).at("penalty") > 0);
            QVERIFY(series.at(update).at("penaltyRatio") > 0);
        }
        QVERIFY(!at::equal(made.before.calls[1].gradient, made.after.calls[1].gradient));
        QVERIFY(made.hook.ewc->penalty() > 0);
    }

    void fault3_wrongFactorInTheGradient_data()
    {
        QTest::addColumn<double>("factor");
        QTest::addColumn<bool>("normalised");
        QTest::newRow("½ raw") << 0.5 << false;
        QTest::newRow("1 raw") << 1.0 << false;
        QTest::newRow("½ normalised") << 0.5 << true;
        QTest::newRow("1 normalised") << 1.0 << true;
    }
    /// Against central differences of c·λ·Σ F (θ − θ*)², written out here in fp64.
    void fault3_wrongFactorInTheGradient()
    {
        QFETCH(double, factor);
        QFETCH(bool, normalised);
        constexpr double kLambda = 3;
        constexpr double kStep = 1e-3;
        Parameters parameters({{"a", {2, 3}}, {"b", {4}}}, at::kCPU);
        const at::Tensor base = at::arange(10, at::kFloat).mul_(0.1);
        const at::Tensor fisher = at::arange(10, at::kFloat).add_(0.5);
        parameters.assignFlat(base + at::arange(10, at::kFloat).mul_(2).cos_());
        const auto penalty = [&](const at::Tensor& theta) {
            const double mean = normalised ? fisher.mean().item<double>() : 1;
            double sum = 0;
            for (std::int64_t i = 0; i < 10; ++i) {
                const double drift = theta[i].item<double>() - base[i].item<float>();
                sum += fisher[i].item<double>() / mean * drift * drift;
            }
            return factor * kLambda * sum;
        };
        QuadraticPenalty ewc(
            parameters, base, fisher,
            {kLambda, factor,
             normalised ? QuadraticPenalty::Scale::Normalised : QuadraticPenalty::Scale::Raw});
        at::Tensor gradient = at::ones({10}); // what the task's was
        ewc.addGradient(gradient, {});
        const at::Tensor theta = parameters.flat().to(at::kDouble);
        for (std::int64_t i = 0; i < 10; ++i) {
            at::Tensor above = theta.clone();
            at::Tensor below = theta.clone();
            above[i] += kStep;
            below[i] -= kStep;
            const double slope = (penalty(above) - penalty(below)) / (2 * kStep);
            QVERIFY(std::abs(gradient[i].item<double>() - 1 - slope) <
                    1e-5 * (1 + std::abs(slope)));
        }
        QVERIFY(std::abs(ewc.penalty() / penalty(theta) - 1) < 1e-5);
    }

    void fault4_fisherAndBaseFromDifferentCheckpoints()
    {
        const auto model = makeSmallNetwork(1);
        saveModel(m_folder / "base", *model, {});
        saveModel(m_folder / "other", *makeSmallNetwork(2), {});
        const std::string hash = modelFacts(m_folder / "base").at("weightsHash");
        saveFisher(m_folder / "fisher4", model->parameters(),
                   {estimate(*model, m_shard), factsFor(hash)});
        const FisherFile file = loadFisher(m_folder / "fisher4", model->parameters());
        QVERIFY(thrownBy([&] { requireSameModel(file, m_folder / "base"); }).sentence.empty());
        const Thrown thrown = thrownBy([&] { requireSameModel(file, m_folder / "other"); });
        QVERIFY(thrown.code == ExitCode::BadInput);
        QVERIFY2(thrown.says("estimated on another model"), thrown.sentence.c_str());
        QVERIFY2(thrown.says((m_folder / "other").string()), thrown.sentence.c_str());
    }

    void fault5_matchedByPositionInsteadOfNameAndShape()
    {
        // The same parameters in another order: the values go where the names say.
        const std::vector<ParameterEntry> forward = {{"a", {2, 3}}, {"b", {4}}, {"c", {3, 2}}};
        const std::vector<ParameterEntry> backward(forward.rbegin(), forward.rend());
        Parameters written(forward, at::kCPU);
        Parameters read(backward, at::kCPU);
        const fs::path folder = m_folder / "fisher5";
        const at::Tensor flat = at::arange(16, at::kFloat);
        saveFisher(folder, written, {flat, factsFor("hash")});
        const at::Tensor found = loadFisher(folder, read).flat;
        const at::Tensor expected =
            at::cat({flat.narrow(0, 10, 6), flat.narrow(0, 6, 4), flat.narrow(0, 0, 6)});
        QVERIFY(at::equal(found, expected));
        // The same number of values under other names, or in other shapes.
        const auto refusal = [&](std::vector<ParameterEntry> entries) {
            const Parameters other(std::move(entries), at::kCPU);
            return thrownBy([&] { loadFisher(folder, other); });
        };
        QVERIFY(refusal({{"a", {3, 2}}, {"b", {4}}, {"c", {3, 2}}}).says("\"a\" of another shape"));
        QVERIFY(refusal({{"a", {2, 3}}, {"d", {4}}, {"c", {3, 2}}}).says("no tensor \"d\""));
        QVERIFY(refusal({{"a", {2, 3}}, {"b", {4}}}).says("\"c\" that the model lacks"));
    }

    void fault6_gradientsNotZeroedBetweenSentences()
    {
        const auto model = makeSmallNetwork(1);
        const std::vector<IdPair> pairs = madeUpPairs(2, 9);
        const at::Tensor first = estimate(*model, m_folder.shard("first.ids", {pairs[0]}));
        const at::Tensor second = estimate(*model, m_folder.shard("second.ids", {pairs[1]}));
        model->parameters().gradient().fill_(5); // what a training left behind
        const at::Tensor both = estimate(*model, m_folder.shard("both.ids", pairs));
        QVERIFY(relativeDistance(both, (first + second) / 2) < 1e-6);
        QCOMPARE(model->parameters().gradient().abs().sum().item<double>(), 0.0);
    }

    void fault7_dropoutOnOrPaddingCounted()
    {
        const auto model = makeSmallNetwork(1);
        // A random number anywhere would show.
        at::manual_seed(1);
        const at::Tensor once = estimate(*model, m_shard);
        at::manual_seed(2);
        QVERIFY(at::equal(once, estimate(*model, m_shard)));
        // A short and a long sentence as one batch: the token mean is over the real pieces.
        const std::vector<IdPair> pairs = {madeUpPairs(1, 3, 2, 2)[0], madeUpPairs(1, 4, 9, 9)[0]};
        at::Tensor sum = at::zeros_like(model->parameters().flat());
        std::int64_t pieces = 0;
        for (const auto& [source, target] : pairs) {
            const std::vector<EncodedPair> alone = {{source, target}};
            model->parameters().zeroGradient();
            model->loss(assembleBatch(alone, at::kCPU), 0, {}).smoothed.backward();
            sum += model->parameters().gradient();
            pieces += static_cast<std::int64_t>(target.size());
        }
        FisherOptions options;
        options.estimator = FisherEstimator::Batched;
        options.batchTokens = 1000;
        const FisherEstimate batched =
            estimateFisher(*model, {m_folder.shard("uneven.ids", pairs)}, options);
        QCOMPARE(batched.batches, std::int64_t{1});
        QCOMPARE(batched.tokens, pieces);
        QVERIFY(relativeDistance(batched.flat, (sum / pieces).square()) < 1e-5);
    }

    void fault8_halfPrecisionInfinityAndLossScale()
    {
        // Sums that half precision would not get beyond: 600 times the same square.
        const auto model = makeSmallNetwork(1);
        const IdPair pair = madeUpPairs(1, 5)[0];
        const at::Tensor one = estimate(*model, m_folder.shard("one.ids", {pair}));
        const auto many = m_folder.shard("many.ids", std::vector<IdPair>(600, pair));
        QVERIFY(relativeDistance(estimate(*model, many), one) < 1e-6);
        QVERIFY(one.scalar_type() == at::kFloat);
        // No scale is left in, and nothing is rounded to half precision (1e-3): the square of the
        // plain gradient.
        const std::vector<EncodedPair> alone = {{pair.first, pair.second}};
        model->parameters().zeroGradient();
        model->loss(assembleBatch(alone, at::kCPU), 0, {}).smoothed.backward();
        const at::Tensor square = model->parameters().gradient().to(at::kDouble).square();
        QVERIFY(relativeDistance(one, square) < 1e-6);
        // Numbers that are not finite are found where they arise and where they are used.
        for (const double value :
             {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
            at::Tensor fisher = at::ones_like(one);
            fisher[2].fill_(value);
            QVERIFY(making(fisher).says("not finite"));
            const auto broken = makeSmallNetwork(1);
            broken->parameters().flat()[100].fill_(value);
            QVERIFY(thrownBy([&] { estimate(*broken, m_shard); }).code == ExitCode::NonFiniteLoss);
        }
        at::Tensor negative = at::ones_like(one);
        negative[5].fill_(-1);
        QVERIFY(making(negative).says("negative"));
        QVERIFY(making(at::ones_like(one), 1e300).says("too large"));
    }

    void fault9_clippingBeforeOrAfterThePenalty()
    {
        const auto model = makeSmallNetwork(7);
        const at::Tensor fisher = unevenFisher(model->parameters().size(), 1);
        TrainingOptions options = shortTraining(2);
        options.clipNorm = 0.1;
        const auto normOf = [](const at::Tensor& flat) { return flat.norm().item<double>(); };
        {
            QVERIFY(options.clipScope == ClipScope::BeforePenalty); // the default
            EwcPart made(newRun(), options, m_sources, fisher, {10});
            made.part.trainer.run();
            QVERIFY(std::abs(normOf(made.before.calls[1].gradient) - 0.1) < 1e-6);
            QVERIFY(at::equal(made.part.gradient(), made.after.calls[1].gradient));
            QVERIFY(normOf(made.part.gradient()) > 0.2); // λ means what it says
        }
        options.clipScope = ClipScope::AfterPenalty;
        EwcPart made(newRun(), options, m_sources, fisher, {10});
        made.part.trainer.run();
        QVERIFY(normOf(made.before.calls[1].gradient) > 0.2);
        QVERIFY(std::abs(normOf(made.part.gradient()) - 0.1) < 1e-6);
        // Stored with the run, and another trial.
        const nlohmann::json stored = options;
        QCOMPARE(stored.at("clipScope").get<std::string>(), std::string("after-penalty"));
        QVERIFY(stored.get<TrainingOptions>().clipScope == ClipScope::AfterPenalty);
        nlohmann::json before = stored;
        before["clipScope"] = "before-penalty";
        QVERIFY(identityOf(before) != identityOf(stored));
    }

    void fault10_penaltyOncePerMicroBatch()
    {
        const auto model = makeSmallNetwork(7);
        const at::Tensor fisher = unevenFisher(model->parameters().size(), 1);
        constexpr double kLambda = 40;
        for (const int accumulate : {1, 3}) {
            TrainingOptions options = shortTraining(2);
            options.accumulate = accumulate;
            EwcPart made(newRun(), options, m_sources, fisher, {kLambda, 1});
            at::Tensor moved;
            made.part.watcher.after = [&](std::int64_t update) {
                if (update == 1)
                    moved = made.part.weights() - made.part.base;
            };
            made.part.trainer.run();
            QCOMPARE(made.after.calls.size(), std::size_t{2});
            const at::Tensor added = made.after.calls[1].gradient - made.before.calls[1].gradient;
            // Neither times the batches nor divided by their tokens.
            const double error = relativeDistance(added, fisher * moved * (2 * kLambda));
            QVERIFY2(error < 1e-4, qPrintable(QString::number(error)));
        }
    }
};

QTEST_GUILESS_MAIN(PublicFaultsTest)
#include "tst_public_faults.moc"
