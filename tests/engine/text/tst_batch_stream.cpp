// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "engine/text/batch_cutter.h"
#include "engine/text/batch_stream.h"
#include "engine/text/pair_permutation.h"
#include "tests/engine/text/text_fixture.h"

using namespace palimpsest;

namespace
{

constexpr std::int64_t kBudget = 800;

using Plain = std::vector<std::array<std::int64_t, 3>>;

Plain plain(const BatchIndices& batch)
{
    Plain examples;
    for (const BatchExample& example : batch.examples)
        examples.push_back({example.source, example.shard, example.pair});
    return examples;
}

} // namespace

class BatchStreamTest : public QObject
{
    Q_OBJECT

    TextFolder m_folder;
    std::shared_ptr<const IdShard> m_old;
    std::shared_ptr<const IdShard> m_newA;
    std::shared_ptr<const IdShard> m_newB;

    std::shared_ptr<const IdShard> shard(const Tokenizer& tokenizer, const std::string& name,
                                         int pairs, std::uint64_t maxWords)
    {
        MadeUpText made(fingerprint(name));
        std::string source;
        std::string target;
        for (int pair = 0; pair < pairs; ++pair) {
            source += made.sentence(1, maxWords) + "\n";
            target += made.sentence(1, maxWords) + "\n";
        }
        return std::make_shared<IdShard>(
            encodeShard(m_folder.write(name + ".de", source), m_folder.write(name + ".en", target),
                        name, tokenizer, LengthFilter{1000, 1000}, m_folder.path() / "shards", 1));
    }

    BatchStream mixture(double oldProbability, std::uint64_t seed = 1) const
    {
        return BatchStream(
            {{{m_old}, oldProbability, false}, {{m_newA, m_newB}, 1 - oldProbability, true}},
            kBudget, seed);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Tokenizer tokenizer = makeTokenizer(m_folder);
        m_old = shard(tokenizer, "old", 3001, 20);
        m_newA = shard(tokenizer, "newA", 700, 12);
        m_newB = shard(tokenizer, "newB", 293, 12);
    }

    void permutesEverySize()
    {
        for (const std::int64_t size : {1, 2, 3, 5, 16, 17, 1000}) {
            const PairPermutation permutation(size, 42);
            std::set<std::int64_t> seen;
            for (std::int64_t index = 0; index < size; ++index)
                seen.insert(permutation(index));
            QCOMPARE(static_cast<std::int64_t>(seen.size()), size);
            QVERIFY(*seen.begin() == 0 && *seen.rbegin() == size - 1);
        }
    }

    // Over many keys every value must be as frequent at every place: chi-square with 17 · 16 …
    // degrees.
    void permutationsAreUniform()
    {
        constexpr std::int64_t kSize = 17;
        constexpr int kKeys = 20000;
        std::map<std::pair<std::int64_t, std::int64_t>, int> counts;
        for (int key = 0; key < kKeys; ++key) {
            const PairPermutation permutation(kSize, mixBits(static_cast<std::uint64_t>(key)));
            for (std::int64_t index = 0; index < kSize; ++index)
                ++counts[{index, permutation(index)}];
        }
        const double expected = static_cast<double>(kKeys) / kSize;
        double chiSquare = 0;
        for (std::int64_t index = 0; index < kSize * kSize; ++index) {
            const double difference = counts[{index / kSize, index % kSize}] - expected;
            chiSquare += difference * difference / expected;
        }
        const double freedom = (kSize - 1.0) * (kSize - 1.0);
        QVERIFY2(std::abs(chiSquare - freedom) < 6 * std::sqrt(2 * freedom),
                 qPrintable(QString::number(chiSquare)));
    }

