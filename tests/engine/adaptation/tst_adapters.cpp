// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/marian_config.h"
#include "engine/model/model_files.h"
#include "engine/study/enum_text.h"
#include "tests/engine/adaptation/strategy_part.h"

using namespace palimpsest;

namespace
{

ModelOptions network(NormPlacement norm)
{
    ModelOptions options = smallNetwork();
    options.encoderLayers = 2;
    options.norm = norm;
    return options;
}

Batch someBatch(std::uint64_t seed)
{
    static std::vector<IdPair> pairs;
    pairs = madeUpPairs(6, seed, 2, 7);
    std::vector<EncodedPair> rows;
    for (const auto& [source, target] : pairs)
        rows.push_back({source, target});
    return assembleBatch(rows, at::kCPU);
}

at::Tensor uneven(std::int64_t size)
{
    return at::arange(size, at::kFloat).mul_(0.7).sin_().mul_(0.2);
}

/// Moves the adapters away from where they start.
void moveAdapters(Transformer& model, std::int64_t baseSize)
{
    at::Tensor own =
        model.parameters().flat().narrow(0, baseSize, model.parameters().size() - baseSize);
    const at::NoGradGuard noGrad;
    own.add_(uneven(own.numel()));
}

/// One part of a strategy.
nlohmann::json adapters(int width, AdapterPlaces places)
{
    return {{"kind", "adapters"}, {"parameters", {{"width", width}, {"places", enumText(places)}}}};
}

} // namespace

class AdaptersTest : public QObject
{
    Q_OBJECT

