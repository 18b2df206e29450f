// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>

#include "engine/adaptation/distillation.h"
#include "engine/model/cross_entropy.h"
#include "tests/engine/adaptation/strategy_part.h"

using namespace palimpsest;

namespace
{

Batch someBatch()
{
    static const std::vector<IdPair> pairs = madeUpPairs(6, 31, 2, 7); // rows are padded
    std::vector<EncodedPair> rows;
    for (const auto& [source, target] : pairs)
        rows.push_back({source, target});
    return assembleBatch(rows, at::kCPU);
}

/// (1−a)·NLL + a·T²·Σ_t Σ_v p·(−log q), written down from the definition in double precision.
double wantedLoss(const Transformer& teacher, const Transformer& student, const Batch& batch,
                  double weight, double temperature)
{
    const at::NoGradGuard noGrad;
    const auto logits = [&](const Transformer& model) {
        return model.forward(batch, {}).to(at::kDouble);
    };
    const at::Tensor real = batch.targetOutput.ne(kPadId);
    const at::Tensor wanted = at::softmax(logits(teacher) / temperature, -1);
    const at::Tensor soft = at::log_softmax(logits(student) / temperature, -1);
    const double cross = -((wanted * soft).sum(-1) * real).sum().item<double>();
    const at::Tensor gold = at::log_softmax(logits(student), -1)
                                .gather(-1, batch.targetOutput.unsqueeze(-1))
                                .squeeze(-1);
    const double nll = -(gold * real).sum().item<double>();
    return (1 - weight) * nll + weight * temperature * temperature * cross;
}

at::Tensor adjusted(Distillation& distillation, const Transformer& student, const Batch& batch)
{
    const BatchLoss pass = student.loss(batch, 0, {});
    return distillation.adjustLoss(batch, pass, pass.smoothed);
}

} // namespace

class DistillationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void lossAndGradient_data()
    {
        QTest::addColumn<double>("weight");
        QTest::addColumn<double>("temperature");
        QTest::newRow("a tenth") << 0.1 << 1.0;
        QTest::newRow("warm") << 0.6 << 2.5;
        QTest::newRow("the base alone") << 1.0 << 1.0;
    }
    /// The value by its definition, the gradient by central differences of that.
    void lossAndGradient()
    {
        QFETCH(const double, weight);
        QFETCH(const double, temperature);
        const auto teacher = makeSmallNetwork(7);
        const auto student = makeSmallNetwork(8);
        const Batch batch = someBatch();
        Distillation distillation(*student, teacher->parameters().flat(), {weight, temperature});
        student->parameters().zeroGradient();
        const at::Tensor loss = adjusted(distillation, *student, batch);
        const double wanted = wantedLoss(*teacher, *student, batch, weight, temperature);
        QVERIFY(std::abs(loss.item<double>() - wanted) < 1e-5 * wanted);
        loss.backward();
        const at::Tensor gradient = student->parameters().gradient().to(at::kDouble);
        const at::Tensor start = student->parameters().flat().clone();
        for (int direction = 1; direction <= 5; ++direction) {
            const at::Tensor way = someDirection(gradient, direction);
            const double numeric = derivative(
                [&](double distance) {
                    student->parameters().assignFlat((start + way * distance).to(at::kFloat));
                    return wantedLoss(*teacher, *student, batch, weight, temperature);
                },
                0.05);
            const double expected = gradient.dot(way).item<double>();
            QVERIFY2(std::abs(numeric - expected) < 2e-3 * std::abs(expected),
                     qPrintable(QStringLiteral("%1, not %2").arg(expected).arg(numeric)));
        }
        QVERIFY(teacher->parameters().gradient().eq(0).all().item<bool>());
    }

    /// At the base model the two distributions are the same, and nothing pulls.
    void pullsNowhereAtTheBase()
    {
        const auto model = makeSmallNetwork(7);
        Distillation distillation(*model, model->parameters().flat(), {1, 2});
        model->parameters().zeroGradient();
        adjusted(distillation, *model, someBatch()).backward();
        QVERIFY(model->parameters().gradient().abs().max().item<double>() < 1e-4);
    }

    void weightZeroIsFineTuning()
    {
        const Folder folder;
        const OldAndNewText text(folder);
        const TrainingOptions options = shortTraining(4);
        StrategyTraining plain(folder / "plain", options, text, nlohmann::json::array());
        plain.trainer->run();
        StrategyTraining zero(folder / "zero", options, text,
                              {{{"kind", "distillation"}, {"parameters", {{"weight", 0}}}}});
        zero.trainer->run();
        QVERIFY(at::equal(plain.weights(), zero.weights()));
    }

    /// The heavier the base model's distribution weighs, the less is the drift from it.
    void holdsTheModelNearTheBase()
    {
        const Folder folder;
        const OldAndNewText text(folder);
        double before = 1e9;
        for (const double weight : {0.0, 0.5, 0.95}) {
            StrategyTraining training(
                folder / std::to_string(weight), shortTraining(40), text,
                {{{"kind", "distillation"}, {"parameters", {{"weight", weight}}}}});
            training.trainer->run();
            const double distance = divergence(*training.model, training.base);
            QVERIFY2(distance < before, qPrintable(QString::number(distance)));
            before = distance;
        }
    }

    /// Chunks of rows give the same sum and gradient as all rows at once.
    void worksInChunks()
    {
        const std::int64_t vocabulary = 40000; // 64 rows a chunk
        const at::Tensor hidden = at::arange(150 * 8, at::kFloat).mul_(0.3).sin_().view({150, 8});
        const at::Tensor weight =
            at::arange(vocabulary * 8, at::kFloat).mul_(0.11).cos_().view({vocabulary, 8});
        const at::Tensor teacher = hidden.flip(0).contiguous();
        at::Tensor student = hidden.clone().set_requires_grad(true);
        at::Tensor table = weight.clone().set_requires_grad(true);
        projectedSoftCrossEntropy(student, table, teacher, weight, 1.5).backward();
        at::Tensor wholeStudent = hidden.clone().set_requires_grad(true);
        at::Tensor wholeTable = weight.clone().set_requires_grad(true);
        const at::Tensor wanted = at::softmax(at::mm(teacher, weight.t()) / 1.5, 1);
        (at::log_softmax(at::mm(wholeStudent, wholeTable.t()) / 1.5, 1) * wanted)
            .sum()
            .neg()
            .backward();
        QVERIFY(relativeDistance(student.grad(), wholeStudent.grad()) < 1e-4);
        QVERIFY(relativeDistance(table.grad(), wholeTable.grad()) < 1e-4);
    }

    void resumesToTheLastBit()
    {
        QVERIFY(resumesExactly(
            Folder(),
            {{{"kind", "distillation"}, {"parameters", {{"weight", 0.5}, {"temperature", 2}}}}}));
    }

private:
    /// Σ_t KL(base ‖ model) on some text.
    static double divergence(const Transformer& model, const at::Tensor& base)
    {
        const auto teacher = makeSmallNetwork(7);
        teacher->parameters().assignFlat(base);
        const Batch batch = someBatch();
        return wantedLoss(*teacher, model, batch, 1, 1) -
               wantedLoss(*teacher, *teacher, batch, 1, 1);
    }
};

QTEST_GUILESS_MAIN(DistillationTest)
#include "tst_distillation.moc"
