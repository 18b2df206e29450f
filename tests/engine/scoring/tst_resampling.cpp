// SPDX-License-Identifier: GPL-3.0-or-later
// Resampling tests draw numpy's numbers and give sacreBLEU's p-values and intervals.
#include <QtTest>

#include "corpora.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/numpy_random.h"
#include "engine/scoring/resampling.h"
#include "engine/scoring/ter.h"
#include "engine/study/error.h"
#include "python_reference.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

struct Systems {
    std::vector<std::vector<std::string>> references;
    std::vector<std::string> baseline;
    std::vector<std::string> system;
};

Systems systems(std::uint32_t seed, std::size_t segments, std::size_t references)
{
    const ScoredCorpus a = nastyCorpus(seed, segments, references);
    const ScoredCorpus b = disturbedCorpus(a.references[0], seed + 1);
    return {a.references, a.hypotheses, b.hypotheses};
}

bool same(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

} // namespace

class TestResampling : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(hasPython(), "the tests' Python environment is missing"); }

    void numbers_data()
    {
        QTest::addColumn<quint64>("seed");
        QTest::addColumn<int>("coins");
        QTest::addColumn<quint32>("below");
        QTest::newRow("default") << quint64{12345} << 77 << quint32{3003};
        QTest::newRow("zero") << quint64{0} << 0 << quint32{1};
        QTest::newRow("two words") << quint64{0x123456789abcdef} << 64 << quint32{3000000001U};
    }
    void numbers()
    {
        QFETCH(quint64, seed);
        QFETCH(int, coins);
        QFETCH(quint32, below);
        const json answer =
            askPython("significance_reference.py",
                      {{{"seed", seed}, {"coins", coins}, {"below", below}, {"picks", 500}}})[0];
        NumpyRandom random(seed);
        const auto words = random.coins(static_cast<std::size_t>(coins));
        for (std::size_t i = 0; i < static_cast<std::size_t>(coins); ++i)
            QCOMPARE((words[i / 32] >> (i % 32)) & 1U, answer["coins"][i].get<unsigned>());
        std::vector<std::uint32_t> picks(500);
        random.fillBelow(below, picks);
        QCOMPARE(picks, answer["picks"].get<std::vector<std::uint32_t>>());
    }

    void sacrebleuTests()
    {
        struct Case {
            std::string metric;
            json options;
            std::shared_ptr<Metric> ours;
            std::size_t references;
        };
        const std::vector<Case> cases{
            {"BLEU", json::object(), std::make_shared<Bleu>(), 1},
            {"BLEU",
             {{"smooth_method", "add-k"}, {"smooth_value", 0.5}},
             std::make_shared<Bleu>(
                 BleuOptions{.smoothing = BleuSmoothing::AddK, .smoothValue = 0.5}),
             1},
            {"BLEU",
             {{"smooth_method", "floor"}},
             std::make_shared<Bleu>(BleuOptions{.smoothing = BleuSmoothing::Floor}),
             2},
            {"CHRF", json::object(), std::make_shared<Chrf>(), 1},
            {"CHRF",
             {{"word_order", 2}, {"eps_smoothing", true}},
             std::make_shared<Chrf>(ChrfOptions{.wordOrder = 2, .epsSmoothing = true}),
             2},
            {"TER", json::object(), std::make_shared<Ter>(), 3},
        };
        json questions = json::array();
        std::vector<Systems> texts;
        for (const Case& c : cases) {
            texts.push_back(systems(static_cast<std::uint32_t>(texts.size()),
                                    c.metric == "TER" ? 12 : 80, c.references));
            for (const char* test : {"bs", "ar"})
                questions.push_back({{"metric", c.metric},
                                     {"options", c.options},
                                     {"test", test},
                                     {"samples", 400},
                                     {"seed", 4711},
                                     {"references", texts.back().references},
                                     {"baseline", texts.back().baseline},
                                     {"system", texts.back().system}});
        }
        const json answers = askPython("significance_reference.py", questions);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const Metric& metric = *cases[i].ours;
            const auto baseline = metric.statistics(texts[i].baseline, texts[i].references);
            const auto system = metric.statistics(texts[i].system, texts[i].references);
            const ResamplingOptions options{.samples = 400, .trials = 400, .seed = 4711};
            const PairedResult bootstrap = pairedBootstrap(metric, baseline, system, options);
            const json& bs = answers[2 * i];
            const QByteArray about = QByteArray::fromStdString(
                cases[i].metric + cases[i].options.dump() + " " + bs.dump());
            QVERIFY2(bootstrap.p == bs["p"].get<double>(),
                     about + QByteArray::number(bootstrap.p, 'g', 17));
            QVERIFY2(same(bootstrap.score, bs["score"]), about);
            QVERIFY2(same(bootstrap.interval->mean, bs["mean"]),
                     about + QByteArray::number(bootstrap.interval->mean, 'g', 17));
            QVERIFY2(same(bootstrap.interval->halfWidth, bs["ci"]), about);
            QVERIFY2(same(bootstrap.baselineInterval->mean, bs["baselineMean"]), about);
            QVERIFY2(same(bootstrap.baselineInterval->halfWidth, bs["baselineCi"]), about);
            const BootstrapInterval single = bootstrapInterval(metric, baseline, options);
            QVERIFY2(same(single.mean, bs["confidenceMean"]),
                     about + QByteArray::number(single.mean, 'g', 17));
            QVERIFY2(same(single.halfWidth, bs["confidenceCi"]), about);
            const PairedResult shuffled = pairedRandomisation(metric, baseline, system, options);
            QVERIFY2(shuffled.p == answers[2 * i + 1]["p"].get<double>(),
                     about + answers[2 * i + 1].dump().c_str());
        }
    }

    void threadsChangeNothing()
    {
        const Systems text = systems(9, 300, 1);
        const Bleu metric;
        const auto baseline = metric.statistics(text.baseline, text.references);
        const auto system = metric.statistics(text.system, text.references);
        ResamplingOptions options{.samples = 501, .trials = 777, .threads = 1};
        const PairedResult one = pairedBootstrap(metric, baseline, system, options);
        const PairedResult oneShuffled = pairedRandomisation(metric, baseline, system, options);
        options.threads = 7;
        const PairedResult seven = pairedBootstrap(metric, baseline, system, options);
        QCOMPARE(one.p, seven.p);
        QCOMPARE(one.interval->mean, seven.interval->mean);
        QCOMPARE(oneShuffled.p, pairedRandomisation(metric, baseline, system, options).p);
        QVERIFY(one.p < 1 && one.p > 0);
    }

    void edges()
    {
        const Bleu metric;
        const auto segment =
            metric.statistics(std::vector<std::string>{"a b c d e"},
                              std::vector<std::vector<std::string>>{{"a b c d e"}});
        const BootstrapInterval interval = bootstrapInterval(metric, segment);
        QVERIFY(std::abs(interval.mean - 100) < 1e-4); // single precision
        QCOMPARE(interval.halfWidth, 0.0);
        QCOMPARE(pairedBootstrap(metric, segment, segment).p,
                 1.0 / 1001); // as sacreBLEU: nothing exceeds 0
        QVERIFY_THROWS_EXCEPTION(BadInput, bootstrapInterval(metric, {}));
        const std::vector<SegmentStatistics> two(2, segment[0]);
        QVERIFY_THROWS_EXCEPTION(BadInput, pairedBootstrap(metric, segment, two));
        QVERIFY_THROWS_EXCEPTION(BadInput, pairedRandomisation(metric, segment, two));
        QVERIFY_THROWS_EXCEPTION(BadInput, bootstrapInterval(metric, segment, {.samples = 0}));
    }
};

QTEST_GUILESS_MAIN(TestResampling)
#include "tst_resampling.moc"
