// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/figure.h"
#include "engine/reporting/forgetting.h"
#include "engine/reporting/score_import.h"
#include "engine/reporting/selection.h"
#include "engine/reporting/sentence_formats.h"
#include "engine/reporting/study_tables.h"
#include "engine/reporting/table_formats.h"
#include "engine/study/atomic_file.h"
#include "tests/support/sample_results.h"
#include "tests/support/scored_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

namespace
{

/// A formula wherever a spreadsheet may see the beginning of a cell.
const std::string kFormula =
    "=HYPERLINK(\"http://x/\");=1+2\t@SUM(A1)\n+cmd|' /C calc'!A0,\"=3*4\", -5-6;＝7";

/// Ends in an error where a spreadsheet would calculate a cell, whichever of the usual characters
/// ends its cells; prints how many cells hold text of kFormula.
constexpr const char* kSpreadsheet =
    "import csv, io, re, sys\n"
    "text = sys.stdin.buffer.read().decode()\n"
    "for end in ',;\\t':\n"
    "    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):\n"
    "        lines = io.StringIO(text, newline='')\n"
    "        for row in csv.reader(lines, delimiter=end, quoting=quoting):\n"
    "            for cell in row:\n"
    "                number = re.fullmatch(r'[+-][0-9.]+(e[+-]?[0-9]+)?%?|-inf', cell)\n"
    "                assert number or not re.match(r'[ \"]*[=+@＝＋－＠-]', cell), (end, cell)\n"
    "print(text.count('HYPERLINK'), end='')\n";

/// What the README of `export study` tells others to do.
constexpr const char* kUndo =
    "import csv, io, re, sys\n"
    "line = next(csv.reader(io.StringIO(sys.stdin.buffer.read().decode(), newline='')))\n"
    "undo = lambda text: re.sub(r'(^|[,;\\t\\r\\n])\\x27(?=[ \\x27\"]*[=+@＝＋－＠-])', r'\\1', "
    "text)\n"
    "print(undo(line[0]), end='')\n";

ForgettingMatrix oddMatrix()
{
    ForgettingMatrix matrix;
    matrix.series = matrix.label = kFormula;
    matrix.seeds = 1;
    matrix.steps = {"base model", kFormula};
    matrix.domains = {kFormula};
    matrix.learned = {std::size_t{1}};
    matrix.scores = matrix.changes = {{Spread{1, 0, 1}}, {Spread{-2.5, 0, 1}}};
    matrix.forgetting = {Spread{-3, 0, 1}};
    return matrix;
}

Selection oddSelection()
{
    Selection selection;
    SelectedTrial chosen;
    chosen.among = chosen.series = chosen.parameters = kFormula;
    chosen.trials = {"0123"};
    chosen.dev = {-1, 2, {}, {}, {}};
    selection.chosen = {chosen};
    return selection;
}

SentenceTable oddSentences()
{
    SentenceTable table;
    table.metric = "bleu";
    table.systems.resize(2);
    table.systems[0].series = table.systems[1].series = kFormula;
    table.domains = {kFormula};
    table.domain = {0};
    table.line = {1};
    table.words = {1};
    table.sources = table.references = {kFormula};
    table.translations = {{kFormula}, {kFormula}};
    table.scores = {{2.5}, {1.25}};
    table.hasText = true;
    return table;
}

} // namespace

