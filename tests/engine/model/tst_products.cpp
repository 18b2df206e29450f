// SPDX-License-Identifier: GPL-3.0-or-later
// Products of matrices, whichever library makes them on this processor, against fp64.
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <algorithm>
#include <limits>

#include "engine/model/products.h"

using namespace palimpsest;

namespace
{

at::Tensor random(std::vector<std::int64_t> shape)
{
    return at::randn(shape, at::kFloat);
}

/// Largest difference, relative to the largest number.
double distance(const at::Tensor& a, const at::Tensor& b)
{
    if (a.sizes() != b.sizes())
        return 1e9;
    if (a.numel() == 0)
        return 0;
    return (a.to(at::kDouble) - b).abs().max().item<double>() /
           std::max(b.abs().max().item<double>(), 1e-30);
}

constexpr double kTolerance = 2e-6;

} // namespace

class TestProducts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { at::manual_seed(5); }

    void affine_data()
    {
        QTest::addColumn<std::vector<std::int64_t>>("shape"); // of the input
        QTest::addColumn<int>("out");
        QTest::addColumn<bool>("bias");
        using Shape = std::vector<std::int64_t>;
        for (const bool bias : {false, true}) {
            const char* end = bias ? " with bias" : "";
            QTest::addRow("large%s", end) << Shape{192, 96} << 200 << bias;
            QTest::addRow("sentences%s", end) << Shape{5, 13, 64} << 48 << bias;
            QTest::addRow("a row%s", end) << Shape{1, 64} << 32 << bias;
            QTest::addRow("15 rows%s", end) << Shape{15, 64} << 32 << bias;
            QTest::addRow("16 rows%s", end) << Shape{16, 64} << 32 << bias;
            QTest::addRow("17 rows%s", end) << Shape{17, 33} << 19 << bias;
            QTest::addRow("narrow%s", end) << Shape{64, 8} << 64 << bias;
            QTest::addRow("no rows%s", end) << Shape{0, 64} << 32 << bias;
        }
    }

    void affine()
    {
        QFETCH(std::vector<std::int64_t>, shape);
        QFETCH(int, out);
        QFETCH(bool, bias);
        const auto make = [](std::vector<std::int64_t> sizes) {
            return random(std::move(sizes)).set_requires_grad(true);
        };
        std::vector<at::Tensor> ours = {make(shape), make({out, shape.back()})};
        if (bias)
            ours.push_back(make({out}));
        std::vector<at::Tensor> wide;
        for (const at::Tensor& each : ours)
            wide.push_back(each.detach().to(at::kDouble).set_requires_grad(true));

        const at::Tensor y = affineProduct(ours[0], ours[1], bias ? ours[2] : at::Tensor());
        at::Tensor expected = wide[0].matmul(wide[1].t());
        if (bias)
            expected = expected + wide[2];
        QVERIFY(distance(y, expected) < kTolerance);

        const at::Tensor slope = random(y.sizes().vec());
        const auto found = torch::autograd::grad({y}, ours, {slope});
        const auto right = torch::autograd::grad({expected}, wide, {slope.to(at::kDouble)});
        for (std::size_t i = 0; i < found.size(); ++i)
            QVERIFY2(distance(found[i], right[i]) < kTolerance, qPrintable(QString::number(i)));
        const at::NoGradGuard noGrad;
        QVERIFY(at::equal(affineProduct(ours[0], ours[1], bias ? ours[2] : at::Tensor()), y));
    }

    /// As under an observer, or where a part of the network is frozen.
    void onlyWhatIsWantedGetsAGradient()
    {
        const at::Tensor x = random({40, 32}).set_requires_grad(true);
        const at::Tensor weight = random({24, 32});
        const at::Tensor y = affineProduct(x, weight, random({24}));
        y.sum().backward();
        QVERIFY(distance(x.grad(), at::ones({40, 24}, at::kDouble).mm(weight.to(at::kDouble))) <
                kTolerance);
        QVERIFY(!weight.grad().defined());
        QVERIFY(!affineProduct(x.detach(), weight, {}).requires_grad());
    }

    /// Also of matrices that lie otherwise in memory: transposed, rows or columns of larger ones.
    void products()
    {
        const at::Tensor a = random({48, 80});
        const at::Tensor b = random({80, 33});
        const std::vector<std::pair<at::Tensor, at::Tensor>> factors = {
            {a, b},
            {a.t().contiguous().t(), b},
            {a, b.t().contiguous().t()},
            {random({50, 80}).narrow(0, 1, 48), random({80, 40}).narrow(1, 3, 33)},
            {random({48, 2, 80}).select(1, 1), b},
            {random({4, 80}), b},
        };
        for (const auto& [left, right] : factors) {
            const at::Tensor expected = left.to(at::kDouble).mm(right.to(at::kDouble));
            QVERIFY(distance(product(left, right), expected) < kTolerance);
            at::Tensor sum = at::full({left.size(0), right.size(1)}, 3.0F);
            addProduct(sum, left, right);
            QVERIFY(distance(sum, expected + 3) < kTolerance);
        }
    }

    void halfPrecisionStaysThatType()
    {
        const at::Tensor a = random({32, 32}).to(at::kBFloat16);
        const at::Tensor b = random({32, 32}).to(at::kBFloat16);
        const at::Tensor expected = a.to(at::kDouble).mm(b.to(at::kDouble));
        QCOMPARE(product(a, b).scalar_type(), at::kBFloat16);
        QCOMPARE(affineProduct(a, b, {}).scalar_type(), at::kBFloat16);
        at::Tensor sum = at::zeros({32, 32});
        addProduct(sum, a, b);
        QVERIFY(distance(sum, expected) < 1e-2);
    }

    void whatIsNotFiniteStaysSo()
    {
        at::Tensor a = random({32, 32});
        a[3][4] = std::numeric_limits<float>::quiet_NaN();
        const at::Tensor made = product(a, random({32, 32}));
        QVERIFY(made[3].isnan().all().item<bool>());
        QCOMPARE(made.isnan().sum().item<std::int64_t>(), 32);
    }
};

QTEST_APPLESS_MAIN(TestProducts)
#include "tst_products.moc"
