// SPDX-License-Identifier: GPL-3.0-or-later
// Every figure, signature and per-segment statistic against sacreBLEU's own.
#include <cmath>

#include <QtTest>

#include "corpora.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/ter.h"
#include "engine/study/error.h"
#include "metric_options.h"
#include "python_reference.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

QString describe(const MetricPair& pair)
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
    static void compare(const std::vector<MetricPair>& pairs, const ScoredCorpus& corpus,
                        int sentences)
    {
        json cases = json::array();
        for (const MetricPair& pair : pairs)
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

    static void compareOne(const MetricPair& pair, const ScoredCorpus& corpus, const json& answer)
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
        compare({bleuPair(json::object()), chrfPair({{"word_order", 2}})}, corpus, 0);
        compare({terPair(json::object())}, firstSegments(corpus, 100), 0);
    }

    /// The other direction: text that Python makes out of all of Unicode, options drawn at random.
    /// Another seed, for a search: PALIMPSEST_PROPERTY_SEED.
    void textFromPython_data()
    {
        QTest::addColumn<int>("seed");
        const int first = qEnvironmentVariableIntValue("PALIMPSEST_PROPERTY_SEED");
        for (int seed = first; seed < first + 6; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void textFromPython()
    {
        QFETCH(int, seed);
        std::vector<MetricPair> pairs;
        for (int i = 0; i < 12; ++i)
            pairs.push_back(randomNgramOptions(static_cast<std::uint32_t>(seed * 100 + i)));
        json cases = json::array();
        for (const MetricPair& pair : pairs)
            cases.push_back({{"metric", pair.metric},
                             {"options", pair.options},
                             {"generate", {{"seed", seed}, {"segments", 60}, {"references", 2}}},
                             {"sentences", 10}});
        for (const MetricPair& edits :
             everyTerOption()) { // few: the reference takes long over them
            pairs.push_back(edits);
            cases.push_back({{"metric", edits.metric},
                             {"options", edits.options},
                             {"generate", {{"seed", seed}, {"segments", 15}, {"references", 1}}},
                             {"sentences", 5}});
        }
        const json answers = askPython("sacrebleu_reference.py", cases);
        for (std::size_t i = 0; i < pairs.size() && !QTest::currentTestFailed(); ++i) {
            const ScoredCorpus corpus{
                answers[i]["hypotheses"].get<std::vector<std::string>>(),
                answers[i]["references"].get<std::vector<std::vector<std::string>>>()};
            compareOne(pairs[i], corpus, answers[i]);
        }
    }

    /// A figure that sacreBLEU's command line cannot give carries a tag that it never prints.
    void ownTags()
    {
        for (const int order : {1, 2, 5}) {
            const std::string signature = Bleu(BleuOptions{.maxOrder = order}).signature();
            QVERIFY2(signature.find("|order:" + std::to_string(order) + "|") != std::string::npos,
                     signature.c_str());
        }
        QVERIFY(Bleu().signature().find("order") == std::string::npos);
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
