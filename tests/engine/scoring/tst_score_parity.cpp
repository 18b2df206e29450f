// SPDX-License-Identifier: GPL-3.0-or-later
// sacreBLEU's recorded figures for every option on thousands of real lines, and its published
// examples.
#include <cmath>
#include <cstring>
#include <fstream>

#include <QCryptographicHash>
#include <QtTest>

#include <zlib.h>

#include "corpora.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/resampling.h"
#include "engine/scoring/ter.h"
#include "metric_options.h"
#include "python_reference.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

/// recorded_scores.json: {"<language>": {"text": digest, "scores": [{"metric", "options", "score",
/// "signature", "digest"}]}}, as sacreBLEU 2.6.0 answered. A language is recorded anew with
/// PALIMPSEST_RECORD_SCORES=<language>, which takes sacreBLEU's TER about ten minutes.
const QString kRecord =
    QStringLiteral(PALIMPSEST_SOURCE_DIR "/tests/engine/scoring/recorded_scores.json");

ScoredCorpus recordedCorpus(const std::string& language)
{
    const std::uint32_t seed = language == "de" ? 31 : language == "en" ? 32 : 33;
    return disturbedCorpus(decoratedLines(realLines(language), seed), seed);
}

std::string digestOf(const ScoredCorpus& corpus)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto* lines : {&corpus.hypotheses, &corpus.references[0]})
        for (const std::string& line : *lines)
            hash.addData(QByteArray::fromStdString(line) + '\0');
    return hash.result().toHex().toStdString();
}

std::string digestOf(const std::vector<SegmentStatistics>& statistics)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const SegmentStatistics& segment : statistics)
        hash.addData(QByteArray(reinterpret_cast<const char*>(segment.data()),
                                static_cast<qsizetype>(segment.size() * sizeof(double))));
    return hash.result().toHex().toStdString();
}

std::vector<MetricPair> everyOption()
{
    std::vector<MetricPair> pairs = everyNgramOption();
    for (MetricPair& pair : everyTerOption())
        pairs.push_back(std::move(pair));
    return pairs;
}

json casesOf(const std::vector<MetricPair>& pairs, const ScoredCorpus& corpus)
{
    json cases = json::array();
    for (const MetricPair& pair : pairs)
        cases.push_back({{"metric", pair.metric},
                         {"options", pair.options},
                         {"hypotheses", corpus.hypotheses},
                         {"references", corpus.references},
                         {"digest", true}});
    return cases;
}

/// What is kept of an answer.
json recordOf(const MetricPair& pair, const json& answer)
{
    return {{"metric", pair.metric},
            {"options", pair.options},
            {"score", answer["score"]},
            {"signature", answer["signature"]},
            {"digest", answer["digest"]}};
}

json readRecord()
{
    std::ifstream file(kRecord.toStdString());
    return json::parse(file);
}

void record(const std::string& language)
{
    const ScoredCorpus corpus = recordedCorpus(language);
    const std::vector<MetricPair> pairs = everyOption();
    const json answers = askPython("sacrebleu_reference.py", casesOf(pairs, corpus));
    json recorded{{"text", digestOf(corpus)}, {"scores", json::array()}};
    for (std::size_t i = 0; i < pairs.size(); ++i)
        recorded["scores"].push_back(recordOf(pairs[i], answers[i]));
    json all = readRecord();
    all[language] = std::move(recorded);
    std::ofstream(kRecord.toStdString()) << all.dump(1) << '\n';
}

/// Statistics that sacreBLEU computed of a published system output: BLEU's 10 numbers, then chrF's
/// 18, one segment a line.
struct PublishedSystem {
    std::vector<SegmentStatistics> bleu;
    std::vector<SegmentStatistics> chrf;
};

PublishedSystem publishedSystem(const char* name)
{
    const std::string path = std::string(PALIMPSEST_TEST_DATA "/newstest2017/") + name + ".gz";
    const gzFile file = gzopen(path.c_str(), "rb");
    PublishedSystem system;
    char buffer[1024];
    while (file != nullptr && gzgets(file, buffer, sizeof buffer) != nullptr) {
        std::istringstream line(buffer);
        SegmentStatistics bleu(10);
        SegmentStatistics chrf(18);
        for (double& value : bleu)
            line >> value;
        for (double& value : chrf)
            line >> value;
        system.bleu.push_back(bleu);
        system.chrf.push_back(chrf);
    }
    if (file != nullptr)
        gzclose(file);
    return system;
}

} // namespace

