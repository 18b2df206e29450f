// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/TensorOperators.h>

#include "engine/model/cross_entropy.h"
#include "tests/engine/model/model_fixture.h"

using namespace palimpsest;

namespace
{

/// Made-up hidden states, output embedding and targets; about a fifth of the targets are padding.
struct Problem {
    Problem(std::int64_t rows, std::int64_t width, std::int64_t vocabulary, std::uint64_t seed = 1)
    {
        at::Generator generator = at::detail::createCPUGenerator(seed);
        hidden = at::empty({rows, width}, at::kFloat).normal_(0, 1, generator);
        weight = at::empty({vocabulary, width}, at::kFloat).normal_(0, 0.5, generator);
        target = at::empty({rows}, at::kLong).random_(1, vocabulary, generator);
        const at::Tensor luck = at::empty({rows}, at::kFloat).uniform_(0, 1, generator);
        target.masked_fill_(luck.lt(0.2), kPadId);
        real = at::nonzero(target.ne(kPadId)).squeeze(1);
    }

    at::Tensor hidden, weight, target;
    at::Tensor real; ///< rows that are no padding
};

struct Answer {
    double smoothed = 0;
    double nll = 0;
    at::Tensor hidden, weight; ///< gradients of scale · smoothed
};

/// PyTorch's own, in double precision, with padding left out by ignore_index.
Answer torchAnswer(const Problem& problem, double smoothing, double scale)
{
    const at::Tensor hidden =
        problem.hidden.to(at::kDouble).detach().clone().set_requires_grad(true);
    const at::Tensor weight =
        problem.weight.to(at::kDouble).detach().clone().set_requires_grad(true);
    const auto loss = [&](double smooth) {
        return at::cross_entropy_loss(at::matmul(hidden, weight.t()), problem.target, {},
                                      at::Reduction::Sum, kPadId, smooth);
    };
    const at::Tensor smoothed = loss(smoothing);
    (smoothed * scale).backward();
    return {smoothed.item<double>(), loss(0).item<double>(), hidden.grad(), weight.grad()};
}

/// Ours, over the real rows.
Answer fusedAnswer(const Problem& problem, double smoothing, double scale,
                   at::ScalarType type = at::kFloat)
{
    const at::Tensor hidden = problem.hidden.detach().clone().set_requires_grad(true);
    const at::Tensor weight = problem.weight.detach().clone().set_requires_grad(true);
    const CrossEntropy sums =
        projectedCrossEntropy(hidden.index_select(0, problem.real).to(type), weight.to(type),
                              problem.target.index_select(0, problem.real), smoothing);
    (sums.smoothed * scale).backward();
    return {sums.smoothed.item<double>(), sums.nll.item<double>(), hidden.grad(), weight.grad()};
}

double relative(double found, double wanted)
{
    return std::abs(found / wanted - 1);
}

} // namespace

class CrossEntropyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTorch_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("vocabulary");
        QTest::addColumn<double>("smoothing");
        for (const double smoothing : {0.0, 0.1, 0.4}) {
            QTest::addRow("few, %g", smoothing) << 9 << 7 << smoothing;
            QTest::addRow("one chunk, %g", smoothing) << 90 << 1000 << smoothing;
            QTest::addRow("several chunks, %g", smoothing) << 700 << 12000 << smoothing;
        }
    }

    void equalsTorch()
    {
        QFETCH(const int, rows);
        QFETCH(const int, vocabulary);
        QFETCH(const double, smoothing);
        const Problem problem(rows, 16, vocabulary);
        QVERIFY(problem.real.size(0) < rows);
        const Answer wanted = torchAnswer(problem, smoothing, 0.37);
        const Answer found = fusedAnswer(problem, smoothing, 0.37);
        QVERIFY(relative(found.smoothed, wanted.smoothed) < 1e-6);
        QVERIFY(relative(found.nll, wanted.nll) < 1e-6);
        QVERIFY(distance(found.hidden, wanted.hidden) < 1e-5);
        QVERIFY(distance(found.weight, wanted.weight) < 1e-5);
    }

    /// Slope along a random direction of everything at once.
    void equalsFiniteDifferences()
    {
        for (const double smoothing : {0.0, 0.1}) {
            const Problem problem(40, 12, 50);
            const Problem direction(40, 12, 50, 99);
            const Answer answer = fusedAnswer(problem, smoothing, 1);
            const auto lossAt = [&](double distance) {
                const at::NoGradGuard noGrad;
                const at::Tensor hidden = problem.hidden + direction.hidden * distance;
                const CrossEntropy sums =
                    projectedCrossEntropy(hidden.index_select(0, problem.real),
                                          problem.weight + direction.weight * distance,
                                          problem.target.index_select(0, problem.real), smoothing);
                return sums.smoothed.item<double>();
            };
            const double slope = (lossAt(5e-3) - lossAt(-5e-3)) / 1e-2;
            const double wanted = (answer.hidden * direction.hidden).sum().item<double>() +
                                  (answer.weight * direction.weight).sum().item<double>();
            QVERIFY2(relative(slope, wanted) < 2e-3, qPrintable(QString::number(slope / wanted)));
        }
    }

    void sameWithoutGradient()
    {
        const Problem problem(300, 16, 9000);
        const Answer with = fusedAnswer(problem, 0.1, 1);
        const at::NoGradGuard noGrad;
        const CrossEntropy without =
            projectedCrossEntropy(problem.hidden.index_select(0, problem.real), problem.weight,
                                  problem.target.index_select(0, problem.real), 0.1);
        QCOMPARE(without.smoothed.item<double>(), with.smoothed);
        QCOMPARE(without.nll.item<double>(), with.nll);
    }

    void halfPrecisionIsClose()
    {
        const Problem problem(300, 64, 2000);
        const Answer wanted = torchAnswer(problem, 0.1, 1);
        const Answer found = fusedAnswer(problem, 0.1, 1, at::kBFloat16);
        QVERIFY(relative(found.smoothed, wanted.smoothed) < 0.01);
        QVERIFY(relative(found.nll, wanted.nll) < 0.01);
        QVERIFY(distance(found.hidden, wanted.hidden) < 0.03);
        QVERIFY(distance(found.weight, wanted.weight) < 0.03);
    }

    void largeLogitsStayFinite()
    {
        Problem problem(60, 16, 400);
        problem.hidden.mul_(1000);
        const Answer wanted = torchAnswer(problem, 0.1, 1);
        const Answer found = fusedAnswer(problem, 0.1, 1);
        QVERIFY(relative(found.smoothed, wanted.smoothed) < 1e-5);
        QVERIFY(relative(found.nll, wanted.nll) < 1e-5);
        QVERIFY(distance(found.hidden, wanted.hidden) < 1e-4);
        QVERIFY(distance(found.weight, wanted.weight) < 1e-4);
    }

    void noRowsAreNoLoss()
    {
        const Problem problem(3, 8, 11);
        const at::Tensor weight = problem.weight.clone().set_requires_grad(true);
        const CrossEntropy none = projectedCrossEntropy(problem.hidden.narrow(0, 0, 0), weight,
                                                        problem.target.narrow(0, 0, 0), 0.1);
        QCOMPARE(none.smoothed.item<double>(), 0.0);
        QCOMPARE(none.nll.item<double>(), 0.0);
        none.smoothed.backward();
        QCOMPARE(weight.grad().abs().max().item<double>(), 0.0);
    }
};

QTEST_GUILESS_MAIN(CrossEntropyTest)
#include "tst_cross_entropy.moc"
