// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of decoding on the CPU against LibTorch's operations in fp64.
#include <limits>
#include <random>

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <QTest>

#include "engine/model/cpu/decoding.h"
#include "engine/model/cpu/level.h"
#include "engine/model/decoder_cache.h"

using namespace palimpsest;

namespace
{

double distance(const at::Tensor& a, const at::Tensor& b)
{
    return (a.to(at::kDouble) - b).abs().max().item<double>();
}

/// Caches of the same decoder: by the kernels, and in fp64, which they do not take.
class CachePair
{
public:
    CachePair(const at::Tensor& keyValue, const at::Tensor& lengths, int heads, std::int64_t beam)
        : m_tested(makeDecoderCache({{keyValue, keyValue}, lengths, heads, beam})),
          m_exact(makeDecoderCache(
              {{keyValue.to(at::kDouble), keyValue.to(at::kDouble)}, lengths, heads, beam}))
    {
    }

    /// Whether self-attention and attention to the source agree so far, in both layers.
    bool step(std::int64_t rows, std::int64_t width, at::ScalarType type, double most)
    {
        bool agree = true;
        for (const std::size_t layer : {0, 1}) {
            const at::Tensor projected = at::randn({rows, 3 * width}).to(type);
            agree &= distance(m_tested->attendSelf(layer, projected),
                              m_exact->attendSelf(layer, projected.to(at::kDouble))) < most;
            const at::Tensor query = at::randn({rows, width}).to(type);
            agree &= distance(m_tested->attendSource(layer, query),
                              m_exact->attendSource(layer, query.to(at::kDouble))) < most;
        }
        return agree;
    }

    void select(const at::Tensor& rows, const at::Tensor& sentences)
    {
        m_tested->select(rows, sentences);
        m_exact->select(rows, sentences);
    }

private:
    std::unique_ptr<DecoderCache> m_tested, m_exact;
};

} // namespace

class DecodingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }
    void init() { at::manual_seed(11); }

    void cacheEqualsOperations_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("beam");
        QTest::addColumn<bool>("padded");
        QTest::addColumn<bool>("half");
        for (const bool half : {false, true})
            for (const bool padded : {false, true})
                for (const int beam : {1, 4})
                    for (const auto& [heads, width] :
                         {std::pair(4, 16), std::pair(3, 8), std::pair(1, 64), std::pair(2, 40)})
                        QTest::addRow("%d heads of %d, beam %d%s%s", heads, width, beam,
                                      padded ? ", padded" : "", half ? ", bf16" : "")
                            << heads << width << beam << padded << half;
    }

    /// Hypotheses change places at every step and sentences leave, as in a search.
    void cacheEqualsOperations()
    {
        QFETCH(int, heads);
        QFETCH(int, width);
        QFETCH(int, beam);
        QFETCH(bool, padded);
        QFETCH(bool, half);
        const at::ScalarType type = half ? at::kBFloat16 : at::kFloat;
        const std::int64_t inner = heads * width;
        std::int64_t sentences = 5;
        const at::Tensor lengths =
            padded ? at::tensor(std::vector<std::int64_t>{19, 1, 7, 16, 17}) : at::Tensor();
        CachePair caches(at::randn({sentences, 19, 2 * inner}).to(type), lengths, heads, beam);
        std::mt19937 random(3);
        const auto drawn = [&](std::int64_t end) {
            return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(end));
        };
        for (int position = 0; position < 20; ++position) {
            QVERIFY(caches.step(sentences * beam, inner, type, half ? 2e-2 : 2e-6));
            const std::int64_t leaves = position % 5 == 4 && sentences > 1 ? drawn(sentences) : -1;
            std::vector<std::int64_t> kept, rows;
            for (std::int64_t sentence = 0; sentence < sentences; ++sentence) {
                if (sentence == leaves)
                    continue;
                kept.push_back(sentence);
                for (int hypothesis = 0; hypothesis < beam; ++hypothesis)
                    rows.push_back(sentence * beam + drawn(beam));
            }
            caches.select(at::tensor(rows), leaves < 0 ? at::Tensor() : at::tensor(kept));
            sentences = static_cast<std::int64_t>(kept.size());
        }
        QVERIFY(sentences < 5);
    }

    void bestPiecesEqualOperations_data()
    {
        QTest::addColumn<int>("vocabulary");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("forbidden");
        for (const int vocabulary : {8, 63, 64, 65, 200, 1001})
            for (const int count : {1, 8})
                for (const int forbidden : {-1, 3, vocabulary - 1})
                    if (count < vocabulary)
                        QTest::addRow("%d of %d without %d", count, vocabulary, forbidden)
                            << vocabulary << count << forbidden;
    }

    void bestPiecesEqualOperations()
    {
        QFETCH(int, vocabulary);
        QFETCH(int, count);
        QFETCH(int, forbidden);
        const at::Tensor logits = at::randn({33, vocabulary}) * 5;
        at::Tensor scores = logits.to(at::kDouble).log_softmax(1);
        if (forbidden >= 0)
            scores.select(1, forbidden).fill_(-std::numeric_limits<double>::infinity());
        const auto [wanted, places] = scores.topk(count, 1);
        const cpu::BestPieces found = cpu::bestPieces(logits, count, forbidden);
        QVERIFY(distance(found.scores, wanted) < 1e-5);
        QVERIFY(found.pieces.equal(places));
        QVERIFY(cpu::bestPiece(logits, forbidden).equal(places.select(1, 0)));
        for (const std::string& level : cpu::levels()) {
            at::Tensor ofLevel = at::empty({33, count});
            at::Tensor pieces = at::empty({33, count}, at::kLong);
            cpu::kernelsOf(level).bestOfRows({logits.const_data_ptr<float>(), vocabulary, count,
                                              forbidden, ofLevel.mutable_data_ptr<float>(),
                                              pieces.mutable_data_ptr<std::int64_t>()},
                                             0, 33);
            QVERIFY(pieces.equal(places));
            QVERIFY(distance(ofLevel, wanted) < 1e-5);
        }
    }

    /// Of equals the first comes first, missing ones are −∞, and what is no number shows.
    void bestPiecesAtTheEdges()
    {
        const auto pieces = [](const at::Tensor& logits, std::int64_t count) {
            return cpu::bestPieces(logits, count, 0);
        };
        const cpu::BestPieces equal = pieces(at::zeros({1, 130}), 3);
        QVERIFY(equal.pieces.equal(at::tensor(std::vector<std::int64_t>{1, 2, 3}).view({1, 3})));
        QVERIFY(cpu::bestPiece(at::zeros({2, 130}), 0).equal(at::ones({2}, at::kLong)));
        const cpu::BestPieces few = pieces(at::zeros({1, 2}), 2);
        QCOMPARE(few.pieces[0][0].item<std::int64_t>(), std::int64_t{1});
        QCOMPARE(few.scores[0][1].item<float>(), -std::numeric_limits<float>::infinity());
        at::Tensor bad = at::zeros({1, 130});
        bad[0][77] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(std::isnan(pieces(bad, 1).scores[0][0].item<float>()));
    }
};

QTEST_APPLESS_MAIN(DecodingTest)
#include "tst_decoding.moc"