class TestScoreParity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (qEnvironmentVariableIsSet("PALIMPSEST_RECORD_SCORES"))
            record(qEnvironmentVariable("PALIMPSEST_RECORD_SCORES").toStdString());
        m_record = readRecord();
    }

    void everyOptionOnRealText_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("German") << QStringLiteral("de");
        QTest::newRow("English") << QStringLiteral("en");
        QTest::newRow("French") << QStringLiteral("fr");
    }
    void everyOptionOnRealText()
    {
        QFETCH(QString, language);
        const json& recorded = m_record.at(language.toStdString());
        const ScoredCorpus corpus = recordedCorpus(language.toStdString());
        QVERIFY(corpus.hypotheses.size() >= 3000);
        QCOMPARE(digestOf(corpus), recorded["text"].get<std::string>());
        const std::vector<MetricPair> pairs = everyOption();
        QCOMPARE(recorded["scores"].size(), pairs.size());
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const json& theirs = recorded["scores"][i];
            const auto statistics = pairs[i].ours->statistics(corpus.hypotheses, corpus.references);
            const QByteArray about = QByteArray::fromStdString(theirs.dump());
            QVERIFY2(pairs[i].options == theirs["options"], about);
            QVERIFY2(digestOf(statistics) == theirs["digest"].get<std::string>(), about);
            const double score = pairs[i].ours->score(sumStatistics(statistics));
            QVERIFY2(std::abs(score - theirs["score"].get<double>()) <= 1e-9,
                     about + QByteArray::number(score, 'g', 17));
            QVERIFY2(pairs[i].ours->signature() == theirs["signature"].get<std::string>(), about);
        }
    }

    /// The record is what sacreBLEU says today, as far as it answers quickly.
    void recordIsTrue()
    {
        QVERIFY2(hasPython(), "the tests' Python environment is missing");
        const ScoredCorpus corpus = recordedCorpus("de");
        const std::vector<MetricPair> pairs{bleuPair({{"tokenize", "13a"}, {"lowercase", false}}),
                                            bleuPair({{"tokenize", "intl"}, {"lowercase", true}}),
                                            chrfPair({{"word_order", 2}})};
        const json answers = askPython("sacrebleu_reference.py", casesOf(pairs, corpus));
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const json found = recordOf(pairs[i], answers[i]);
            const json& scores = m_record["de"]["scores"];
            QVERIFY2(std::find(scores.begin(), scores.end(), found) != scores.end(),
                     found.dump().c_str());
        }
    }

    void publishedSentences_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<double>("score");
        const auto add = [](const char* options, double score) {
            QTest::addRow("%s", options) << QByteArray(options) << score;
        };
        // test_sentence_bleu.py, from issue 98 of sacreBLEU
        add(R"({"smooth_method":"exp"})", 8.493);
        add(R"({"smooth_method":"none"})", 0.0);
        add(R"({"smooth_method":"floor"})", 4.51688);
        add(R"({"smooth_method":"floor","smooth_value":0.5})", 10.10);
        add(R"({"smooth_method":"add-k"})", 14.882);
        add(R"({"smooth_method":"add-k","smooth_value":2})", 21.389);
        add(R"({"tokenize":"none"})", 7.347);
        add(R"({"tokenize":"intl"})", 8.493);
        add(R"({"tokenize":"char"})", 40.8759);
        add(R"({"tokenize":"char","lowercase":true})", 42.0267);
    }
    void publishedSentences()
    {
        QFETCH(QByteArray, options);
        QFETCH(double, score);
        json all = json::parse(options.toStdString());
        all["effective_order"] = true;
        const std::vector<std::string> reference{
            "producţia de zahăr brut se exprimă în zahăr alb;"};
        const double ours = bleuPair(all).ours->sentenceScore(
            "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;", reference);
        QVERIFY2(std::abs(ours - score) < 1e-3, QByteArray::number(ours, 'g', 12));
    }

    void publishedCorpora()
    {
        // The README's example and test_bleu.py.
        const std::vector<std::string> system{"The dog bit the man.", "It wasn't surprising.",
                                              "The man had just bitten him."};
        const std::vector<std::vector<std::string>> references{
            {"The dog bit the man.", "It was not unexpected.", "The man bit him first."},
            {"The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."}};
        const auto bleu = [&](const json& options) {
            return bleuPair(options).ours->corpusScore(system, references);
        };
        QVERIFY(std::abs(bleu(json::object()) - 48.530827) < 1e-6);
        QVERIFY(std::abs(bleu({{"tokenize", "none"}}) - 49.1919566) < 1e-6);
        QVERIFY(std::abs(bleu({{"tokenize", "intl"}}) - 43.91623493) < 1e-6);
        QVERIFY(std::abs(bleu({{"smooth_method", "none"}}) - 48.530827) < 1e-6);
        const double byOrder[] = {77.65, 60.50, 53.93, 48.53, 46.14, 43.28};
        for (int order = 1; order <= 6; ++order)
            QVERIFY(std::abs(bleu({{"max_ngram_order", order}}) - byOrder[order - 1]) < 0.005);
        QCOMPARE(Bleu().corpusScore(std::vector<std::string>{"", "", ""}, references), 0.0);
        const Bleu plain;
        QCOMPARE(plain.detail(sumStatistics(plain.statistics(system, references))).text(),
                 std::string(
                     "82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)"));
    }

    void publishedChrf_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<QString>("hypothesis");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<double>("score");
        int number = 0;
        const auto add = [&number](const char* options, const char* hypothesis,
                                   const char* reference, double score) {
            QTest::addRow("%d", ++number) << QByteArray(options) << QString::fromUtf8(hypothesis)
                                          << QString::fromUtf8(reference) << score;
        };
        // test_chrf.py
        const char* eps = R"({"beta":3,"eps_smoothing":true})";
        add(eps, "abcdefg", "hijklmnop", 0.0);
        add(eps, "", "reference", 0.0);
        add(eps, "aa", "ab", 8.3333);
        add(eps, "a", "a", 16.6667);
        add(eps, "a b c", "abc", 50.0);
        add(eps,
            " risk assessment must be made of those who are qualified and expertise in the sector "
            "- "
            "these are the scientists .",
            "risk assessment has to be undertaken by those who are qualified and expert in that "
            "area - that is the scientists .",
            63.361730);
        add(eps, " Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ",
            "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.",
            64.1302698);
        add(R"({"beta":3})", "a", "a", 100.0);
        add(R"({"beta":3})", "aa", "ab", 25.0);
        add(R"({"beta":3,"whitespace":true})",
            "Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.",
            "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.",
            67.3481606);
        add(R"({"eps_smoothing":true})",
            "Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.",
            "Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.",
            39.14078509);
        add(R"({"eps_smoothing":true})",
            "Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.",
            "Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, "
            "připomněli.",
            57.15704367);
    }
    void publishedChrf()
    {
        QFETCH(QByteArray, options);
        QFETCH(QString, hypothesis);
        QFETCH(QString, reference);
        QFETCH(double, score);
        const double ours =
            chrfPair(json::parse(options.toStdString()))
                .ours->corpusScore(
                    std::vector<std::string>{hypothesis.toStdString()},
                    std::vector<std::vector<std::string>>{{reference.toStdString()}});
        QVERIFY2(std::abs(ours - score) < 1e-4, QByteArray::number(ours, 'g', 12));
    }

    void publishedTer()
    {
        // test_ter.py and test_tokenizer_ter.py
        const auto ter = [](const char* hypothesis, const char* reference) {
            return Ter().corpusScore(std::vector<std::string>{hypothesis},
                                     std::vector<std::vector<std::string>>{{reference}});
        };
        QCOMPARE(ter("aaaa bbbb cccc dddd", "aaaa bbbb cccc dddd"), 0.0);
        QCOMPARE(ter("dddd eeee ffff", "aaaa bbbb cccc"), 100.0);
        QCOMPARE(ter("", "a"), 100.0);
        QCOMPARE(ter("a", ""), 100.0);
        QCOMPARE(ter("", ""), 0.0);
        QCOMPARE(ter("d e f g h a b c", "a b c d e f g h"), 12.5);
        QCOMPARE(tokenizeTercom("A B C D.", {}), std::string("a b c d."));
        QCOMPARE(tokenizeTercom("A ; B ) C : D.", {.noPunct = true}), std::string("a b c d"));
        QCOMPARE(tokenizeTercom("a b (c) d.", {.normalized = true}), std::string("a b ( c ) d ."));
        QCOMPARE(tokenizeTercom("Jim's car.", {.normalized = true}), std::string("jim 's car ."));
        QCOMPARE(tokenizeTercom("4.2", {.normalized = true}), std::string("4.2"));
    }

    /// The README's significance tests: LIUM-NMT against online-B on newstest2017 English-German.
    void publishedSignificance()
    {
        const PublishedSystem baseline = publishedSystem("LIUM-NMT.4900");
        const PublishedSystem system = publishedSystem("online-B.0");
        QCOMPARE(baseline.bleu.size(), std::size_t{3004});
        QCOMPARE(system.bleu.size(), std::size_t{3004});
        const Bleu bleu;
        const Chrf chrf;
        const auto says = [](double value, int digits) {
            return QString::number(value, 'f', digits);
        };

        const PairedResult b = pairedBootstrap(bleu, baseline.bleu, system.bleu);
        QCOMPARE(says(b.baseline, 1), QStringLiteral("26.6"));
        QCOMPARE(says(b.baselineInterval->mean, 1), QStringLiteral("26.6"));
        QCOMPARE(says(b.baselineInterval->halfWidth, 1), QStringLiteral("0.6"));
        QCOMPARE(says(b.score, 1), QStringLiteral("26.7"));
        QCOMPARE(says(b.interval->mean, 1), QStringLiteral("26.6"));
        QCOMPARE(says(b.interval->halfWidth, 1), QStringLiteral("0.7"));
        QCOMPARE(says(b.p, 4), QStringLiteral("0.3077"));
        const PairedResult c = pairedBootstrap(chrf, baseline.chrf, system.chrf);
        QCOMPARE(says(c.baseline, 1), QStringLiteral("55.9"));
        QCOMPARE(says(c.score, 1), QStringLiteral("56.3"));
        QCOMPARE(says(c.p, 4), QStringLiteral("0.0240"));
        QCOMPARE(says(pairedRandomisation(bleu, baseline.bleu, system.bleu).p, 4),
                 QStringLiteral("0.8066"));
        QCOMPARE(says(pairedRandomisation(chrf, baseline.chrf, system.chrf).p, 4),
                 QStringLiteral("0.0385"));
    }

private:
    json m_record;
};

QTEST_GUILESS_MAIN(TestScoreParity)
#include "tst_score_parity.moc"
