// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <set>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/reporting/csv_reader.h"
#include "engine/reporting/csv_text.h"
#include "engine/reporting/score_comparison.h"
#include "engine/reporting/sentence_choice.h"
#include "engine/reporting/sentence_formats.h"
#include "engine/scoring/bleu.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

/// Sentences and scores of several trials side by side, out of study.db.
class SentencesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void namesSystemsApart();
    void holdsEverySentence();
    void scoresAreThoseOfTheSingleSentence();
    void scoresAreSacreBleus();
    void filtersAndOrders();
    void countsChanges();
    void formatsKeepEveryText();
    void comparesScores();

private:
    std::vector<ComparedSystem> systems(const std::vector<std::string>& names) const;
    SentenceTable table(const std::vector<std::string>& names) const
    {
        return sentenceTable(*m_store, systems(names), "bleu", Split::Test);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    std::vector<ComparedSystem> m_all;
};

void SentencesTest::initTestCase()
{
    const auto folder = std::filesystem::path(m_folder.path().toStdString()) / "study";
    makeScoredResults(folder, {1, 2});
    m_store = std::make_unique<StudyStore>(folder, OpenMode::ReadOnly);
    m_all = comparableSystems(m_store->jobs(), m_store->evaluations(), Split::Test);
}

std::vector<ComparedSystem> SentencesTest::systems(const std::vector<std::string>& names) const
{
    std::vector<ComparedSystem> chosen;
    for (const std::string& name : names) {
        const auto found = std::ranges::find_if(
            m_all, [&](const ComparedSystem& system) { return nameOf(system) == name; });
        if (found == m_all.end())
            qFatal("no system %s", name.c_str());
        chosen.push_back(*found);
    }
    return chosen;
}

void SentencesTest::namesSystemsApart()
{
    std::set<std::string> names;
    for (const ComparedSystem& system : m_all)
        names.insert(nameOf(system));
    QCOMPARE(names.size(), m_all.size());
    QVERIFY(names.contains("baseline")); // one for all seeds
    QVERIFY(names.contains("ewc λ=0.1, seed 2"));
    QVERIFY(comparableSystems(m_store->jobs(), m_store->evaluations(), Split::Dev).empty());
}

void SentencesTest::holdsEverySentence()
{
    const SentenceTable all = table({"baseline", "ewc λ=0.1, seed 1", "fine-tuning, seed 2"});
    QCOMPARE(all.size(), std::size_t{3 * kScoredSegments});
    QVERIFY(all.hasText);
    for (std::size_t row = 0; row < all.size(); ++row) {
        const int segment = static_cast<int>(row) % kScoredSegments;
        QCOMPARE(all.line[row], static_cast<std::uint32_t>(segment + 1));
        const std::string& domain = all.domains[all.domain[row]];
        QCOMPARE(
            all.translations[0][row],
            scoredTranslation(domain, segment, scoredQualities().at("baseline").at(domain), 1));
    }
}

void SentencesTest::scoresAreThoseOfTheSingleSentence()
{
    const SentenceTable all = table({"baseline", "ewc λ=0.1, seed 1"});
    const Bleu bleu(BleuOptions{.effectiveOrder = true});
    for (std::size_t row = 0; row < all.size(); row += 7) {
        const std::string& domain = all.domains[all.domain[row]];
        const std::vector<std::string> reference = {
            scoredReference(domain, static_cast<int>(all.line[row]) - 1)};
        const std::vector<std::string> translation = {all.translations[1][row]};
        const auto statistics = bleu.statistics(translation, {&reference, 1});
        QCOMPARE(all.scores[1][row], bleu.score(statistics.front()));
        QCOMPARE(all.change(1, row), all.scores[1][row] - all.scores[0][row]);
    }
}

/// sacreBLEU's own figure of every sentence.
void SentencesTest::scoresAreSacreBleus()
{
    const SentenceTable all = table({"baseline", "fine-tuning, seed 2"});
    nlohmann::json pairs = nlohmann::json::array();
    for (std::size_t row = 0; row < all.size(); ++row)
        pairs.push_back({all.translations[1][row],
                         scoredReference(all.domains[all.domain[row]], int(all.line[row]) - 1)});
    QProcess python;
    python.start(PALIMPSEST_PYTHON,
                 {"-c", "import json, sys, sacrebleu\n"
                        "print(json.dumps([sacrebleu.sentence_bleu(h, [r]).score for h, r in "
                        "json.load(sys.stdin)]))"});
    python.write(QByteArray::fromStdString(pairs.dump()));
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished(60000));
    const auto scores = nlohmann::json::parse(python.readAllStandardOutput().toStdString());
    QCOMPARE(scores.size(), all.size());
    for (std::size_t row = 0; row < all.size(); ++row)
        QVERIFY(std::abs(scores[row].get<double>() - all.scores[1][row]) < 1e-9);
}

