// SPDX-License-Identifier: GPL-3.0-or-later
// Activation checkpointing against the same pass with everything kept.
#include <tuple>

#include <QTest>

#include "engine/model/recompute.h"
#include "tests/engine/model/model_fixture.h"
#include "tests/engine/model/recomputed_layers.h"

using namespace palimpsest;

class RecomputeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recomputingChangesNoBit_data()
    {
        QTest::addColumn<NormPlacement>("norm");
        QTest::addColumn<Precision>("precision");
        QTest::addColumn<int>("adapters");
        QTest::newRow("pre-norm") << NormPlacement::Pre << Precision::Float32 << 0;
        QTest::newRow("post-norm") << NormPlacement::Post << Precision::Float32 << 0;
        QTest::newRow("adapters") << NormPlacement::Pre << Precision::Float32 << 4;
        QTest::newRow("bf16") << NormPlacement::Pre << Precision::BFloat16 << 0;
    }

    /// Loss, every gradient and the state of the generator, with dropout, padded and packed.
    void recomputingChangesNoBit()
    {
        QFETCH(NormPlacement, norm);
        QFETCH(Precision, precision);
        QFETCH(int, adapters);
        ModelOptions options = smallModel();
        options.norm = norm;
        options.adapterWidth = adapters;
        Transformer model = movedModel(options);
        for (const bool packed : {true, false}) {
            const auto run = [&](bool recompute) {
                at::manual_seed(3);
                model.parameters().zeroGradient();
                ForwardOptions forward;
                forward.dropout = 0.2;
                forward.precision = precision;
                forward.recompute = recompute;
                const Batch batch = makeBatch(5, 6, 3, 11);
                const at::Tensor loss = packed ? model.loss(batch, 0.1, forward).smoothed
                                               : model.forward(batch, forward).square().mean();
                const int layers = recomputedLayers(loss);
                loss.backward();
                return std::tuple(loss.detach(), model.parameters().gradient().clone(),
                                  at::rand({4}), layers);
            };
            const auto [loss, gradient, next, none] = run(false);
            const auto [again, sameGradient, sameNext, all] = run(true);
            QCOMPARE(none, 0);
            QCOMPARE(all, options.encoderLayers + options.decoderLayers);
            QVERIFY(again.equal(loss));
            QVERIFY(gradient.norm().item<double>() > 0);
            QVERIFY(sameGradient.equal(gradient));
            QVERIFY(sameNext.equal(next));
        }
    }

    /// A segment runs once forward and once backward, and only once where nobody asks for slopes.
    void runsOnceMoreInBackward()
    {
        int runs = 0;
        const Segment segment = [&](const at::Tensor& x, const at::Tensor& memory) {
            ++runs;
            return x * memory;
        };
        const at::Tensor x = at::full({3}, 2.0).set_requires_grad(true);
        const at::Tensor memory = at::full({3}, 5.0).set_requires_grad(true);
        const at::Tensor y = recomputed(x, memory, segment).sum();
        QCOMPARE(runs, 1);
        y.backward();
        QCOMPARE(runs, 2);
        QVERIFY(x.grad().equal(at::full({3}, 5.0)));
        QVERIFY(memory.grad().equal(at::full({3}, 2.0)));
        const at::NoGradGuard noGrad;
        QVERIFY(recomputed(x, memory, segment).equal(at::full({3}, 10.0)));
        QCOMPARE(runs, 3);
    }
};

QTEST_APPLESS_MAIN(RecomputeTest)
#include "tst_recompute.moc"
