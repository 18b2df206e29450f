// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/claims.h"
#include "engine/reporting/table_formats.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/study/error.h"
#include "tests/support/scored_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

namespace
{

/// Holm (1979), written down once more: the k-th smallest of m times m − k + 1, never falling.
std::vector<double> holm(const std::vector<double>& p)
{
    std::vector<double> corrected;
    for (const double own : p) {
        double largest = 0;
        for (const double other : p) {
            const auto smaller = std::ranges::count_if(p, [&](double q) { return q < other; });
            if (other <= own)
                largest = std::max(
                    largest, other * static_cast<double>(static_cast<long>(p.size()) - smaller));
        }
        corrected.push_back(std::min(1.0, largest));
    }
    return corrected;
}

/// Benjamini and Hochberg (1995), from the definition: the least level at which going up from the
/// smallest p still rejects, that is the least q·m/#{p ≤ q} of all q that are no smaller.
std::vector<double> benjaminiHochberg(const std::vector<double>& p)
{
    std::vector<double> corrected;
    for (const double own : p) {
        double least = 1;
        for (const double q : p) {
            const auto rejected = std::ranges::count_if(p, [q](double each) { return each <= q; });
            if (q >= own)
                least = std::min(least,
                                 q * static_cast<double>(p.size()) / static_cast<double>(rejected));
        }
        corrected.push_back(least);
    }
    return corrected;
}

std::vector<double> corrected(const std::vector<double>& p, TestCorrection correction)
{
    return correction == TestCorrection::Holm                ? holm(p)
           : correction == TestCorrection::BenjaminiHochberg ? benjaminiHochberg(p)
                                                             : p;
}

} // namespace

class TestTableStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<StudyStore>(
            makeScoredResults(m_folder.filePath("study").toStdString()));
        TradeoffAnalyser analyser(*m_store);
        m_analysis = analyser.analyse({});
        QVERIFY(m_analysis.known());
    }

    /// The intervals and raw p of the trade-off plot; p corrected over the column.
    void intervalsAndTestsAreTheTradeoffPlots()
    {
        const ResultsTable table = resultsTable(*m_store, {});
        const auto rows = readCsv(csvTable(table));
        std::vector<double> raw;
        for (const PointTest& test : m_analysis.tests)
            raw.push_back(test.x.p);
        const std::vector<double> corrected = holm(raw);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto number = [&](const char* column) {
                return std::stod(rows[i].at(column).get<std::string>());
            };
            const std::size_t at = pointOf(table.lines[i]);
            const PointUncertainty& known = m_analysis.uncertainty.at(at);
            QCOMPARE(number("mean new ci_low"), known.x.mean - known.x.halfWidth);
            QCOMPARE(number("mean old ci_high"), known.y.mean + known.y.halfWidth);
            QVERIFY(number("koran ci_low") < number("koran mean"));
            QVERIFY(number("koran ci_high") > number("koran mean"));
            const auto test = std::ranges::find(m_analysis.tests, at, &PointTest::point);
            if (test == m_analysis.tests.end()) { // the base model itself
                QVERIFY(rows[i].at("mean new p").get<std::string>().empty());
                continue;
            }
            QCOMPARE(number("mean new p"), test->x.p);
            const auto k = static_cast<std::size_t>(test - m_analysis.tests.begin());
            QCOMPARE(number("mean new p_corrected"), corrected[k]);
        }
    }

    void boldFollowsTheTest_data()
    {
        QTest::addColumn<QString>("correction");
        QTest::newRow("Holm") << "holm";
        QTest::newRow("Benjamini and Hochberg") << "benjamini-hochberg";
        QTest::newRow("none") << "none";
    }

    /// Against tests that the trade-off analysis makes of every point against the best.
    void boldFollowsTheTest()
    {
        QFETCH(QString, correction);
        TableRecipe recipe;
        recipe.columns = {TableColumn::MeanNew, TableColumn::MeanOld};
        recipe.correction = enumFromText<TestCorrection>(correction.toStdString());
        const ResultsTable table = resultsTable(*m_store, recipe);
        int bold = 0, plain = 0;
        for (const bool ofNew : {true, false}) {
            const auto score = [&](const TradeoffPoint& point) {
                return ofNew ? point.x : point.y;
            };
            const auto best = static_cast<std::size_t>(
                std::ranges::max_element(m_analysis.points, {}, score) - m_analysis.points.begin());
            const std::vector<PointTest> tests = testsAgainst(m_analysis, best);
            std::vector<double> p;
            for (const PointTest& test : tests)
                p.push_back(ofNew ? test.x.p : test.y.p);
            p = corrected(p, recipe.correction);
            for (const TableLine& line : table.lines) {
                const std::size_t at = pointOf(line);
                const auto test = std::ranges::find(tests, at, &PointTest::point);
                const bool expected =
                    at == best || p[static_cast<std::size_t>(test - tests.begin())] >= 0.05;
                const TableFigure& figure = line.figures[ofNew ? 0 : 1];
                QCOMPARE(figure.bold, expected);
                if (at != best)
                    QCOMPARE(*figure.pBest, p[static_cast<std::size_t>(test - tests.begin())]);
                ++(expected ? bold : plain);
            }
        }
        QVERIFY(bold > 2 && plain > 2);
        const std::string latex = latexTable(table);
        QVERIFY(latex.find("\\bfseries ") != std::string::npos);
        QVERIFY(latex.find("not significantly worse (paired bootstrap, 1000 resamples") !=
                std::string::npos);
    }

    /// A level between both corrections: what Holm leaves bold, Benjamini and Hochberg do not.
    void correctionsDecideOnBold()
    {
        TableRecipe recipe;
        recipe.columns = {TableColumn::NewDomains};
        std::vector<double> p;
        const auto linesWith = [&](TestCorrection correction) {
            recipe.correction = correction;
            return resultsTable(*m_store, recipe).lines;
        };
        for (const TableLine& line : linesWith(TestCorrection::None)) {
            if (line.figures[0].pBest)
                p.push_back(*line.figures[0].pBest);
        }
        QCOMPARE(p.size(), std::size_t{6});
        const std::vector<double> strict = holm(p);
        const std::vector<double> mild = benjaminiHochberg(p);
        std::size_t widest = 0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            QVERIFY(p[i] <= mild[i] && mild[i] <= strict[i]);
            if (strict[i] - mild[i] > strict[widest] - mild[widest])
                widest = i;
        }
        QVERIFY(strict[widest] > mild[widest]);
        recipe.alpha = (strict[widest] + mild[widest]) / 2;
        for (const TestCorrection correction :
             {TestCorrection::Holm, TestCorrection::BenjaminiHochberg}) {
            const std::vector<double> expected = corrected(p, correction);
            std::size_t k = 0;
            for (const TableLine& line : linesWith(correction)) {
                if (!line.figures[0].pBest)
                    continue; // the best itself
                QCOMPARE(*line.figures[0].pBest, expected[k]);
                QCOMPARE(line.figures[0].bold, expected[k] >= recipe.alpha);
                ++k;
            }
            QCOMPARE(expected[widest] >= recipe.alpha, correction == TestCorrection::Holm);
        }
    }

    /// Mixing 10:1 repeats the base model's translations: no test may tell them apart.
    void equalOutputsAreBoldTogether()
    {
        for (const TableTest test :
             {TableTest::PairedBootstrap, TableTest::ApproximateRandomisation}) {
            TableRecipe recipe;
            recipe.test = test;
            recipe.columns = {TableColumn::MeanOld};
            const ResultsTable table = resultsTable(*m_store, recipe);
            QVERIFY(find(table, "baseline", "").figures[0].bold);
            QVERIFY(find(table, "mixing", "10:1").figures[0].bold);
            QVERIFY(!find(table, "fine-tuning", "").figures[0].bold);
            QVERIFY(find(table, "mixing", "10:1").figures[0].p.value() > 0.9);
        }
    }

    void baselineMayBeAnyRow()
    {
        TableRecipe recipe;
        recipe.baseline = "ewc λ=0.1";
        recipe.strategies = {"mixing", "ewc+mixing"}; // the baseline itself is not shown
        recipe.columns = {TableColumn::MeanOld};
        const ResultsTable table = resultsTable(*m_store, recipe);
        QCOMPARE(table.baseline, std::string("ewc λ=0.1"));
        const auto ewc = std::ranges::find_if(m_analysis.points, [](const TradeoffPoint& point) {
            return point.series == "ewc" && point.label == "λ=0.1";
        });
        const auto tests =
            testsAgainst(m_analysis, static_cast<std::size_t>(ewc - m_analysis.points.begin()));
        for (const TableLine& line : table.lines) {
            const auto test = std::ranges::find(tests, pointOf(line), &PointTest::point);
            QCOMPARE(line.figures[0].p.value(), test->y.p);
        }
    }

    void withoutStatisticsTheBestAloneIsBold()
    {
        TableRecipe recipe;
        recipe.columns = {TableColumn::MeanNew};
        recipe.metrics = {"bleu"};
        recipe.test = TableTest::None;
        const ResultsTable table = resultsTable(*m_store, recipe);
        QCOMPARE(std::ranges::count_if(table.lines,
                                       [](const TableLine& line) { return line.figures[0].bold; }),
                 1);
        QVERIFY(captionOf(table).find("without a test") != std::string::npos);
        QVERIFY(table.lines[0].figures[0].low.has_value() && !table.lines[0].figures[0].p);
        const ResultsTable plain = resultsTable(*m_store, recipe, false);
        QVERIFY(!plain.lines[0].figures[0].low);
    }

    /// The gain of the one point of EWC + mixing over EWC's two, by hand.
    void claimsInterpolate()
    {
        const Claims claims = claimsOf(*m_store, {});
        const auto claim = std::ranges::find_if(claims.claims, [](const Claim& each) {
            return each.series == "ewc+mixing" && each.over == "ewc";
        });
        QVERIFY(claim != claims.claims.end());
        const TradeoffPoint& left = point("ewc", "λ=1");
        const TradeoffPoint& right = point("ewc", "λ=0.1");
        const TradeoffPoint& own = point("ewc+mixing", "1:1 λ=0.1");
        if (own.x > right.x) {
            QVERIFY(!claim->gain &&
                    claimLine(claims, *claim).find("extrapolated") != std::string::npos);
        } else {
            const double share = (own.x - left.x) / (right.x - left.x);
            QCOMPARE(*claim->gain, own.y - (left.y + share * (right.y - left.y)));
        }
    }

    void claimsTellHowSureTheyAre()
    {
        ClaimOptions options;
        options.strategy = "mixing";
        options.over = "ewc+mixing";
        QVERIFY(std::ranges::all_of(claimsOf(*m_store, options).claims, [](const Claim& each) {
            return !each.gain && !each.sentence.empty(); // one point is no front
        }));
        options.strategy = "ewc";
        options.over = "mixing";
        int sure = 0;
        const Claims claims = claimsOf(*m_store, options);
        for (const Claim& claim : claims.claims) {
            const std::string line = claimLine(claims, claim);
            if (!claim.p)
                continue;
            ++sure;
            QVERIFY(*claim.low <= *claim.gain && *claim.gain <= *claim.high);
            QVERIFY(*claim.p > 0 && *claim.p <= *claim.pHolm && *claim.pHolm <= 1);
            QVERIFY2(line.find(" old BLEU at comparable new BLEU (95 % interval ") !=
                         std::string::npos,
                     line.c_str());
            // An interval far from 0 and a small p go together.
            QCOMPARE(*claim.p < 0.03, *claim.low > 0 || *claim.high < 0);
        }
        QVERIFY(sure > 0);
        const nlohmann::json json = jsonClaims(claims);
        QCOMPARE(json["claims"].size(), claims.claims.size());
        LatexPage page;
        QVERIFY2(page.compile(latexClaims(claims), ""), page.log().constData());
        QVERIFY(page.text().contains("old BLEU at comparable new BLEU"));
        options.strategy = "lora";
        QVERIFY_THROWS_EXCEPTION(BadInput, claimsOf(*m_store, options));
        options = {};
        options.metric = "ter";
        QVERIFY_THROWS_EXCEPTION(BadInput, claimsOf(*m_store, options));
    }

    /// The lines of `export claims`, in the note of every format that has one.
    void recipesClaim()
    {
        TableRecipe recipe;
        recipe.columns = {TableColumn::MeanNew, TableColumn::MeanOld};
        QVERIFY(resultsTable(*m_store, recipe).claims.empty());
        recipe.claims = {"ewc over mixing"};
        ClaimOptions options;
        options.strategy = "ewc";
        options.over = "mixing";
        const Claims claims = claimsOf(*m_store, options);
        std::vector<std::string> lines;
        for (const Claim& claim : claims.claims)
            lines.push_back(claimLine(claims, claim));
        ResultsTable table = resultsTable(*m_store, recipe);
        QVERIFY(!lines.empty() && table.claims == lines);
        QVERIFY(noteOf(table).find(lines[0]) != std::string::npos);
        QVERIFY(htmlTable(table).find("at comparable new BLEU") != std::string::npos);
        QCOMPARE(jsonTable(table)["claims"].size(), lines.size());
        throughPython("import json, sys, jsonschema\n"
                      "jsonschema.validate(json.load(sys.stdin), json.load(open(sys.argv[1])))\n",
                      jsonTable(table).dump(),
                      {QString(PALIMPSEST_SOURCE_DIR) + "/resources/templates/table.schema.json"});
        LatexPage page;
        QVERIFY2(page.compile(latexTable(table), kTablePackages), page.log().constData());
        QVERIFY(words(page.text()).contains(words("old BLEU at comparable new BLEU")));
        // One row alone, and p corrected over all that the recipe claims.
        recipe.claims = {"ewc λ=0.1 over mixing", "ewc+mixing over ewc", "mixing 1:1 over ewc"};
        table = resultsTable(*m_store, recipe);
        QCOMPARE(table.claims.size(), std::size_t{3});
        QVERIFY(table.claims[0].starts_with("EWC (λ=0.1) over Mixing"));
        QVERIFY(table.claims[1].starts_with("EWC + mixing (1:1 λ=0.1) over EWC"));
        options.strategy.clear();
        options.over.clear();
        options.pairs = {{"ewc λ=1", "mixing"}, {"ewc", "mixing"}}; // the first twice
        std::vector<double> raw, adjusted;
        for (const Claim& claim : claimsOf(*m_store, options).claims) {
            if (claim.p) {
                raw.push_back(*claim.p);
                adjusted.push_back(*claim.pHolm);
            }
        }
        QCOMPARE(raw.size(), std::size_t{2});
        QCOMPARE(raw[0], raw[1]);
        QCOMPARE(adjusted[0], std::min(1.0, 2 * raw[0]));
        // Quick tables, which have no tests, make no claims.
        QVERIFY(resultsTable(*m_store, recipe, false).claims.empty());
        recipe.claims = {"lora over ewc"};
        QVERIFY_THROWS_EXCEPTION(BadInput, resultsTable(*m_store, recipe));
    }

private:
    std::size_t pointOf(const TableLine& line) const
    {
        return static_cast<std::size_t>(
            std::ranges::find(m_analysis.points, line.jobs, &TradeoffPoint::jobs) -
            m_analysis.points.begin());
    }
    const TradeoffPoint& point(const std::string& series, const std::string& label) const
    {
        return *std::ranges::find_if(m_analysis.points, [&](const TradeoffPoint& each) {
            return each.series == series && each.label == label;
        });
    }
    static const TableLine& find(const ResultsTable& table, const std::string& series,
                                 const std::string& parameters)
    {
        return *std::ranges::find_if(table.lines, [&](const TableLine& each) {
            return each.series == series && each.parameters == parameters;
        });
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    TradeoffAnalysis m_analysis;
};

QTEST_GUILESS_MAIN(TestTableStatistics)
#include "tst_table_statistics.moc"
