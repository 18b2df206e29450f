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
            if (correction == "holm")
                p = holm(p);
            for (const TableLine& line : table.lines) {
                const std::size_t at = pointOf(line);
                const auto test = std::ranges::find(tests, at, &PointTest::point);
                const bool expected =
                    at == best || p[static_cast<std::size_t>(test - tests.begin())] >= 0.05;
                QCOMPARE(line.figures[ofNew ? 0 : 1].bold, expected);
                ++(expected ? bold : plain);
            }
        }
        QVERIFY(bold > 2 && plain > 2);
        const std::string latex = latexTable(table);
        QVERIFY(latex.find("\\bfseries ") != std::string::npos);
        QVERIFY(latex.find("not significantly worse (paired bootstrap, 1000 resamples") !=
                std::string::npos);
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
