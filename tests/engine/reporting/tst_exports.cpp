// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/figure.h"
#include "engine/reporting/latex_text.h"
#include "engine/reporting/results_table.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "tests/support/sample_results.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

const char* kReadCsv =
    "import csv, io, json, sys\n"
    "text = sys.stdin.buffer.read().decode()\n"
    "assert text.count('\\r\\n') == text.count('\\n')\n"
    "print(json.dumps(list(csv.DictReader(io.StringIO(text, newline=''), strict=True))))\n";

/// Rows of a CSV file as Python's reader sees them.
nlohmann::json throughPython(const std::string& csv)
{
    QProcess python;
    python.start(PALIMPSEST_PYTHON, {"-c", kReadCsv});
    python.write(csv.data(), static_cast<qint64>(csv.size()));
    python.closeWriteChannel();
    if (!python.waitForFinished() || python.exitCode() != 0)
        qFatal("%s", python.readAllStandardError().constData());
    return nlohmann::json::parse(python.readAllStandardOutput().toStdString());
}

const ResultsRow& row(const ResultsTable& table, const std::string& series,
                      const std::string& parameters)
{
    const auto found = std::ranges::find_if(table.rows, [&](const ResultsRow& each) {
        return each.series == series && each.parameters == parameters;
    });
    if (found == table.rows.end())
        qFatal("no such row");
    return *found;
}

} // namespace

