// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include "engine/adaptation/gradient_projection.h"
#include "tests/engine/adaptation/strategy_part.h"

using namespace palimpsest;

namespace
{

nlohmann::json projection(const char* method)
{
    return {{{"kind", "gradient-projection"}, {"parameters", {{"method", method}}}}};
}

double product(const at::Tensor& a, const at::Tensor& b)
{
    return a.dot(b).item<double>();
}

} // namespace

class GradientProjectionTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    std::unique_ptr<OldAndNewText> m_text;

    /// The old text's gradient at the base model, from what PCGrad adds to a gradient of zeros.
    at::Tensor oldGradient()
    {
        const auto model = makeSmallNetwork(7);
        GradientProjection hook(*model, {m_text->old},
                                {GradientProjection::Method::PcGrad, shortTraining(1)});
        at::Tensor gradient = at::zeros({model->parameters().size()});
        hook.addGradient(gradient, {1, 0.1, 0, Precision::Float32, true});
        return gradient;
    }

    at::Tensor projected(GradientProjection::Method method, const at::Tensor& fresh)
    {
        const auto model = makeSmallNetwork(7);
        GradientProjection hook(*model, {m_text->old}, {method, shortTraining(1)});
        at::Tensor gradient = fresh.clone();
        hook.addGradient(gradient, {1, 0.1, 0, Precision::Float32, true});
        return gradient;
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        m_text = std::make_unique<OldAndNewText>(m_folder);
    }

    void oldGradientIsThatOfOldText()
    {
        const auto model = makeSmallNetwork(7);
        TrainingOptions options = shortTraining(1);
        options.dropout = 0;
        options.batchTokens = 1000000; // one batch holds all pairs of a window
        GradientProjection hook(*model, {m_text->old},
                                {GradientProjection::Method::PcGrad, options});
        at::Tensor gradient = at::zeros({model->parameters().size()});
        hook.addGradient(gradient, {1, 0.1, 0, Precision::Float32, true});
        BatchStream stream({{{m_text->old}, 1, false}}, options.batchTokens, 5);
        model->parameters().zeroGradient();
        const BatchLoss loss =
            model->loss(assembleBatch(stream, stream.at(0), at::kCPU), options.labelSmoothing, {});
        loss.smoothed.div(static_cast<double>(loss.tokens)).backward();
        // Another order and other repetitions of the same sixty pairs.
        QVERIFY2(cosine(gradient, model->parameters().gradient()) > 0.95,
                 qPrintable(QString::number(cosine(gradient, model->parameters().gradient()))));
    }

    void neverWorksAgainstTheOldText()
    {
        const at::Tensor old = oldGradient();
        int conflicts = 0;
        for (int trial = 1; trial <= 16; ++trial) {
            const at::Tensor fresh =
                at::arange(old.numel(), at::kFloat).mul_(0.013 * trial * trial).sin_().mul_(1e-2);
            const double before = fresh.dot(old).item<double>();
            const at::Tensor after = projected(GradientProjection::Method::AGem, fresh);
            QVERIFY(cosine(after, old) > -1e-5);
            if (before >= 0)
                QVERIFY(at::equal(after, fresh));
            else
                ++conflicts;
            const at::Tensor both = projected(GradientProjection::Method::PcGrad, fresh);
            QVERIFY(cosine(both, old) > -1e-5 && cosine(both, fresh) > -1e-5);
        }
        QVERIFY(conflicts > 2 && conflicts < 14);
    }

    /// Yu et al. 2020, algorithm 1, with two tasks: each gradient onto the other's normal plane.
    void isWhatThePapersSay()
    {
        const at::Tensor old = oldGradient();
        const at::Tensor side = at::arange(old.numel(), at::kFloat).mul_(0.77).sin_().mul_(1e-2);
        const at::Tensor fresh = side - old * 0.6;
        const double product = fresh.dot(old).item<double>();
        QVERIFY(product < 0);
        const at::Tensor freshOnly = fresh - old * (product / old.dot(old).item<double>());
        const at::Tensor oldOnly = old - fresh * (product / fresh.dot(fresh).item<double>());
        QVERIFY(relativeDistance(projected(GradientProjection::Method::AGem, fresh), freshOnly) <
                1e-5);
        QVERIFY(relativeDistance(projected(GradientProjection::Method::PcGrad, fresh),
                                 freshOnly + oldOnly) < 1e-5);
        const at::Tensor agreeing = side + old * 0.6;
        QVERIFY(agreeing.dot(old).item<double>() > 0);
        QVERIFY(relativeDistance(projected(GradientProjection::Method::PcGrad, agreeing),
                                 agreeing + old) < 1e-6);
    }

    /// With several batches an update: as many old ones, together per target piece.
    void drawsAsManyOldBatchesAsNewOnes()
    {
        const auto model = makeSmallNetwork(7);
        TrainingOptions options = shortTraining(1);
        options.dropout = 0;
        const auto oldGradientOf = [&](int accumulate, std::int64_t update, std::int64_t& pieces) {
            options.accumulate = accumulate;
            GradientProjection hook(*model, {m_text->old},
                                    {GradientProjection::Method::PcGrad, options});
            at::Tensor gradient = at::zeros({model->parameters().size()});
            hook.addGradient(gradient, {update, 0.1, 0, Precision::Float32, true});
            pieces = hook.targetPiecesDrawn(update) - hook.targetPiecesDrawn(update - 1);
            return gradient;
        };
        std::int64_t first = 0;
        std::int64_t second = 0;
        std::int64_t both = 0;
        at::Tensor sum = oldGradientOf(1, 1, first);
        sum.mul_(static_cast<double>(first));
        const at::Tensor next = oldGradientOf(1, 2, second);
        sum.add_(next, static_cast<double>(second));
        const at::Tensor together = oldGradientOf(2, 1, both);
        QCOMPARE(both, first + second);
        QVERIFY(relativeDistance(together, sum / static_cast<double>(both)) < 1e-5);
    }

    /// Clipping leaves the proportion of old to new: a trainer that clips hard makes a shorter
    /// update in the same direction.
    void clippingShortensBoth()
    {
        struct Recorder : TrainingHooks {
            at::Tensor gradient;
            void addGradient(at::Tensor& flat, const UpdateInfo&) override
            {
                gradient = flat.clone();
            }
        };
        std::map<double, at::Tensor> gradients; ///< by limit
        for (const double limit : {0.0, 0.01}) {
            Recorder recorder;
            TrainingOptions options = shortTraining(1);
            options.clipNorm = limit;
            StrategyTraining training(m_folder / std::to_string(limit), options, *m_text,
                                      projection("pcgrad"), {&recorder});
            training.trainer->run();
            gradients[limit] = recorder.gradient;
        }
        const at::Tensor& whole = gradients.at(0);
        const at::Tensor& clipped = gradients.at(0.01);
        const double factor = product(clipped, whole) / product(whole, whole);
        QVERIFY2(factor > 0 && factor < 0.1, qPrintable(QString::number(factor)));
        QVERIFY(relativeDistance(clipped, whole * factor) < 1e-4);
    }

    /// A penalty comes before the projection, in whatever order they are named.
    void guardsWhatPenaltiesAddToo()
    {
        const nlohmann::json own = projection("a-gem")[0];
        const nlohmann::json penalty = {{"kind", "l2"}, {"parameters", {{"lambda", 5}}}};
        std::vector<at::Tensor> weights;
        for (const nlohmann::json& parts :
             {nlohmann::json::array({own, penalty}), nlohmann::json::array({penalty, own})}) {
            StrategyTraining training(m_folder / ("parts" + std::to_string(weights.size())),
                                      shortTraining(6), *m_text, parts);
            training.trainer->run();
            QVERIFY(dynamic_cast<GradientProjection*>(training.strategies[1].get()) != nullptr);
            weights.push_back(training.weights().clone());
        }
        QVERIFY(at::equal(weights[0], weights[1]));
    }

    void leavesTheModelsGradientInPlace()
    {
        const auto model = makeSmallNetwork(7);
        GradientProjection hook(*model, {m_text->old},
                                {GradientProjection::Method::AGem, shortTraining(1)});
        at::Tensor gradient = model->parameters().gradient();
        const at::Tensor old = oldGradient();
        gradient.copy_(old); // agrees with itself
        hook.addGradient(gradient, {1, 0.1, 0, Precision::Float32, true});
        QVERIFY(at::equal(model->parameters().gradient(), old));
        QVERIFY(std::abs(hook.logValues().at("oldGradientCosine") - 1) < 1e-5);
    }

    /// Old batches cost as much as new ones, so that a budget in tokens ends twice as early.
    void countsItsOldBatchesAsTargetTokens()
    {
        TrainingOptions options = shortTraining(0);
        options.budget.policy = BudgetPolicy::TargetTokens;
        options.budget.targetTokens = 2000;
        StrategyTraining plain(m_folder / "plain", options, *m_text, nlohmann::json::array());
        StrategyTraining part(m_folder / "projected", options, *m_text, projection("pcgrad"));
        for (StrategyTraining* training : {&plain, &part})
            training->trainer->run();
        const std::int64_t updates = part.trainer->state().update;
        const double factor =
            static_cast<double>(plain.trainer->state().update) / static_cast<double>(updates);
        QVERIFY2(factor > 1.6 && factor < 2.5, qPrintable(QString::number(factor)));
        std::int64_t fresh = 0;
        for (std::int64_t step = 0; step < updates; ++step) {
            for (const BatchExample& example : part.stream->at(step).examples)
                fresh += static_cast<std::int64_t>(part.stream->pair(example).target.size());
        }
        const std::int64_t seen = part.trainer->state().targetTokens;
        QVERIFY(seen >= 2000 && seen > fresh);
        QCOMPARE(seen - fresh, part.strategies[0]->targetPiecesDrawn(updates));
    }

    void resumesToTheLastBit()
    {
        for (const char* method : {"a-gem", "pcgrad"})
            QVERIFY2(resumesExactly(Folder(), projection(method)), method);
    }

    void needsOldText()
    {
        const auto model = makeSmallNetwork(7);
        const Thrown thrown = thrownBy([&] {
            GradientProjection(*model, {}, {GradientProjection::Method::AGem, shortTraining(1)});
        });
        QVERIFY(thrown.code == ExitCode::BadInput);
        QVERIFY2(thrown.says("old domain"), thrown.sentence.c_str());
    }
};

QTEST_GUILESS_MAIN(GradientProjectionTest)
#include "tst_gradient_projection.moc"