    static void rows()
    {
        QTest::addColumn<AdapterPlaces>("places");
        QTest::addColumn<NormPlacement>("norm");
        QTest::addColumn<int>("count");
        QTest::newRow("feed-forward, pre") << AdapterPlaces::FeedForward << NormPlacement::Pre << 3;
        QTest::newRow("feed-forward, post")
            << AdapterPlaces::FeedForward << NormPlacement::Post << 3;
        QTest::newRow("sublayers, pre") << AdapterPlaces::Sublayers << NormPlacement::Pre << 7;
        QTest::newRow("sublayers, post") << AdapterPlaces::Sublayers << NormPlacement::Post << 7;
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void startAsTheBase_data() { rows(); }
    void startAsTheBase()
    {
        QFETCH(const AdapterPlaces, places);
        QFETCH(const NormPlacement, norm);
        QFETCH(const int, count);
        const auto base = makeSmallNetwork(7, network(norm));
        const auto model = base->withAdapters(5, places, 3);
        const at::NoGradGuard noGrad;
        const Batch batch = someBatch(4);
        QVERIFY(at::equal(model->forward(batch, {}), base->forward(batch, {})));
        // Two norms' vectors, D and U with their biases: 2d + 2dw + w + d each.
        const std::int64_t grown = model->parameters().size() - base->parameters().size();
        QCOMPARE(grown, std::int64_t{count} * (2 * 16 + 2 * 16 * 5 + 5 + 16));
        QCOMPARE(model->parameters().size(), parameterCount(model->options(), kSmallVocabulary));
        moveAdapters(*model, base->parameters().size());
        QVERIFY(!at::allclose(model->forward(batch, {}), base->forward(batch, {}), 1e-2, 1e-2));
    }

    /// The last layer of a post-norm encoder, whose adapter nothing comes after.
    void computesABottleneckBesideItsInput()
    {
        const auto base = makeSmallNetwork(7, network(NormPlacement::Post));
        const auto model = base->withAdapters(5, AdapterPlaces::FeedForward, 3);
        const at::NoGradGuard noGrad;
        for (const ParameterEntry& entry : model->parameters().entries()) {
            if (entry.name.starts_with("encoder.1.feed_forward_adapter"))
                model->parameters()
                    .flat()
                    .narrow(0, entry.offset, entry.size)
                    .add_(uneven(entry.size));
        }
        const auto weight = [&](const char* name) {
            const std::string stem = "encoder.1.feed_forward_adapter.";
            return model->parameters()[stem + name].detach().to(at::kDouble);
        };
        const Batch batch = someBatch(4);
        const at::Tensor x =
            base->encode(batch.source, batch.sourceLength, {}).detach().to(at::kDouble);
        const at::Tensor centred = x - x.mean(-1, true);
        const at::Tensor deviation = at::sqrt(centred.square().mean(-1, true) + 1e-5);
        const at::Tensor normed = centred / deviation * weight("norm.weight") + weight("norm.bias");
        const at::Tensor inner =
            at::clamp_min(at::matmul(normed, weight("down.weight").t()) + weight("down.bias"), 0);
        const at::Tensor expected =
            x + at::matmul(inner, weight("up.weight").t()) + weight("up.bias");
        const at::Tensor made = model->encode(batch.source, batch.sourceLength, {});
        QVERIFY(relativeDistance(made, expected) < 1e-5);
        QVERIFY(relativeDistance(x, expected) > 1e-2);
    }

    /// Step by step, the decoder computes what it computes for whole sentences.
    void decodesAsItIsTrained_data() { rows(); }
    void decodesAsItIsTrained()
    {
        QFETCH(const AdapterPlaces, places);
        QFETCH(const NormPlacement, norm);
        const auto base = makeSmallNetwork(7, network(norm));
        const auto model = base->withAdapters(5, places, 3);
        moveAdapters(*model, base->parameters().size());
        const at::NoGradGuard noGrad;
        const Batch batch = someBatch(4);
        const at::Tensor whole = model->forward(batch, {});
        DecoderState state =
            model->startDecoding(model->encode(batch.source, batch.sourceLength, {}),
                                 batch.sourceLength, model->weightsIn(Precision::Float32));
        for (std::int64_t step = 0; step < batch.targetInput.size(1); ++step) {
            const at::Tensor logits = model->decodeStep(state, batch.targetInput.select(1, step));
            QVERIFY(at::allclose(logits, whole.select(1, step), 1e-4, 1e-5));
        }
    }

    void leaveTheBaseAsItIs_data() { rows(); }
    void leaveTheBaseAsItIs()
    {
        QFETCH(const AdapterPlaces, places);
        const Folder folder;
        const OldAndNewText text(folder);
        TrainingOptions options = shortTraining(30);
        options.weightDecay = 0.1; // which pulls at every weight that is not left out
        StrategyTraining training(folder / "run", options, text,
                                  nlohmann::json::array({adapters(6, places)}));
        const Batch batch = someBatch(12); // the first of the new text
        const auto loss = [&] {
            const at::NoGradGuard noGrad;
            return training.model->loss(batch, 0, {}).nll.item<double>();
        };
        const double before = loss();
        training.trainer->run();
        QVERIFY(loss() < before);
        int moved = 0;
        for (const ParameterEntry& entry : training.model->parameters().entries()) {
            const auto window = [&](const at::Tensor& flat) {
                return flat.narrow(0, entry.offset, entry.size);
            };
            const bool own = entry.name.find("_adapter.") != std::string::npos;
            QVERIFY2(at::equal(window(training.weights()), window(training.base)) != own,
                     entry.name.c_str());
            moved += own ? 1 : 0;
        }
        QVERIFY(moved >= 12);
    }

    void areKeptWithTheAdaptedModel()
    {
        const Folder folder;
        const OldAndNewText text(folder);
        StrategyTraining training(folder / "run", shortTraining(5), text,
                                  nlohmann::json::array({adapters(6, AdapterPlaces::Sublayers)}));
        training.trainer->run();
        saveModel(folder / "adapted", *training.model, {});
        const auto loaded = loadModel(folder / "adapted", at::kCPU);
        QVERIFY(loaded->options() == training.model->options());
        const at::NoGradGuard noGrad;
        const Batch batch = someBatch(4);
        QVERIFY(at::equal(loaded->forward(batch, {}), training.model->forward(batch, {})));
    }

    void goWithMixingDistillationAndL2()
    {
        for (const nlohmann::json& other :
             {nlohmann::json{{"kind", "mixing"}, {"parameters", {{"ratio", 1}}}},
              nlohmann::json{{"kind", "distillation"}}, nlohmann::json{{"kind", "l2"}}}) {
            const auto both =
                nlohmann::json::array({adapters(6, AdapterPlaces::FeedForward), other});
            QVERIFY2(resumesExactly(Folder(), both), other.dump().c_str());
        }
    }

    void areRefusedWhereTheyWouldNotWork()
    {
        for (const char* other : {"ewc", "mas", "interpolation", "lora"}) {
            StrategySpec spec;
            for (const char* kind : {"adapters", other})
                spec.parts.push_back({kind, nlohmann::json::object()});
            const Thrown thrown = thrownBy([&] { completed(spec); });
            QVERIFY2(thrown.says(other) && thrown.says("together"), thrown.sentence.c_str());
        }
        const auto base = makeSmallNetwork(7, network(NormPlacement::Post));
        const auto model = base->withAdapters(4, AdapterPlaces::FeedForward, 1);
        Thrown thrown = thrownBy([&] { model->withAdapters(4, AdapterPlaces::FeedForward, 1); });
        QVERIFY2(thrown.says("has adapters already"), thrown.sentence.c_str());
        thrown = thrownBy([&] { marianConfigJson({.model = model->options()}); });
        QVERIFY2(thrown.says("MarianMT has no adapters"), thrown.sentence.c_str());
        BaseSpec spec;
        spec.model = model->options();
        thrown = thrownBy([&] { validate(spec); });
        QVERIFY2(thrown.says("adapterWidth"), thrown.sentence.c_str());
    }

    /// Identities of base models are hashes of their options.
    void areNamedOnlyWhereThereAreSome()
    {
        ModelOptions options = smallNetwork();
        QVERIFY(!nlohmann::json(options).contains("adapterWidth"));
        QVERIFY(!nlohmann::json(options).contains("adapterPlaces"));
        options.adapterWidth = 3;
        options.adapterPlaces = AdapterPlaces::Sublayers;
        QVERIFY(nlohmann::json(options).get<ModelOptions>() == options);
    }
};

QTEST_GUILESS_MAIN(AdaptersTest)
#include "tst_adapters.moc"
