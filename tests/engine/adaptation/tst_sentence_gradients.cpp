// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linear.h>

#include "engine/adaptation/sentence_gradients.h"
#include "engine/training/batch_assembly.h"
#include "tests/support/small_network.h"

using namespace palimpsest;

namespace
{

/// One backward pass a sentence through autograd.
at::Tensor oneByOne(Transformer& model, const std::vector<EncodedPair>& pairs,
                    SentenceObjective objective, GradientMeasure measure, double smoothing)
{
    at::Tensor sums = at::zeros({model.parameters().size()}, at::kDouble);
    for (const EncodedPair& pair : pairs) {
        const Batch alone = assembleBatch(std::span(&pair, 1), at::kCPU);
        model.parameters().zeroGradient();
        if (objective == SentenceObjective::SquaredLogits) {
            const TargetStates states = model.targetStates(alone, {});
            at::linear(states.hidden, states.projection).square().sum().backward();
        } else {
            model.loss(alone, smoothing, {}).smoothed.backward();
        }
        const at::Tensor gradient = model.parameters().gradient().to(at::kDouble);
        sums += measure == GradientMeasure::Square ? gradient.square() : gradient.abs();
    }
    return sums;
}

/// Each parameter to 1e-5 of its own largest entry.
void compare(const Transformer& model, const at::Tensor& sums, const at::Tensor& expected)
{
    for (const ParameterEntry& entry : model.parameters().entries()) {
        const at::Tensor wanted = expected.narrow(0, entry.offset, entry.size);
        const at::Tensor found = sums.narrow(0, entry.offset, entry.size);
        const double error = (found - wanted).abs().max().item<double>();
        // What does not depend on a parameter (a bias of keys) is rounding, squared.
        const double rounding = 1e-12 * expected.max().item<double>();
        QVERIFY2(error < 1e-5 * wanted.max().item<double>() + rounding,
                 (entry.name + " " + std::to_string(error)).c_str());
    }
}

} // namespace

class SentenceGradientsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void equalsOneSentenceAtATime_data()
    {
        QTest::addColumn<QString>("variant");
        QTest::addColumn<bool>("squaredLogits");
        QTest::addColumn<double>("smoothing");
        for (const char* variant : {"plain", "post-norm", "learned positions", "untied",
                                    "output bias", "gelu", "two layers"}) {
            QTest::addRow("%s", variant) << variant << false << 0.0;
            QTest::addRow("%s, smoothed", variant) << variant << false << 0.1;
            QTest::addRow("%s, squared logits", variant) << variant << true << 0.0;
        }
    }
    void equalsOneSentenceAtATime()
    {
        QFETCH(const QString, variant);
        QFETCH(const bool, squaredLogits);
        QFETCH(const double, smoothing);
        ModelOptions network = smallNetwork();
        network.norm = variant == "post-norm" ? NormPlacement::Post : NormPlacement::Pre;
        network.positions =
            variant == "learned positions" ? Positions::Learned : Positions::Sinusoidal;
        network.tiedEmbeddings = variant != "untied";
        network.outputBias = variant == "output bias";
        network.activation = variant == "gelu" ? Activation::Gelu : Activation::Relu;
        network.encoderLayers = network.decoderLayers = variant == "two layers" ? 2 : 1;
        const auto model = makeSmallNetwork(3, network);
        if (network.outputBias) { // zero at first, where a mistake would not show
            const at::NoGradGuard noGrad;
            at::Tensor bias = model->parameters()["output.bias"].detach();
            bias.copy_(at::arange(bias.numel()).mul(0.1));
        }
        // Lengths from 1 to 12, so that most rows of the batch are padded on both sides.
        const std::vector<IdPair> pairs = madeUpPairs(17, 5, 1, 12);
        const auto objective =
            squaredLogits ? SentenceObjective::SquaredLogits : SentenceObjective::LabelSmoothedLoss;
        for (const auto measure : {GradientMeasure::Square, GradientMeasure::Magnitude}) {
            const at::Tensor expected =
                oneByOne(*model, encodedPairs(pairs), objective, measure, smoothing);
            at::Tensor sums = at::zeros_like(expected);
            SentenceGradients(*model, objective, smoothing)
                .addTo(sums, assembleBatch(encodedPairs(pairs), at::kCPU), measure);
            compare(*model, sums, expected);
        }
    }

    /// A matrix whose block of rows does not hold all of it, with lookups in several blocks.
    void cutsLargeTablesIntoBlocks()
    {
        ModelOptions network = smallNetwork();
        network.dModel = 64;
        Transformer model(network, 1000, at::kCPU);
        model.initialise(2);
        std::vector<IdPair> pairs;
        for (std::int32_t i = 0; i < 24; ++i)
            pairs.push_back(
                {{5 + i, 990 - 40 * i, kEndId}, {999 - i, 30 * i + 7, 41 * i + 4, kEndId}});
        const at::Tensor expected =
            oneByOne(model, encodedPairs(pairs), SentenceObjective::LabelSmoothedLoss,
                     GradientMeasure::Square, 0);
        at::Tensor sums = at::zeros_like(expected);
        SentenceGradients(model, SentenceObjective::LabelSmoothedLoss, 0)
            .addTo(sums, assembleBatch(encodedPairs(pairs), at::kCPU), GradientMeasure::Square);
        compare(model, sums, expected);
    }

    /// Sums go on over batches, and the model's own gradient is left alone.
    void addsToWhatIsThere()
    {
        const auto model = makeSmallNetwork(1);
        const std::vector<IdPair> pairs = madeUpPairs(8, 3);
        const SentenceGradients gradients(*model, SentenceObjective::LabelSmoothedLoss, 0);
        const auto all = encodedPairs(pairs);
        at::Tensor together = at::zeros({model->parameters().size()}, at::kDouble);
        at::Tensor halves = at::zeros_like(together);
        gradients.addTo(together, assembleBatch(all, at::kCPU), GradientMeasure::Square);
        for (int half : {0, 1})
            gradients.addTo(halves, assembleBatch(std::span(all).subspan(half * 4U, 4), at::kCPU),
                            GradientMeasure::Square);
        QVERIFY(at::allclose(together, halves, 1e-5, 1e-12));
        QCOMPARE(model->parameters().gradient().abs().sum().item<double>(), 0.0);
    }
};

QTEST_GUILESS_MAIN(SentenceGradientsTest)
#include "tst_sentence_gradients.moc"
