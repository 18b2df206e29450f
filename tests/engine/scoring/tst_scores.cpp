// SPDX-License-Identifier: GPL-3.0-or-later
// Every figure, signature and per-segment statistic against sacreBLEU's own.
#include <cmath>

#include <QtTest>

#include "corpora.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/ter.h"
#include "engine/study/error.h"
#include "python_reference.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

/// A metric of ours with the same one's name and arguments in Python.
struct Pair {
    std::string metric;
    json options;
    std::shared_ptr<Metric> ours;
};

BleuSmoothing smoothingFromName(const std::string& name)
{
    return name == "none"    ? BleuSmoothing::None
           : name == "floor" ? BleuSmoothing::Floor
           : name == "add-k" ? BleuSmoothing::AddK
                             : BleuSmoothing::Exp;
}

Pair bleu(const json& options)
{
    BleuOptions ours;
    ours.tokenizer = bleuTokenizerFromName(options.value("tokenize", "13a"));
    ours.lowercase = options.value("lowercase", false);
    ours.smoothing = smoothingFromName(options.value("smooth_method", "exp"));
    if (options.contains("smooth_value"))
        ours.smoothValue = options["smooth_value"].get<double>();
    ours.effectiveOrder = options.value("effective_order", false);
    ours.maxOrder = options.value("max_ngram_order", 4);
    return {"BLEU", options, std::make_shared<Bleu>(ours)};
}

Pair chrf(const json& options)
{
    ChrfOptions ours;
    ours.charOrder = options.value("char_order", 6);
    ours.wordOrder = options.value("word_order", 0);
    ours.beta = options.value("beta", 2);
    ours.lowercase = options.value("lowercase", false);
    ours.whitespace = options.value("whitespace", false);
    ours.epsSmoothing = options.value("eps_smoothing", false);
    return {"CHRF", options, std::make_shared<Chrf>(ours)};
}

Pair ter(const json& options)
{
    TerOptions ours;
    ours.normalized = options.value("normalized", false);
    ours.noPunct = options.value("no_punct", false);
    ours.caseSensitive = options.value("case_sensitive", false);
    return {"TER", options, std::make_shared<Ter>(ours)};
}

std::vector<Pair> everyNgramOption()
{
    std::vector<Pair> pairs;
    for (const char* tokenizer : {"13a", "intl", "char", "none"})
        for (const bool lowercase : {false, true})
            pairs.push_back(bleu({{"tokenize", tokenizer}, {"lowercase", lowercase}}));
    pairs.push_back(bleu({{"smooth_method", "none"}}));
    pairs.push_back(bleu({{"smooth_method", "floor"}}));
    pairs.push_back(bleu({{"smooth_method", "floor"}, {"smooth_value", 0.37}}));
    pairs.push_back(bleu({{"smooth_method", "add-k"}}));
    pairs.push_back(bleu({{"smooth_method", "add-k"}, {"smooth_value", 0.5}}));
    pairs.push_back(bleu({{"effective_order", true}}));
    pairs.push_back(chrf(json::object()));
    pairs.push_back(chrf({{"word_order", 1}}));
    pairs.push_back(chrf({{"word_order", 2}}));
    pairs.push_back(chrf({{"word_order", 2}, {"eps_smoothing", true}}));
    pairs.push_back(chrf({{"eps_smoothing", true}}));
    pairs.push_back(chrf({{"beta", 1}}));
    pairs.push_back(chrf({{"beta", 3}, {"char_order", 4}}));
    pairs.push_back(chrf({{"lowercase", true}}));
    pairs.push_back(chrf({{"whitespace", true}, {"word_order", 2}}));
    return pairs;
}

std::vector<Pair> everyTerOption()
{
    std::vector<Pair> pairs;
    for (const bool normalized : {false, true})
        for (const bool noPunct : {false, true})
            for (const bool caseSensitive : {false, true})
                pairs.push_back(ter({{"normalized", normalized},
                                     {"no_punct", noPunct},
                                     {"case_sensitive", caseSensitive}}));
    return pairs;
}