    void isAPureFunctionOfSeedAndStep()
    {
        BatchStream walked = mixture(0.5);
        std::vector<Plain> batches;
        std::vector<std::int64_t> newBefore;
        std::vector<std::int64_t> targetBefore;
        std::int64_t targetPieces = 0;
        for (std::int64_t step = 0; step < 400; ++step) {
            batches.push_back(plain(walked.at(step)));
            newBefore.push_back(walked.at(step).newExamplesBefore);
            QCOMPARE(walked.at(step).targetPiecesBefore, targetPieces);
            for (const BatchExample& example : walked.at(step).examples)
                targetPieces += static_cast<std::int64_t>(walked.pair(example).target.size());
            targetBefore.push_back(walked.at(step).targetPiecesBefore);
        }
        for (const std::int64_t step : {399, 0, 250, 251, 63, 64, 399}) {
            BatchStream fresh = mixture(0.5);
            const auto index = static_cast<std::size_t>(step);
            QCOMPARE(plain(fresh.at(step)), batches[index]);
            QCOMPARE(fresh.at(step).newExamplesBefore, newBefore[index]);
            QCOMPARE(fresh.at(step).targetPiecesBefore, targetBefore[index]);
            QCOMPARE(plain(walked.at(step)), batches[index]); // and back
        }
        BatchStream other = mixture(0.5, 2);
        QVERIFY(plain(other.at(0)) != batches[0]);
    }

    void respectsTheBudgetAndSaysTheSizes()
    {
        BatchStream stream = mixture(0.5);
        std::int64_t newExamples = 0;
        std::int64_t pieces = 0;
        std::int64_t padded = 0;
        for (std::int64_t step = 0; step < 500; ++step) {
            const BatchIndices& batch = stream.at(step);
            std::size_t maxSource = 0;
            std::size_t maxTarget = 0;
            QCOMPARE(batch.newExamplesBefore, newExamples);
            for (const BatchExample& example : batch.examples) {
                const EncodedPair pair = stream.pair(example);
                maxSource = std::max(maxSource, pair.source.size());
                maxTarget = std::max(maxTarget, pair.target.size());
                pieces += static_cast<std::int64_t>(pair.source.size() + pair.target.size());
                newExamples += example.source == 1;
            }
            QCOMPARE(batch.maxSource, static_cast<int>(maxSource));
            QCOMPARE(batch.maxTarget, static_cast<int>(maxTarget));
            const auto size =
                static_cast<std::int64_t>(batch.examples.size() * (maxSource + maxTarget));
            QVERIFY(size <= kBudget && size > 0);
            padded += size;
        }
        // The lengths of the two sides are independent here, the worst case; unsorted it would be 2
        // to 3 times.
        QVERIFY2(
            static_cast<double>(padded) < 1.25 * static_cast<double>(pieces),
            qPrintable(QString::number(static_cast<double>(padded) / static_cast<double>(pieces))));
        QVERIFY2(padded > 500 * kBudget * 8 / 10, qPrintable(QString::number(padded)));
    }

    void takesEveryPairOnceAnEpoch()
    {
        BatchStream stream({{{m_newA, m_newB}, 1, true}}, kBudget, 3);
        QCOMPARE(stream.newExamples(), std::int64_t{993});
        // Pairs are drawn in windows, so whole windows hold whole numbers of draws: after any
        // window of n draws each pair has occurred floor or ceil of n / 993 times.
        std::map<std::array<std::int64_t, 3>, int> counts;
        std::int64_t drawn = 0;
        int checked = 0;
        for (std::int64_t step = 0; step < 1200; ++step) {
            for (const auto& example : plain(stream.at(step)))
                ++counts[example];
            drawn = stream.at(step + 1).newExamplesBefore;
            const auto [low, high] = std::ranges::minmax_element(
                counts, {}, [](const auto& entry) { return entry.second; });
            const bool whole = counts.size() == 993 && high->second - low->second <= 1 &&
                               low->second == drawn / 993;
            checked += whole;
        }
        QVERIFY2(checked >= 5, qPrintable(QString::number(checked)));
        QVERIFY(drawn > 5 * 993);
        // An epoch's order is fresh.
        QVERIFY(PairPermutation(993, 1)(0) != PairPermutation(993, 2)(0) ||
                PairPermutation(993, 1)(1) != PairPermutation(993, 2)(1));
    }