/// As a plain loop over all sentences finds them.
void SentencesTest::filtersAndOrders()
{
    const SentenceTable all = table({"baseline", "ewc λ=0.1, seed 1", "fine-tuning, seed 2"});
    const SentenceSearch search(all);
    for (const SentenceChange change :
         {SentenceChange::Any, SentenceChange::Better, SentenceChange::Worse, SentenceChange::Equal,
          SentenceChange::Different}) {
        for (const std::string domain : {"", "news", "captions"}) {
            for (const double least : {0.0, 12.5}) {
                SentenceFilter filter;
                filter.change = change;
                filter.domain = domain;
                filter.leastChange = least;
                filter.system = 2;
                std::vector<std::uint32_t> wanted;
                for (std::uint32_t row = 0; row < all.size(); ++row) {
                    const double gain = all.gain(2, row);
                    const bool right = change == SentenceChange::Any      ? true
                                       : change == SentenceChange::Better ? gain > kLeastChange
                                       : change == SentenceChange::Worse  ? gain < -kLeastChange
                                       : change == SentenceChange::Equal
                                           ? std::abs(gain) <= kLeastChange
                                           : all.translations[0][row] != all.translations[2][row];
                    if (right && std::abs(gain) >= least &&
                        (domain.empty() || all.domains[all.domain[row]] == domain))
                        wanted.push_back(row);
                }
                QCOMPARE(search.rows(filter, {SentenceSort::Line, 2, false}), wanted);
                std::ranges::stable_sort(wanted, {}, [&](auto row) { return all.change(2, row); });
                QCOMPARE(search.rows(filter, {SentenceSort::Change, 2, false}), wanted);
            }
        }
    }
    SentenceFilter words;
    words.text = "NEWS31 news38";
    for (const std::uint32_t row : search.rows(words, {}))
        QVERIFY(all.references[row].find("news31") != std::string::npos ||
                all.translations[1][row].find("news31") != std::string::npos ||
                all.translations[0][row].find("news31") != std::string::npos ||
                all.translations[2][row].find("news31") != std::string::npos);
    QVERIFY(!search.rows(words, {}).empty());
    words.text = "nowhere";
    QVERIFY(search.rows(words, {}).empty());
}

void SentencesTest::countsChanges()
{
    const SentenceTable all = table({"baseline", "fine-tuning, seed 2", "mixing 10:1, seed 1"});
    std::vector<std::uint32_t> rows(all.size());
    std::iota(rows.begin(), rows.end(), 0U);
    const ChangeHistogram changes = changeHistogram(all, rows, 1);
    int better = 0, worse = 0;
    double sum = 0;
    for (const std::uint32_t row : rows) {
        better += all.gain(1, row) > kLeastChange;
        worse += all.gain(1, row) < -kLeastChange;
        sum += all.gain(1, row);
    }
    QCOMPARE(changes.betterCount(), better);
    QCOMPARE(changes.worseCount(), worse);
    QCOMPARE(changes.known(), static_cast<int>(rows.size()));
    QVERIFY(std::abs(changes.mean - sum / double(rows.size())) < 1e-9);
    const ChangeHistogram none = changeHistogram(all, rows, 2); // the base model's output again
    QCOMPARE(none.equal, static_cast<int>(rows.size()));
}

void SentencesTest::formatsKeepEveryText()
{
    SentenceTable all = table({"baseline", "ewc λ=0.1, seed 1"});
    all.translations[1][3] = "a \"quoted\",\tline <b>\n=2+3";
    const std::vector<std::uint32_t> rows = {3, 0};
    const auto csv = readCsv(sentencesText(all, rows, SentenceFormat::Csv), "sentences.csv");
    QCOMPARE(csv.size(), rows.size() + 1);
    QCOMPARE(textBehindInert(csv[1].fields[csv[0].fields.size() - 3]),
             "a \"quoted\",\tline <b>\n=2+3");
    const auto json = nlohmann::json::parse(sentencesText(all, rows, SentenceFormat::Json));
    QVERIFY(json.dump().find("quoted") != std::string::npos);
    const std::string tsv = sentencesText(all, rows, SentenceFormat::Tsv);
    QCOMPARE(std::ranges::count(tsv, '\n'), std::ptrdiff_t{3});
    const std::string html = sentencesText(all, rows, SentenceFormat::Html);
    QVERIFY(html.find("&lt;b&gt;") != std::string::npos);
    QVERIFY(html.find("<ins>") != std::string::npos);
}

void SentencesTest::comparesScores()
{
    const auto chosen = systems({"baseline", "fine-tuning, seed 1", "mixing 10:1, seed 1"});
    for (const PairedTest test : {PairedTest::Bootstrap, PairedTest::Randomisation}) {
        const ScoreComparison compared = compareScores(*m_store, chosen, "chrf", test);
        QCOMPARE(compared.domains.size(), std::size_t{3});
        QCOMPARE(compared.family, std::size_t{6});
        for (const ComparedDomain& domain : compared.domains) {
            QVERIFY(!domain.systems[0]->p && !domain.systems[0]->difference);
            QVERIFY(*domain.systems[1]->p < 0.01); // fine-tuning is another system
            QVERIFY(*domain.systems[1]->holm >= *domain.systems[1]->p);
            QCOMPARE(*domain.systems[2]->difference, 0.0); // the base model's output again
            QCOMPARE(*domain.systems[2]->holm, 1.0);
            QVERIFY(domain.systems[1]->interval.halfWidth > 0);
        }
    }
}

QTEST_GUILESS_MAIN(SentencesTest)
#include "tst_sentences.moc"