QString describe(const Pair& pair)
{
    return QString::fromStdString(pair.metric + pair.options.dump());
}

ScoredCorpus firstSegments(ScoredCorpus corpus, std::size_t segments)
{
    segments = std::min(segments, corpus.hypotheses.size());
    corpus.hypotheses.resize(segments);
    for (auto& column : corpus.references)
        column.resize(segments);
    return corpus;
}

/// Same number for what a reader may compare: equal to 1e-9.
bool same(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

} // namespace

class TestScores : public QObject
{
    Q_OBJECT

private:
    static void compare(const std::vector<Pair>& pairs, const ScoredCorpus& corpus, int sentences)
    {
        json cases = json::array();
        for (const Pair& pair : pairs)
            cases.push_back({{"metric", pair.metric},
                             {"options", pair.options},
                             {"hypotheses", corpus.hypotheses},
                             {"references", corpus.references},
                             {"sentences", sentences}});
        const json answers = askPython("sacrebleu_reference.py", cases);
        QCOMPARE(answers.size(), pairs.size());
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            compareOne(pairs[i], corpus, answers[i]);
            if (QTest::currentTestFailed())
                return;
        }
    }

    static void compareOne(const Pair& pair, const ScoredCorpus& corpus, const json& answer)
    {
        const auto statistics = pair.ours->statistics(corpus.hypotheses, corpus.references);
        QCOMPARE(statistics.size(), answer["statistics"].size());
        for (std::size_t i = 0; i < statistics.size(); ++i) {
            const auto theirs = answer["statistics"][i].get<SegmentStatistics>();
            if (statistics[i] != theirs)
                QFAIL(qPrintable(describe(pair) + QStringLiteral(" segment %1\n").arg(i) +
                                 QString::fromStdString(json(statistics[i]).dump() + "\n" +
                                                        json(theirs).dump() + "\n" +
                                                        json(corpus.hypotheses[i]).dump() + "\n" +
                                                        json(corpus.references[0][i]).dump())));
        }
        const double score = pair.ours->score(sumStatistics(statistics));
        QVERIFY2(same(score, answer["score"].get<double>()),
                 qPrintable(describe(pair) + QStringLiteral(": %1 %2")
                                                 .arg(score, 0, 'g', 17)
                                                 .arg(answer["score"].get<double>(), 0, 'g', 17)));
        SignatureContext context;
        context.references = static_cast<int>(corpus.references.size());
        QCOMPARE(pair.ours->name(), answer["name"].get<std::string>());
        QCOMPARE(pair.ours->signature(context), answer["signature"].get<std::string>());
        context.abbreviated = true;
        QCOMPARE(pair.ours->signature(context), answer["short"].get<std::string>());
        for (std::size_t i = 0; answer.contains("sentences") && i < answer["sentences"].size();
             ++i) {
            std::vector<std::string> references;
            for (const auto& column : corpus.references)
                references.push_back(column[i]);
            const double sentence = pair.ours->sentenceScore(corpus.hypotheses[i], references);
            QVERIFY2(same(sentence, answer["sentences"][i].get<double>()),
                     qPrintable(describe(pair)));
        }
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(hasPython(), "the tests' Python environment is missing"); }

    void nastyText_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<int>("segments");
        QTest::addColumn<int>("references");
        QTest::newRow("one reference") << 1 << 200 << 1;
        QTest::newRow("two references") << 2 << 60 << 2;
        QTest::newRow("three references") << 3 << 40 << 3;
        QTest::newRow("one segment") << 4 << 1 << 1;
    }
    void nastyText()
    {
        QFETCH(int, seed);
        QFETCH(int, segments);
        QFETCH(int, references);
        const ScoredCorpus corpus =
            nastyCorpus(static_cast<std::uint32_t>(seed), static_cast<std::size_t>(segments),
                        static_cast<std::size_t>(references));
        compare(everyNgramOption(), corpus, 20);
        compare(everyTerOption(), firstSegments(corpus, 16),
                5); // the reference takes long over them
    }

    void realText_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("English") << QStringLiteral("de-en/news/test.en.gz");
        QTest::newRow("French") << QStringLiteral("en-fr/news/test.fr.gz");
    }
    void realText()
    {
        QFETCH(QString, path);
        const auto lines = sharedLines(path.toStdString(), 3003);
        if (lines.empty())
            QSKIP("the shared corpora are not on this machine");
        QVERIFY(lines.size() >= 3000);
        const ScoredCorpus corpus = disturbedCorpus(lines, 7);
        compare({bleu(json::object()), bleu({{"tokenize", "intl"}}), bleu({{"lowercase", true}}),
                 chrf(json::object()), chrf({{"word_order", 2}})},
                corpus, 0);
        compare({ter(json::object())}, firstSegments(corpus, 100), 0);
    }

    /// The example of sacreBLEU's README: three sentences with two references.
    void publishedExample()
    {
        const std::vector<std::string> system{"The dog bit the man.", "It wasn't surprising.",
                                              "The man had just bitten him."};
        const std::vector<std::vector<std::string>> references{
            {"The dog bit the man.", "It was not unexpected.", "The man bit him first."},
            {"The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."}};
        const Bleu metric;
        const auto sum = sumStatistics(metric.statistics(system, references));
        QVERIFY(std::abs(metric.score(sum) - 48.530827) < 1e-6);
        QCOMPARE(metric.detail(sum).text(),
                 std::string(
                     "82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)"));
        const ScoredCorpus corpus{system, references};
        compare(everyNgramOption(), corpus, 3);
        compare(everyTerOption(), corpus, 3);
    }

    void badInput()
    {
        using Lines = std::vector<std::string>;
        using Columns = std::vector<Lines>;
        for (const char* name : {"bleu", "chrf", "chrf++", "ter"}) {
            const auto metric = makeMetric(name);
            QVERIFY_THROWS_EXCEPTION(BadInput, metric->statistics(Lines{"a"}, Columns{}));
            QVERIFY_THROWS_EXCEPTION(BadInput, metric->statistics(Lines{"a"}, Columns{{"a", "b"}}));
            QVERIFY_THROWS_EXCEPTION(BadInput, metric->statistics(Lines{"a\xff"}, Columns{{"a"}}));
            QVERIFY_THROWS_EXCEPTION(BadInput,
                                     metric->statistics(Lines{"a"}, Columns{{"\xed\xa0\x80"}}));
            QVERIFY_THROWS_EXCEPTION(BadInput, metric->score({1, 2, 3, 4, 5}));
            QCOMPARE(metric->score({}), 0.0);
            QCOMPARE(metric->corpusScore(Lines{"", ""}, Columns{{"", ""}}), 0.0);
            QCOMPARE(metric->corpusScore(Lines{"", " "}, Columns{{"a b", "c"}}),
                     metric->higherIsBetter() ? 0.0 : 100.0);
            QCOMPARE(metric->corpusScore(Lines{"a"}, Columns{{""}}),
                     metric->higherIsBetter() ? 0.0 : 100.0);
        }
        QVERIFY_THROWS_EXCEPTION(BadInput, makeMetric("meteor"));
        QVERIFY_THROWS_EXCEPTION(BadInput, bleuTokenizerFromName("zh"));
        QVERIFY_THROWS_EXCEPTION(BadInput, Chrf(ChrfOptions{.charOrder = 0}));
        QVERIFY_THROWS_EXCEPTION(BadInput, Bleu(BleuOptions{.maxOrder = 0}));
    }
};

QTEST_GUILESS_MAIN(TestScores)
#include "tst_scores.moc"