    void mixesWithTheProbabilityAsked_data()
    {
        QTest::addColumn<double>("probability");
        QTest::newRow("100:1") << 100.0 / 101;
        QTest::newRow("10:1") << 10.0 / 11;
        QTest::newRow("1:1") << 0.5;
        QTest::newRow("none") << 0.0;
    }

    void mixesWithTheProbabilityAsked()
    {
        QFETCH(const double, probability);
        // The same text on both sides of the mixture: a window that the last step cuts through,
        // sorted by length, then holds no more of one than of the other.
        BatchStream stream(
            {{{m_newA, m_newB}, probability, false}, {{m_newA, m_newB}, 1 - probability, true}},
            kBudget, 17);
        double examples = 0;
        double fromOld = 0;
        double firstShard = 0;
        for (std::int64_t step = 0; step < 3000; ++step) {
            for (const BatchExample& example : stream.at(step).examples) {
                ++examples;
                fromOld += example.source == 0;
                firstShard += example.shard == 0;
            }
        }
        const double deviation = std::sqrt(examples * probability * (1 - probability));
        QVERIFY2(std::abs(fromOld - examples * probability) <= 4 * deviation,
                 qPrintable(QString::number(fromOld / examples)));
        QVERIFY(std::abs(firstShard / examples - 700.0 / 993) < 0.005);
    }

    // Sorting windows by length must not change which lengths are trained on.
    void keepsTheDistributionOfLengths()
    {
        BatchStream stream({{{m_old}, 1, false}}, kBudget, 5);
        double drawn = 0;
        double pieces = 0;
        std::set<std::size_t> lengthsOfFirst;
        for (std::int64_t step = 0; step < 2000; ++step) {
            for (const BatchExample& example : stream.at(step).examples) {
                ++drawn;
                pieces += static_cast<double>(stream.pair(example).target.size());
            }
            if (step < 10)
                lengthsOfFirst.insert(stream.pair(stream.at(step).examples[0]).target.size());
        }
        const double mean =
            static_cast<double>(m_old->facts().targetPieces) / static_cast<double>(m_old->size());
        QVERIFY2(std::abs(pieces / drawn - mean) < 0.02 * mean,
                 qPrintable(QString::number(pieces / drawn)));
        QVERIFY(lengthsOfFirst.size() >
                4); // batches of a window are shuffled, not short ones first
    }

    void cutsEvenly()
    {
        std::vector<DrawnLengths> window(101, {10, 10, 0});
        const auto starts = cutEvenly(window, 200); // 10 pairs fit
        QCOMPARE(starts.size(), std::size_t{11});
        // No last batch of one: with 11 batches each holds 9 or 10, the last 101 - 10·10 = 1 at
        // worst is what plain cutting gives; evenly, no smaller budget than 10 pairs would do with
        // 11 batches.
        std::vector<DrawnLengths> fewer(61, {10, 10, 0});
        const auto even =
            cutEvenly(fewer, 400); // 20 pairs fit: 4 batches, 16 each instead of 20, 20, 20, 1
        QCOMPARE(even, (std::vector<std::size_t>{0, 16, 32, 48}));
    }

    void refusesWhatCannotBeDrawn()
    {
        const auto refuse = [](std::vector<BatchSource> sources, std::int64_t budget) {
            return sentenceOf([&] { const BatchStream stream(std::move(sources), budget, 1); });
        };
        QVERIFY(contains(refuse({}, kBudget), "no training text"));
        QVERIFY(contains(refuse({{{m_old}, 0, true}}, kBudget), "no training text"));
        QVERIFY(contains(refuse({{{}, 1, true}}, kBudget), "no pairs"));
        QVERIFY(contains(refuse({{{m_old}, -1, true}}, kBudget), "0 or more"));
        QVERIFY(contains(refuse({{{m_old}, 1, true}}, 20), "batch of 20 tokens"));
    }
};

QTEST_GUILESS_MAIN(BatchStreamTest)
#include "tst_batch_stream.moc"