/// What spreadsheets make of texts that were chosen to be calculated.
class TestSpreadsheetCells : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<StudyStore>(
            makeScoredResults(m_folder.filePath("study").toStdString()));
        Domain domain = sampleDomain(kFormula, DomainRole::New);
        domain.note = kFormula;
        m_store->addDomain(domain, {});
        const std::string table = m_folder.filePath("scores.csv").toStdString();
        std::string text = csvLine({"system", "strategy", "parameters", "split", "domain", "metric",
                                    "value", "signature"});
        for (const DomainRow& row : m_store->domains())
            text += csvLine(
                {kFormula, kFormula, "-5", "test", row.domain.name, "bleu", "12.5", kFormula});
        writeFileAtomically(table, text);
        importScores(*m_store, table);
    }

    void onlyFormulasGetAnApostrophe_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("inert");
        for (const char* kept : {"", "news", "-0.5", "-1.2e-05", "+3", "-4%", "-inf", "nan", " -2",
                                 "−1.2", "λ=1", "10:1 λ=0.1", "'quoted'", "a-b", "a; b"})
            QTest::addRow("%s", kept) << QString(kept) << QString(kept);
        for (const char* changed :
             {"=1", "-", "--1", "+1+2", "-1.2.3", "-1,2", "-1\n*A1", "@x", " =1", "\"=1\"", "'=1",
              "'-2", "''=1", "-nan(1)", "＝1", "- Yes?", "-5 ± 2"})
            QTest::addRow("%s", changed) << QString(changed) << "'" + QString(changed);
        QTest::newRow("part") << "a;=1\n -b,@c" << "a;'=1\n' -b,'@c";
    }
    void onlyFormulasGetAnApostrophe()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, inert);
        const std::string made = inertText(text.toStdString());
        QCOMPARE(QString::fromStdString(made), inert);
        QCOMPARE(QString::fromStdString(textBehindInert(made)), text);
        QCOMPARE(throughPython(kUndo, csvLine({text.toStdString(), ""})), text.toStdString());
    }

    void exportsCalculateNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const std::string& text) {
            QTest::newRow(name) << QByteArray::fromStdString(text);
        };
        for (const NamedText& file : studyTables(*m_store, {})) {
            if (file.name.ends_with(".csv") && file.name != "metrics.csv") // names of the program
                row(file.name.c_str(), file.text);
        }
        const Figure figure = FigureMaker(*m_store).make({});
        row("figure", csvFigure(figure));
        row("figure's record",
            withProvenance("", RecordPlace::HashLines, oddProvenance(provenanceOf(figure))));
        row("forgetting", forgettingCsv({oddMatrix()}));
        row("selection", selectionCsv(oddSelection()));
        row("sentences", sentencesText(oddSentences(), {0}, SentenceFormat::Csv));
        row("sentences, TSV", sentencesText(oddSentences(), {0}, SentenceFormat::Tsv));
        const ResultsTable table = resultsTable(*m_store, everyColumn());
        row("table", csvTable(table));
        row("table, TSV", tsvTable(table));
    }
    void exportsCalculateNothing()
    {
        QFETCH(const QByteArray, text);
        // The formula is there, so something could have been calculated.
        QVERIFY(std::stoi(throughPython(kSpreadsheet, text.toStdString())) > 0);
    }

    void importGivesTheNamesBack()
    {
        const std::vector<JobRow> jobs = m_store->jobs();
        const JobRow& job = jobs.back();
        QCOMPARE(systemName(job), kFormula);
        QCOMPARE(job.config.strategy.name, kFormula);
        const std::vector<EvaluationRow> evaluations = m_store->evaluations();
        QVERIFY(std::ranges::any_of(evaluations.back().scores, [](const ScoreRow& score) {
            return score.domain == kFormula && score.signature == kFormula;
        }));
    }

    void recordIsReadBack()
    {
        const Provenance odd = oddProvenance({});
        const std::string text = withProvenance("a\r\n", RecordPlace::HashLines, odd);
        QVERIFY(findProvenance(text) == odd);
    }

private:
    static Provenance oddProvenance(Provenance provenance)
    {
        provenance.studyName = kFormula;
        provenance.recipe = {{"caption", kFormula}, {"list", {kFormula, "=1", -2.5, "\\"}}};
        return provenance;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
};

QTEST_GUILESS_MAIN(TestSpreadsheetCells)
#include "tst_spreadsheet_cells.moc"
