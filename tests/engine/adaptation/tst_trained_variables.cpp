// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "engine/adaptation/freezing.h"
#include "engine/adaptation/low_rank.h"
#include "tests/engine/adaptation/strategy_part.h"

using namespace palimpsest;

namespace
{

nlohmann::json part(const char* kind, const nlohmann::json& parameters)
{
    return {{{"kind", kind}, {"parameters", parameters}}};
}

/// Loss of one batch as a function of the weights, in double precision where it can be.
double lossOf(const Transformer& model, const Batch& batch)
{
    const at::NoGradGuard noGrad;
    return model.loss(batch, 0, {}).nll.item<double>();
}

} // namespace

/// Strategies that train something else than all weights: freezing and LoRA.
class TrainedVariablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void freezesToTheLastBit_data()
    {
        QTest::addColumn<QString>("train");
        QTest::addColumn<QStringList>("moved"); ///< parts of the names that may move
        QTest::newRow("encoder") << "encoder" << QStringList{"encoder."};
        QTest::newRow("decoder") << "decoder" << QStringList{"decoder."};
        QTest::newRow("embeddings") << "embeddings" << QStringList{"embedding.weight"};
        QTest::newRow("attention") << "attention" << QStringList{".self.", ".cross."};
        QTest::newRow("cross-attention") << "cross-attention" << QStringList{".cross."};
        QTest::newRow("feed-forward") << "feed-forward" << QStringList{".feed_forward."};
        QTest::newRow("norms-and-biases") << "norms-and-biases" << QStringList{"norm.", ".bias"};
        QTest::newRow("outer-layers") << "outer-layers" << QStringList{"encoder.0.", "decoder.0."};
    }
    void freezesToTheLastBit()
    {
        QFETCH(const QString, train);
        QFETCH(const QStringList, moved);
        const Folder folder;
        const OldAndNewText text(folder);
        TrainingOptions options = shortTraining(5);
        options.weightDecay = 0.1; // which pulls at every weight that is not left out
        StrategyTraining training(folder / "run", options, text,
                                  part("freezing", {{"train", train.toStdString()}}));
        training.trainer->run();
        int frozen = 0;
        for (const ParameterEntry& entry : training.model->parameters().entries()) {
            const bool expected = std::ranges::any_of(moved, [&](const QString& piece) {
                return entry.name.find(piece.toStdString()) != std::string::npos;
            });
            const auto window = [&](const at::Tensor& flat) {
                return flat.narrow(0, entry.offset, entry.size);
            };
            const bool same = at::equal(window(training.weights()), window(training.base));
            QVERIFY2(same != expected, entry.name.c_str());
            frozen += same ? 1 : 0;
        }
        QVERIFY(frozen > 0);
    }

    /// Of three layers a side the first and the last.
    void outerLayersLeaveTheMiddleAlone()
    {
        ModelOptions options = smallNetwork();
        options.encoderLayers = options.decoderLayers = 3;
        Transformer model(options, kSmallVocabulary, at::kCPU);
        Freezing freezing(model, "outer-layers");
        std::set<std::string> layers;
        for (const ParameterEntry& entry : freezing.trainedVariables()->variables().entries())
            layers.insert(entry.name.substr(0, 10));
        QCOMPARE(layers,
                 (std::set<std::string>{"encoder.0.", "encoder.2.", "decoder.0.", "decoder.2."}));
    }

    /// What is trained moves exactly as it would if the rest had a learning rate of 0.
    void trainsTheRestAsBefore()
    {
        const Folder folder;
        const OldAndNewText text(folder);
        const TrainingOptions options = shortTraining(1);
        StrategyTraining all(folder / "all", options, text, nlohmann::json::array());
        all.trainer->run();
        TrainingOptions unclipped = options;
        StrategyTraining some(folder / "some", unclipped, text,
                              part("freezing", {{"train", "decoder"}}));
        some.trainer->run();
        // In the first update Adam's step does not depend on the gradient's scale, and so not on
        // how much it was clipped.
        for (const ParameterEntry& entry : some.model->parameters().entries()) {
            // The bias of keys has no gradient but rounding, which Adam would blow up.
            if (!entry.name.starts_with("decoder.") || entry.name.ends_with(".bias"))
                continue;
            const auto step = [&](const StrategyTraining& of) {
                return (of.weights() - of.base).narrow(0, entry.offset, entry.size);
            };
            QVERIFY2(at::allclose(step(all), step(some), 1e-3, 1e-7), entry.name.c_str());
        }
    }

    void loraStartsAsTheBase_data() { targetRows(); }
    void loraStartsAsTheBase()
    {
        QFETCH(const QString, targets);
        QFETCH(const int, matrices);
        const auto model = makeSmallNetwork(7);
        const at::Tensor base = model->parameters().flat().clone();
        LowRankVariables lora(*model, {2, 4, targets.toStdString(), 1});
        lora.apply();
        QVERIFY(at::equal(model->parameters().flat(), base));
        QCOMPARE(lora.variables().entries().size(), static_cast<std::size_t>(2 * matrices));
    }

    void loraChangesTheChosenMatricesByRankR_data() { targetRows(); }
    void loraChangesTheChosenMatricesByRankR()
    {
        QFETCH(const QString, targets);
        QFETCH(const int, matrices);
        const Folder folder;
        const OldAndNewText text(folder);
        StrategyTraining training(
            folder / "run", shortTraining(8), text,
            part("lora", {{"rank", 2}, {"alpha", 4}, {"targets", targets.toStdString()}}));
        training.trainer->run();
        const at::Tensor change = training.weights() - training.base;
        int changed = 0;
        for (const ParameterEntry& entry : training.model->parameters().entries()) {
            const at::Tensor part = change.narrow(0, entry.offset, entry.size);
            if (entry.shape.size() != 2 || entry.group == ParameterGroup::Embeddings) {
                QVERIFY2(part.eq(0).all().item<bool>(), entry.name.c_str());
                continue;
            }
            const bool square = entry.group == ParameterGroup::Attention;
            const std::int64_t rows = square ? entry.shape[1] : entry.shape[0];
            for (const at::Tensor& matrix : part.view(entry.shape).split(rows)) {
                const at::Tensor values = at::linalg_svdvals(matrix.to(at::kDouble));
                const double largest = values[0].item<double>();
                if (largest == 0)
                    continue;
                ++changed;
                // Rank 2: what is left is rounding of W₀ + change.
                QVERIFY(values[1].item<double>() > 1e-3 * largest);
                QVERIFY2(values[2].item<double>() < 1e-3 * largest, entry.name.c_str());
            }
        }
        QCOMPARE(changed, matrices);
    }

    /// ∂L/∂A and ∂L/∂B against central differences of the loss.
    void loraGradientIsThatOfTheLoss()
    {
        const auto model = makeSmallNetwork(7);
        const std::vector<IdPair> pairs = madeUpPairs(4, 21, 3, 6);
        std::vector<EncodedPair> rows;
        for (const auto& [source, target] : pairs)
            rows.push_back({source, target});
        const Batch batch = assembleBatch(rows, at::kCPU);
        LowRankVariables lora(*model, {2, 3, "linear", 1});
        Parameters& variables = lora.variables();
        {
            const at::NoGradGuard noGrad; // B away from 0, where ∂L/∂A would vanish
            at::Tensor flat = variables.flat();
            flat.add_(unevenChange(flat.numel()));
        }
        lora.apply();
        model->parameters().zeroGradient();
        model->loss(batch, 0, {}).smoothed.backward();
        lora.pullGradient();
        const at::Tensor analytic = variables.gradient().to(at::kDouble);
        const at::NoGradGuard noGrad;
        const at::Tensor start = variables.flat().clone();
        for (int direction = 0; direction < 6; ++direction) {
            const at::Tensor way = someDirection(analytic, direction + 2.0);
            const double numeric = derivative(
                [&](double distance) {
                    variables.assignFlat((start + way * distance).to(at::kFloat));
                    lora.apply();
                    return lossOf(*model, batch);
                },
                0.05);
            const double expected = analytic.dot(way).item<double>();
            QVERIFY2(std::abs(numeric - expected) < 2e-3 * std::abs(expected),
                     qPrintable(QStringLiteral("%1, not %2").arg(expected).arg(numeric)));
        }
    }

    /// A penalty's gradient reaches the variables that are trained in place of the weights.
    void penaltiesHoldWhatIsTrained_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("parameters");
        QTest::newRow("freezing") << "freezing" << R"({"train": "decoder"})";
        QTest::newRow("lora") << "lora" << R"({"rank": 4})";
    }
    void penaltiesHoldWhatIsTrained()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, parameters);
        const Folder folder;
        const OldAndNewText text(folder);
        std::vector<double> drifts;
        for (const double lambda : {1e-9, 1.0, 100.0}) {
            nlohmann::json parts =
                part(qPrintable(kind), nlohmann::json::parse(parameters.toStdString()));
            parts.push_back({{"kind", "l2"}, {"parameters", {{"lambda", lambda}}}});
            StrategyTraining training(folder / ("run" + std::to_string(drifts.size())),
                                      shortTraining(30), text, parts);
            training.trainer->run();
            drifts.push_back((training.weights() - training.base).norm().item<double>());
        }
        QVERIFY(drifts[2] > 0);
        QVERIFY2(
            drifts[1] < 0.8 * drifts[0] && drifts[2] < 0.5 * drifts[1],
            qPrintable(QStringLiteral("%1 %2 %3").arg(drifts[0]).arg(drifts[1]).arg(drifts[2])));
    }

    void resumesToTheLastBit_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("freezing") << "freezing";
        QTest::newRow("lora") << "lora";
    }
    void resumesToTheLastBit()
    {
        QFETCH(const QString, kind);
        QVERIFY(resumesExactly(Folder(), part(qPrintable(kind), nlohmann::json::object())));
    }

    void allWeightsHaveGradientsAgainAfterwards()
    {
        const auto model = makeSmallNetwork(7);
        {
            const Freezing freezing(*model, "encoder");
            QVERIFY(!model->parameters()["embedding.weight"].requires_grad());
        }
        {
            const Lora lora(*model, {});
            QVERIFY(!model->parameters()["embedding.weight"].requires_grad());
        }
        QVERIFY(model->parameters()["embedding.weight"].requires_grad());
    }

    void refusesARankThatNoMatrixHas()
    {
        const auto model = makeSmallNetwork(7);
        const Thrown thrown = thrownBy([&] { Lora(*model, {17, 16, "attention", 1}); });
        QVERIFY(thrown.code == ExitCode::BadInput);
        QVERIFY2(thrown.says("rank 17") && thrown.says("16 × 16"), thrown.sentence.c_str());
    }

private:
    static at::Tensor unevenChange(std::int64_t size)
    {
        return at::arange(size, at::kFloat).mul_(0.7).sin_().mul_(0.1);
    }

    /// One layer a stack: 3 attentions with four projections each, two feed-forward blocks with
    /// two.
    static void targetRows()
    {
        QTest::addColumn<QString>("targets");
        QTest::addColumn<int>("matrices");
        QTest::newRow("query and value") << "query-value" << 6;
        QTest::newRow("attention") << "attention" << 12;
        QTest::newRow("linear") << "linear" << 16;
    }
};

QTEST_GUILESS_MAIN(TrainedVariablesTest)
#include "tst_trained_variables.moc"
