// SPDX-License-Identifier: GPL-3.0-or-later
// The CPU's fused operations against the same written out in torch's operations in fp64, and the
// levels of the processor against each other.
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <cmath>
#include <limits>

#include "engine/model/cpu/fused.h"
#include "engine/model/cpu/level.h"

using namespace palimpsest;

namespace
{

/// Lengths of the queries and keys of some sentences, around the 4 rows and 16 lanes that the
/// kernels work on at a time.
const std::vector<std::int64_t> kQueries = {1, 3, 4, 5, 15, 16, 17, 40, 2};
const std::vector<std::int64_t> kKeys = {2, 1, 16, 33, 15, 5, 31, 18, 1};

cpu::PackedRows packedRows(const std::vector<std::int64_t>& lengths)
{
    cpu::PackedRows rows;
    std::vector<std::int64_t> starts = {0};
    for (const std::int64_t length : lengths) {
        starts.push_back(starts.back() + length);
        rows.longest = std::max(rows.longest, length);
    }
    rows.starts = at::tensor(starts, at::kLong);
    return rows;
}

/// softmax(q·kᵀ/√w + mask)·v of one sentence after the other, in the type of the input.
at::Tensor plainAttention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                          const cpu::PackedRows& queries, const cpu::PackedRows& keys, int heads,
                          bool causal, const at::Tensor& kept = {})
{
    const std::int64_t width = query.size(1) / heads;
    std::vector<at::Tensor> sentences;
    for (std::int64_t b = 0; b + 1 < queries.starts.size(0); ++b) {
        const auto of = [&](const at::Tensor& rows, const cpu::PackedRows& packed) {
            const auto begin = packed.starts[b].item<std::int64_t>();
            const auto end = packed.starts[b + 1].item<std::int64_t>();
            return rows.slice(0, begin, end).view({end - begin, heads, width}).transpose(0, 1);
        };
        const at::Tensor q = of(query, queries);
        const at::Tensor k = of(key, keys);
        at::Tensor scores = q.matmul(k.transpose(1, 2)) / std::sqrt(static_cast<double>(width));
        if (causal)
            scores = scores.masked_fill(at::ones({q.size(1), k.size(1)}, at::kBool).triu(1),
                                        -std::numeric_limits<double>::infinity());
        at::Tensor weights = scores.softmax(-1);
        if (kept.defined())
            weights = weights * kept;
        sentences.push_back(
            weights.matmul(of(value, keys)).transpose(0, 1).reshape({q.size(1), heads * width}));
    }
    return at::cat(sentences);
}

double distance(const at::Tensor& a, const at::Tensor& b)
{
    const double scale = b.abs().max().item<double>();
    return (a.to(at::kDouble) - b).abs().max().item<double>() / std::max(scale, 1e-30);
}

double tolerance(at::ScalarType type)
{
    return type == at::kBFloat16 ? 1e-2 : 2e-6;
}

at::Tensor random(std::vector<std::int64_t> shape, at::ScalarType type)
{
    return at::randn(shape, at::kFloat).to(type).set_requires_grad(true);
}

/// The same numbers in fp64, a leaf of their own.
at::Tensor exact(const at::Tensor& x)
{
    return x.detach().to(at::kDouble).set_requires_grad(true);
}

std::vector<at::Tensor> gradients(const at::Tensor& of, const at::Tensor& slope,
                                  const std::vector<at::Tensor>& by)
{
    return torch::autograd::grad({of}, by, {slope});
}

} // namespace

class CpuKernelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { at::manual_seed(7); }

    void attentionEqualsOperations_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("causal");
        QTest::addColumn<bool>("half");
        for (const bool half : {false, true})
            for (const bool causal : {false, true})
                for (const auto& [heads, width] :
                     {std::pair(1, 64), std::pair(4, 16), std::pair(3, 8), std::pair(2, 40)})
                    QTest::addRow("%d heads of %d%s%s", heads, width, causal ? ", causal" : "",
                                  half ? ", bf16" : "")
                        << heads << width << causal << half;
    }

    void attentionEqualsOperations()
    {
        QFETCH(int, heads);
        QFETCH(int, width);
        QFETCH(bool, causal);
        QFETCH(bool, half);
        const auto type = half ? at::kBFloat16 : at::kFloat;
        const std::int64_t d = std::int64_t(heads) * width;
        const cpu::PackedRows rows = packedRows(kQueries);
        const std::int64_t count = rows.starts[-1].item<std::int64_t>();
        const at::Tensor qkv = random({count + 5, 3 * d}, type); // 5 rows of no sentence
        const at::Tensor made = cpu::attention(qkv, {}, rows, rows, heads, causal, 0);
        const at::Tensor wide = exact(qkv);
        const auto parts = wide.slice(0, 0, count).split(d, 1);
        const at::Tensor wanted =
            plainAttention(parts[0], parts[1], parts[2], rows, rows, heads, causal);
        QVERIFY(distance(made.slice(0, 0, count), wanted) < tolerance(type));
        QCOMPARE(made.slice(0, count).abs().max().item<double>(), 0.0);

        const at::Tensor slope = at::randn({count + 5, d}).to(type);
        const at::Tensor gradient = gradients(made, slope, {qkv})[0];
        const at::Tensor right =
            gradients(wanted, slope.slice(0, 0, count).to(at::kDouble), {wide})[0];
        for (int part = 0; part < 3; ++part) // queries, keys, values
            QVERIFY(distance(gradient.narrow(1, part * d, d), right.narrow(1, part * d, d)) <
                    tolerance(type));
    }

    void crossAttentionEqualsOperations_data()
    {
        QTest::addColumn<bool>("half");
        QTest::newRow("fp32") << false;
        QTest::newRow("bf16") << true;
    }

    void crossAttentionEqualsOperations()
    {
        QFETCH(bool, half);
        const auto type = half ? at::kBFloat16 : at::kFloat;
        const int heads = 2;
        const std::int64_t d = 32;
        const cpu::PackedRows queries = packedRows(kQueries);
        const cpu::PackedRows keys = packedRows(kKeys);
        const at::Tensor q = random({queries.starts[-1].item<std::int64_t>(), d}, type);
        const at::Tensor kv = random({keys.starts[-1].item<std::int64_t>(), 2 * d}, type);
        const at::Tensor made = cpu::attention(q, kv, queries, keys, heads, false, 0);
        const at::Tensor wideQ = exact(q);
        const at::Tensor wideKv = exact(kv);
        const auto parts = wideKv.split(d, 1);
        const at::Tensor wanted =
            plainAttention(wideQ, parts[0], parts[1], queries, keys, heads, false);
        QVERIFY(distance(made, wanted) < tolerance(type));
        const at::Tensor slope = at::randn(q.sizes()).to(type);
        const auto found = gradients(made, slope, {q, kv});
        const auto right = gradients(wanted, slope.to(at::kDouble), {wideQ, wideKv});
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(distance(found[i], right[i]) < tolerance(type));
    }

    /// With one-hot values of one key more than there are keys, the output is the dropped weights.
    void droppedAttentionEqualsOperations()
    {
        const int heads = 2;
        const std::int64_t width = 48, length = 40, d = heads * width;
        const cpu::PackedRows rows = packedRows({length});
        const double rate = 0.3;
        at::Tensor values = at::zeros({length, heads, width});
        for (std::int64_t key = 0; key < length; ++key)
            values.select(0, key).select(1, key).fill_(1);
        const at::Tensor even = at::zeros({length, 2 * d});
        const auto dropped = [&](const at::Tensor& qk, const at::Tensor& v) {
            at::manual_seed(3);
            return cpu::attention(at::cat({qk, v}, 1), {}, rows, rows, heads, false, rate);
        };
        // Equal scores: each weight is 1/length, or 0, or scaled.
        const at::Tensor mask = (dropped(even, values.view({length, d})) * length)
                                    .view({length, heads, width})
                                    .transpose(0, 1)
                                    .narrow(2, 0, length);
        const at::Tensor kept = mask.gt(0.5);
        QVERIFY((mask - kept.to(at::kFloat) / (1 - rate)).abs().max().item<double>() < 1e-5);
        const double share = kept.to(at::kFloat).mean().item<double>();
        QVERIFY(std::abs(share - (1 - rate)) < 4 * std::sqrt(rate * (1 - rate) / 3200));

        const at::Tensor qk = random({length, 2 * d}, at::kFloat);
        const at::Tensor v = random({length, d}, at::kFloat);
        const at::Tensor made = dropped(qk, v);
        const at::Tensor wideQk = exact(qk);
        const at::Tensor wideV = exact(v);
        const at::Tensor factor = kept.to(at::kDouble) / (1 - rate);
        const at::Tensor wanted = plainAttention(wideQk.narrow(1, 0, d), wideQk.narrow(1, d, d),
                                                 wideV, rows, rows, heads, false, factor);
        QVERIFY(distance(made, wanted) < 2e-6);
        const at::Tensor slope = at::randn({length, d});
        const auto found = gradients(made, slope, {qk, v});
        const auto right = gradients(wanted, slope.to(at::kDouble), {wideQk, wideV});
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(distance(found[i], right[i]) < 2e-6);
    }

    void dropoutKeepsAsManyAsItSays()
    {
        const std::int64_t count = 1'000'003;
        for (const double rate : {0.1, 0.5}) {
            const at::Tensor x = at::ones({count});
            const at::Tensor made = cpu::dropout(x, rate);
            const at::Tensor kept = made.ne(0);
            QVERIFY((made - kept.to(at::kFloat) / (1 - rate)).abs().max().item<double>() < 1e-6);
            const double share = kept.to(at::kDouble).mean().item<double>();
            const double deviation = std::sqrt(rate * (1 - rate) / static_cast<double>(count));
            QVERIFY(std::abs(share - (1 - rate)) < 4 * deviation);
            // Neighbours, and the same places of the next draw, know nothing of each other.
            const at::Tensor centred = kept.to(at::kDouble) - (1 - rate);
            const at::Tensor next = cpu::dropout(x, rate).ne(0).to(at::kDouble) - (1 - rate);
            const double bound = 4 * rate * (1 - rate) / std::sqrt(static_cast<double>(count));
            for (const std::int64_t lag : {1, 2, 16, 256, 1024})
                QVERIFY(std::abs((centred.slice(0, lag) * centred.slice(0, 0, count - lag))
                                     .mean()
                                     .item<double>()) < bound);
            QVERIFY(std::abs((centred * next).mean().item<double>()) < bound);
        }
    }

    void droppingUsesOneMaskForwardAndBack_data()
    {
        QTest::addColumn<bool>("half");
        QTest::newRow("fp32") << false;
        QTest::newRow("bf16") << true;
    }

    void droppingUsesOneMaskForwardAndBack()
    {
        QFETCH(bool, half);
        const auto type = half ? at::kBFloat16 : at::kFloat;
        const at::Tensor x = random({37, 29}, type);
        const at::Tensor y = random({37, 29}, type);
        const at::Tensor slope = at::randn({37, 29}).to(type);
        const double rate = 0.25;

        at::manual_seed(5);
        const at::Tensor mask = cpu::dropout(at::ones_like(x), rate).detach().to(at::kDouble);
        const auto again = [] { at::manual_seed(5); };
        const at::Tensor wideX = exact(x);
        const at::Tensor wideY = exact(y);
        const auto check = [&](const at::Tensor& made, const at::Tensor& wanted) {
            QVERIFY(distance(made, wanted) < tolerance(type));
            const auto found =
                torch::autograd::grad({made}, {x, y}, {slope}, std::nullopt, false, true);
            const auto right = torch::autograd::grad(
                {wanted}, {wideX, wideY}, {slope.to(at::kDouble)}, std::nullopt, false, true);
            for (std::size_t i = 0; i < 2; ++i) {
                QCOMPARE(found[i].defined(), right[i].defined());
                if (right[i].defined())
                    QVERIFY(distance(found[i], right[i]) < tolerance(type));
            }
        };
        again();
        check(cpu::dropout(x, rate), wideX * mask);
        again();
        check(cpu::addDropped(x, y, rate), wideX + wideY * mask);
        again();
        check(cpu::reluDropped(x, rate), wideX.relu() * mask);
    }

    void crossEntropyEqualsOperations_data()
    {
        QTest::addColumn<int>("vocabulary");
        QTest::addColumn<bool>("half");
        for (const int vocabulary : {7, 16, 32, 1000, 8003})
            for (const bool half : {false, true})
                QTest::addRow("%d pieces%s", vocabulary, half ? ", bf16" : "")
                    << vocabulary << half;
    }

    void crossEntropyEqualsOperations()
    {
        QFETCH(int, vocabulary);
        QFETCH(bool, half);
        const auto type = half ? at::kBFloat16 : at::kFloat;
        const std::int64_t rows = 11;
        const double smoothing = 0.1;
        at::Tensor logits = (at::randn({rows, vocabulary}) * 4).to(type);
        const at::Tensor target = at::randint(vocabulary, {rows}, at::kLong);
        const at::Tensor wide = exact(logits);
        const at::Tensor logp = wide.log_softmax(1);
        const at::Tensor nll = logp.gather(1, target.unsqueeze(1)).sum().neg();
        const at::Tensor smoothed = nll * (1 - smoothing) - logp.mean(1).sum() * smoothing;
        const at::Tensor right = gradients(smoothed, at::ones({}, at::kDouble), {wide})[0];

        at::Tensor untouched = logits.clone();
        const cpu::LossSums plain = cpu::crossEntropy(untouched, target, smoothing, false);
        QVERIFY(untouched.equal(logits));
        const cpu::LossSums sums = cpu::crossEntropy(logits, target, smoothing, true);
        QCOMPARE(sums.nll, plain.nll);
        QVERIFY(std::abs(sums.nll / nll.item<double>() - 1) < 1e-6);
        QVERIFY(std::abs(sums.smoothed / smoothed.item<double>() - 1) < 1e-6);
        QVERIFY(distance(logits, right) < (half ? 4e-3 : 2e-6));
    }

    void sentenceProductsEqualOperations_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        for (const int rows : {1, 8, 19})
            for (const int columns : {3, 16, 32, 71})
                QTest::addRow("%d rows, %d columns", rows, columns) << rows << columns;
    }

    /// Squares and magnitudes, alone and with rows added, several to one row of one sentence.
    void sentenceProductsEqualOperations()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        const std::int64_t sentences = 21, length = 6, added = 60;
        const at::Tensor g = at::randn({sentences, length, rows});
        const at::Tensor x = at::randn({sentences, length, columns});
        const at::Tensor places = std::get<0>(at::sort(at::randint(rows, {added}, at::kLong)));
        const cpu::AddedRows more = {places, at::randint(sentences, {added}, at::kLong),
                                     at::randn({added, columns})};
        const at::Tensor plain = g.to(at::kDouble).transpose(1, 2).bmm(x.to(at::kDouble));
        const at::Tensor full =
            plain.index_put({more.sentences, more.rows}, more.values.to(at::kDouble), true);
        for (const bool square : {true, false})
            for (const bool adds : {true, false}) {
                at::Tensor sums = at::ones({rows, columns}, at::kDouble);
                cpu::addSentenceProducts(sums, g, x, square, adds ? &more : nullptr);
                const at::Tensor& product = adds ? full : plain;
                const at::Tensor measured = square ? product.square() : product.abs();
                QVERIFY(distance(sums, measured.sum(0) + 1) < 2e-6);
            }
    }

    /// Gradient and sums at every level, of fewer weights than a vector and of more than a part.
    void penaltyEqualsOperations()
    {
        for (const std::int64_t size : {1, 15, 1024, 3 * 65536 + 1041}) {
            const at::Tensor weights = at::randn({size}), base = at::randn({size});
            const at::Tensor stiffness = at::rand({size}), before = at::randn({size});
            const at::Tensor pull =
                stiffness.to(at::kDouble) * (weights.to(at::kDouble) - base.to(at::kDouble));
            const double penalty = 0.5 * (pull * (weights - base)).sum().item<double>();
            const double squares = pull.square().sum().item<double>();
            const auto agrees = [&](const cpu::PenaltySums& sums, const at::Tensor& gradient) {
                return distance(gradient, before + pull) < 2e-6 &&
                       std::abs(sums.penalty / penalty - 1) < 1e-6 &&
                       std::abs(sums.squaredGradient / squares - 1) < 1e-6;
            };
            at::set_num_threads(1);
            at::Tensor gradient = before.clone();
            const cpu::PenaltySums alone =
                cpu::addPenaltyGradient(gradient, weights, base, stiffness);
            QVERIFY(agrees(alone, gradient));
            at::set_num_threads(2);
            at::Tensor again = before.clone();
            const cpu::PenaltySums both = cpu::addPenaltyGradient(again, weights, base, stiffness);
            QVERIFY(both.penalty == alone.penalty); // to the last bit, which QCOMPARE does not ask
            QVERIFY(both.squaredGradient == alone.squaredGradient);
            QVERIFY(again.equal(gradient));
            for (const std::string& level : cpu::levels()) {
                at::Tensor one = before.clone();
                QVERIFY(agrees(cpu::kernelsOf(level).penaltyGradient(
                                   {weights.const_data_ptr<float>(), base.const_data_ptr<float>(),
                                    stiffness.const_data_ptr<float>()},
                                   one.mutable_data_ptr<float>(), 0, size),
                               one));
            }
        }
    }

    void whatIsNotFiniteShows()
    {
        const at::Tensor target = at::zeros({1}, at::kLong);
        for (const float bad :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
            for (const std::int64_t place : {0, 3, 17, 19}) {
                at::Tensor logits = at::zeros({1, 20});
                logits[0][place] = bad;
                QVERIFY(!std::isfinite(cpu::crossEntropy(logits, target, 0, true).nll));
                at::Tensor rows = at::zeros({2, 48});
                rows[1][place] = bad;
                const cpu::PackedRows packed = packedRows({2});
                QVERIFY(!cpu::attention(rows, {}, packed, packed, 1, false, 0)
                             .isfinite()
                             .all()
                             .item<bool>());
                QVERIFY(!cpu::reluDropped(rows, 1e-9).isfinite().all().item<bool>());
            }
    }

    /// Every level that this processor has draws the same masks and computes nearly the same.
    void levelsAgree()
    {
        const std::vector<std::string> levels = cpu::levels();
        QCOMPARE(levels.back(), std::string("baseline"));
        const at::Tensor from = at::randn({1000});
        cpu::Dropout dropout;
        dropout.key[0] = 123;
        dropout.key[1] = 456;
        dropout.threshold = 1U << 30;
        dropout.scale = 4.0F / 3;
        const at::Tensor logits = at::randn({3, 1001});
        const at::Tensor target = at::tensor(std::vector<std::int64_t>{0, 500, 1000});
        at::Tensor first, firstSlope;
        for (const std::string& level : levels) {
            const cpu::Kernels<float>& kernels = cpu::kernelsOf(level).floats;
            at::Tensor to = at::empty_like(from);
            kernels.dropout(from.const_data_ptr<float>(), to.mutable_data_ptr<float>(), 77, 1000,
                            dropout);
            at::Tensor slope = logits.clone();
            std::vector<cpu::RowLoss> losses(3);
            std::vector<float> scratch(1008);
            kernels.crossEntropy(slope.mutable_data_ptr<float>(),
                                 target.const_data_ptr<std::int64_t>(), 3, 1001, 0.1, true,
                                 losses.data(), scratch.data());
            if (!first.defined()) {
                first = to;
                firstSlope = slope;
            }
            QVERIFY(to.equal(first));
            QVERIFY(distance(slope, firstSlope.to(at::kDouble)) < 1e-6);
        }
        QVERIFY_THROWS_EXCEPTION(std::out_of_range, cpu::kernelsOf("AVX-1024"));
    }
};

QTEST_APPLESS_MAIN(CpuKernelsTest)
#include "tst_cpu_kernels.moc"