class TestExports : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<StudyStore>(
            makeSampleResults(m_folder.filePath("study").toStdString()));
        m_table = resultsTable(*m_store, {});
        TradeoffOptions options;
        m_figure = tradeoffFigure(*m_store, options);
    }

    void tableHoldsTheStudysFigures()
    {
        QCOMPARE(m_table.domains.size(), std::size_t{3});
        QVERIFY(m_table.domains[2].role == DomainRole::Old);
        QCOMPARE(m_table.rows.size(), std::size_t{8});
        QCOMPARE(m_table.signatures.size(), std::size_t{1});
        const ResultsRow& ewc = row(m_table, "ewc", "λ=0.1");
        QCOMPARE(ewc.seeds, 2);
        QCOMPARE(ewc.meanNew.mean, 14.5);
        QCOMPARE(ewc.meanOld.mean, 24.5);
        QCOMPARE(ewc.deltaNew.mean, 7.5);
        QCOMPARE(ewc.deltaOld.mean, -5.5);
        QCOMPARE(ewc.drift.mean, 12.0);
        QCOMPARE(row(m_table, "baseline", "").deltaOld.mean, 0.0);
        QCOMPARE(row(m_table, "baseline", "").drift.n, 0);
    }

    void csvReadsBack()
    {
        const auto rows = throughPython(csvTable(m_table));
        QCOMPARE(rows.size(), m_table.rows.size());
        for (std::size_t i = 0; i < m_table.rows.size(); ++i) {
            const ResultsRow& expected = m_table.rows[i];
            QCOMPARE(rows[i].at("strategy").get<std::string>(), expected.series);
            QCOMPARE(rows[i].at("parameters").get<std::string>(), expected.parameters);
            QCOMPARE(std::stod(rows[i].at("mean new mean").get<std::string>()),
                     expected.meanNew.mean);
            const std::string sd = rows[i].at("mean old sd").get<std::string>();
            QCOMPARE(sd.empty(), expected.meanOld.n < 2);
            if (!sd.empty())
                QCOMPARE(std::stod(sd), expected.meanOld.sd); // full precision
            QCOMPARE(rows[i].at("drift mean").get<std::string>().empty(), expected.drift.n == 0);
            QCOMPARE(rows[i].at("news n").get<std::string>(), std::to_string(expected.seeds));
        }
    }

    /// Intervals and p of every score column, those of the trade-off plot for the means and
    /// sacreBLEU's for a domain alone.
    void csvTellsHowSureScoresAre()
    {
        const StudyStore store = makeScoredResults(m_folder.filePath("scored").toStdString());
        const ResultsTable table = resultsTable(store, {});
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        const auto rows = throughPython(csvTable(table));
        const auto number = [&](std::size_t row, const std::string& column) {
            return std::stod(rows[row].at(column).get<std::string>());
        };
        std::size_t tested = 0;
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            const auto point =
                std::ranges::find(analysis.points, table.rows[i].jobs, &TradeoffPoint::jobs);
            const auto at = static_cast<std::size_t>(point - analysis.points.begin());
            const PointUncertainty& known = analysis.uncertainty.at(at);
            QCOMPARE(number(i, "mean new ci_low"), known.x.mean - known.x.halfWidth);
            QCOMPARE(number(i, "mean old ci_high"), known.y.mean + known.y.halfWidth);
            QVERIFY(number(i, "koran ci_low") < number(i, "koran mean"));
            QVERIFY(number(i, "koran ci_high") > number(i, "koran mean"));
            if (table.rows[i].series == "baseline") {
                QCOMPARE(rows[i].at("mean new p").get<std::string>(), std::string());
                QCOMPARE(rows[i].at("koran p").get<std::string>(), std::string());
                continue;
            }
            const auto test = std::ranges::find(analysis.tests, at, &PointTest::point);
            QCOMPARE(number(i, "mean new p"), test->x.p);
            QCOMPARE(number(i, "mean old p_holm"), test->y.holm);
            QVERIFY(rows[i].at("koran p_holm").get<std::string>().empty());
            const PairComparison pair =
                analyser.compare(analysis, *baselineIndex(analysis.points), at);
            for (const DomainComparison& domain : pair.domains) {
                // The same test over other resamples.
                QVERIFY(std::abs(number(i, domain.domain + " p") - *domain.p) < 0.05);
                ++tested;
            }
        }
        QVERIFY(tested >= 12);
        QCOMPARE(jsonTable(table)["rows"][1]["meanNew"]["p"].get<double>(),
                 number(1, "mean new p"));
    }

    void nastyNamesReadBack()
    {
        ResultsTable table = m_table;
        table.domains[0].name = "a, \"b\"\r\nc";
        table.rows[0].parameters = "x\"y,z";
        const auto rows = throughPython(csvTable(table));
        QVERIFY(rows[0].contains("a, \"b\"\r\nc mean"));
        QCOMPARE(rows[0].at("parameters").get<std::string>(), std::string("x\"y,z"));
    }

    void missingIsMissing()
    {
        ResultsTable table = m_table;
        table.rows[1].domains[0] = {};
        table.rows[1].meanNew = {};
        const auto rows = throughPython(csvTable(table));
        QCOMPARE(rows[1].at(table.domains[0].name + " mean").get<std::string>(), std::string());
        QVERIFY(latexTable(table).find("{--}") != std::string::npos);
        QVERIFY(jsonTable(table).at("rows")[1].at("meanNew").is_null());
        QVERIFY(textTable(table).find(" -- ") != std::string::npos);
    }

    void jsonSaysWhatItHolds()
    {
        const nlohmann::json json = nlohmann::json::parse(jsonTable(m_table).dump());
        QCOMPARE(json.at("schema").get<int>(), 1);
        QCOMPARE(json.at("study").at("id").get<std::string>(), m_store->study().id);
        QCOMPARE(json.at("rows").size(), m_table.rows.size());
        QCOMPARE(json.at("rows")[2].at("domains").at("news").at("mean").get<double>(), 28.5);
        QCOMPARE(json.at("rows")[2].at("trials").size(), std::size_t{2});
    }

    void markdownAndTextLineUp()
    {
        const QStringList markdown = QString::fromStdString(markdownTable(m_table)).split('\n');
        const auto bars = markdown[0].count('|');
        for (int i = 0; i < 2 + static_cast<int>(m_table.rows.size()); ++i)
            QCOMPARE(markdown[i].count('|'), bars);
        const QStringList text = QString::fromStdString(textTable(m_table)).split('\n');
        for (int i = 1; i <= static_cast<int>(m_table.rows.size()); ++i)
            QCOMPARE(text[i].size(),
                     text[0].size()); // columns end in one place, also after λ and ±
        QVERIFY(text[3].contains("11.5 ± 0.7"));
    }

    void latexCompiles()
    {
        const std::string document =
            "\\documentclass{article}\n\\usepackage{booktabs}\n\\usepackage{siunitx}\n"
            "\\begin{document}\n" +
            latexTable(m_table) + "\\end{document}\n";
        QVERIFY2(compiles("table", document), m_log.constData());
    }

    void latexSurvivesNames()
    {
        ResultsTable table = m_table;
        table.study.name = "50 % & #1_{x}^2 ~ \\ $ <λ> „Ж“ 漢 ß é";
        table.domains[0].name = table.study.name;
        table.rows[0].parameters = "a_b";
        table.signatures = {"x_y|z", "other"};
        table.rows[1].meanNew = {-123.456, 12.34, 3};
        table.rows[2].meanNew = {};
        const std::string document =
            "\\documentclass{article}\n\\usepackage{booktabs}\n\\usepackage{siunitx}\n"
            "\\begin{document}\n" +
            latexTable(table) + "\\end{document}\n";
        QVERIFY2(compiles("names", document), m_log.constData());
        QCOMPARE(latexText("a_b λ\xff"), std::string("a\\_b $\\lambda$[U+FFFD]"));
    }

    void figureCompiles()
    {
        QFile data(m_folder.filePath("figure.dat"));
        QVERIFY(data.open(QIODevice::WriteOnly));
        const std::string content = pgfplotsData(m_figure);
        data.write(content.data(), static_cast<qint64>(content.size()));
        data.close();
        const std::string document = "\\documentclass{article}\n\\usepackage{pgfplots}\n"
                                     "\\pgfplotsset{compat=1.16}\n\\begin{document}\n" +
                                     pgfplotsFigure(m_figure, "figure.dat") + "\\end{document}\n";
        QVERIFY2(compiles("figure", document), m_log.constData());
        // Every point is drawn: no row was filtered away from its own series.
        QVERIFY(!m_log.contains("empty"));
    }

    void figureDataReadBack()
    {
        const auto rows = throughPython(csvFigure(m_figure));
        QCOMPARE(rows.size(), m_figure.points.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(std::stod(rows[i].at("x").get<std::string>()), m_figure.points[i].x);
            QCOMPARE(std::stod(rows[i].at("koran").get<std::string>()),
                     m_figure.points[i].domainScores.at("koran"));
            QCOMPARE(rows[i].at("jointFront").get<std::string>() == "1",
                     m_figure.points[i].onJointFront);
        }
        QCOMPARE(axisTitle(m_figure.options.x), std::string("mean BLEU, new domains"));
    }

private:
    bool compiles(const QString& name, const std::string& document)
    {
        QFile file(m_folder.filePath(name + ".tex"));
        if (!file.open(QIODevice::WriteOnly))
            return false;
        file.write(document.data(), static_cast<qint64>(document.size()));
        file.close();
        QProcess latex;
        latex.setWorkingDirectory(m_folder.path());
        latex.start("pdflatex", {"-halt-on-error", "-interaction=nonstopmode", name + ".tex"});
        const bool finished = latex.waitForFinished(120000);
        m_log = latex.readAllStandardOutput() + latex.errorString().toUtf8();
        return finished && latex.exitCode() == 0 && QFile::exists(m_folder.filePath(name + ".pdf"));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    ResultsTable m_table;
    TradeoffFigure m_figure;
    QByteArray m_log;
};

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
