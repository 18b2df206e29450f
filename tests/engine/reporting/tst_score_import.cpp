// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/csv_reader.h"
#include "engine/reporting/score_import.h"
#include "engine/reporting/study_tables.h"
#include "engine/reporting/table_formats.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/study/atomic_file.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_results.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

/// scores.csv without the numbers of trials, which are a study's own; sorted.
std::vector<std::vector<std::string>> scoresOf(const StudyStore& store)
{
    std::string text;
    for (const NamedText& file : studyTables(store, {})) {
        if (file.name == "scores.csv")
            text = file.text;
    }
    std::vector<std::vector<std::string>> rows;
    for (CsvRecord& record : readCsv(text, "scores.csv")) {
        record.fields.erase(record.fields.begin());
        rows.push_back(std::move(record.fields));
    }
    std::ranges::sort(rows);
    return rows;
}

const TradeoffPoint& pointOf(const std::vector<TradeoffPoint>& points, const std::string& series,
                             const std::string& label)
{
    const auto found = std::ranges::find_if(points, [&](const TradeoffPoint& point) {
        return point.series == series && point.label == label;
    });
    if (found == points.end())
        qFatal("no such point");
    return *found;
}

std::vector<TradeoffPoint> pointsOf(const StudyStore& store)
{
    return tradeoffPoints(store.jobs(), store.evaluations(), {});
}

} // namespace

class TestScoreImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void csvOfAllShapesIsRead()
    {
        const auto records = readCsv("\xEF\xBB\xBF"
                                     "a,\"b \"\"c\"\"\r\nd\",\r\n\n,x\n\"last\"",
                                     "f");
        QCOMPARE(records.size(), std::size_t{3});
        QCOMPARE(records[0].fields, (std::vector<std::string>{"a", "b \"c\"\r\nd", ""}));
        QCOMPARE(records[1].line, 4);
        QCOMPARE(records[1].fields, (std::vector<std::string>{"", "x"}));
        QCOMPARE(records[2].fields, (std::vector<std::string>{"last"}));
        QVERIFY(saidBy([] { readCsv("a\n\"b", "f"); }).contains("f, line 2 has a quote"));
        QVERIFY(saidBy([] { readCsv("a\"b", "f"); }).contains("inside a field"));
        QVERIFY(saidBy([] { readCsv("\"a\"b", "f"); }).contains("behind a quoted field"));
    }

    void exportAndImportGiveTheStoreBack()
    {
        const StudyStore original = makeSampleResults(path("original"));
        StudyStore copy = makeSampleStore(path("copy"));
        const ImportReport report = importScores(copy, scoresFile(original));
        QCOMPARE(report.evaluations, int(original.evaluations().size()));
        QCOMPARE(scoresOf(copy), scoresOf(original));
        // The same points in the same order, fronts and differences to the base model.
        const auto expected = pointsOf(original);
        const auto points = pointsOf(copy);
        QCOMPARE(points.size(), expected.size());
        for (const TradeoffPoint& point : expected) {
            const TradeoffPoint& same = pointOf(points, point.series, point.label);
            QCOMPARE(same.x, point.x);
            QCOMPARE(same.y, point.y);
            QCOMPARE(same.xSd, point.xSd);
            QCOMPARE(same.seeds, point.seeds);
            QCOMPARE(same.order, point.order);
            QCOMPARE(same.onJointFront, point.onJointFront);
        }
        TableRecipe gains;
        gains.columns = {TableColumn::DeltaNew};
        const ResultsTable table = resultsTable(copy, gains);
        QCOMPARE(table.lines.size(), expected.size());
        QVERIFY(std::ranges::any_of(table.lines, [](const TableLine& line) {
            return line.series == "ewc" && line.figures.front().spread.mean == 7.5;
        }));
        // And a second export reads the same.
        StudyStore third = makeSampleStore(path("third"));
        importScores(third, scoresFile(copy));
        QCOMPARE(scoresOf(third), scoresOf(original));
    }

    void systemsStandBesideTheStudysOwn()
    {
        StudyStore store = makeScoredResults(path("study"));
        TradeoffAnalyser before(store);
        const TradeoffAnalysis own = before.analyse({});
        QVERIFY(own.known());
        importScores(store, write("system,split,domain,metric,value\n"
                                  "Marian,test,captions,bleu,40.5\nMarian,test,koran,bleu,41.5\n"
                                  "Marian,test,news,bleu,50\nfairseq,test,captions,bleu,30\n"
                                  "fairseq,test,koran,bleu,31\nfairseq,test,news,bleu,52.25\n"));
        const auto points = pointsOf(store);
        QCOMPARE(pointOf(points, "imported", "Marian").x, 41.0);
        QCOMPARE(pointOf(points, "imported", "fairseq").y, 52.25);
        const JobRow job = store.jobs().back();
        QVERIFY(job.state == JobState::Done && job.kind == RunKind::Trial && job.sweeps.empty());
        // The study's own intervals and tests stay; a warning says what they leave out.
        TradeoffAnalyser after(store);
        const TradeoffAnalysis analysis = after.analyse({});
        QVERIFY2(analysis.known(), analysis.sentence.c_str());
        QCOMPARE(analysis.tests.size(), own.tests.size());
        QCOMPARE(analysis.uncertainty.front().x.halfWidth, own.uncertainty.front().x.halfWidth);
        QVERIFY(analysis.warnings.size() == 1 && analysis.warnings.front().find("2 points") == 0);
        const ResultsTable table = resultsTable(store, {});
        QVERIFY(textTable(table).find("Imported") != std::string::npos);
        QVERIFY(latexTable(table).find("Marian") != std::string::npos);
    }

    void seedsOfASystemAreOnePoint()
    {
        StudyStore store = makeSampleStore(path("study"));
        importScores(store,
                     write("system,strategy,parameters,seed,split,domain,metric,value\n"
                           "A,l2,λ=1,1,test,news,comet,0.5\nA,l2,λ=1,2,test,news,comet,0.75\n"
                           "B,l2,λ=10,1,test,news,comet,0.25\n"
                           "C,l2,λ=10,1,test,news,comet,0.125\n"));
        TradeoffOptions options;
        options.x = options.y = {DomainRole::Old, AxisChoice::Over::Mean, {}, "comet"};
        const auto points = tradeoffPoints(store.jobs(), store.evaluations(), options);
        QCOMPARE(points.size(), std::size_t{3}); // B and C are other systems of the same label
        QCOMPARE(pointOf(points, "l2", "λ=1").seeds, 2);
        QCOMPARE(pointOf(points, "l2", "λ=1").y, 0.625);
        QCOMPARE(points.front().label, std::string("λ=10")); // larger first, as in every series
    }

    void checkpointsAreSelected()
    {
        StudyStore store = makeSampleStore(path("study"));
        importScores(store, write("system,split,step,domain,metric,value\n"
                                  "A,dev,100,news,bleu,10\nA,dev,50,news,bleu,20\n"));
        for (const EvaluationRow& row : store.evaluations())
            QCOMPARE(row.selected, row.step == 100);
        importScores(store, write("system,split,step,selected,domain,metric,value\n"
                                  "B,dev,100,0,news,bleu,10\nB,dev,50,1,news,bleu,20\n"));
        const auto rows = store.evaluations();
        QVERIFY(std::ranges::all_of(rows, [&](const EvaluationRow& row) {
            return row.job == rows.front().job || row.selected == (row.step == 50);
        }));
    }

    void testSetsAreToldApart()
    {
        SweepSpec spec = hasler2021Sweep({1});
        spec.evaluation.testSentences = 50;
        StudyStore store = makeSampleStore(path("study"), spec);
        const JobRow own = *store.jobByIdentity(planSweep(spec, store.facts()).back().identity);
        const RunRow run = addSampleRun(store, own.id, "r");
        store.addEvaluation(sampleEvaluation(run, 1, Split::Test, true, {1, 2, 3}), {});
        const QByteArray head = "system,split,domain,metric,value\n";
        const auto line = [](const QByteArray& system, const QByteArray& domain) {
            return system + ",test," + domain + ",bleu,5\n";
        };
        const auto whole = [&](const QByteArray& system) {
            return head + line(system, "news") + line(system, "koran") + line(system, "captions");
        };
        importScores(store, write(whole("first 50")), 50);
        QVERIFY(resultsTable(store, {}).warnings.size() <= 1); // of what has no translations
        const auto table = write(head + "first 50,dev,news,bleu,1\n");
        QVERIFY(saidBy([&] { importScores(store, table); }).contains("--first 50 before"));
        importScores(store, write(whole("all")));
        const auto warnings = resultsTable(store, {}).warnings;
        QVERIFY(std::ranges::any_of(warnings, [](const std::string& warning) {
            return warning.find("different test sets") != std::string::npos;
        }));
    }

    void mistakesAreNamedAndNothingIsStored_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QStringList>("said");
        const QByteArray head = "system,split,domain,metric,value\n";
        const QByteArray good = head + "A,test,news,bleu,10\n";
        const auto row = [](const char* name, const QByteArray& table, const QStringList& said) {
            QTest::newRow(name) << table << said;
        };
        row("empty", "", {"holds no scores"});
        row("head alone", head, {"holds no scores"});
        row("missing column", "system,split,domain,metric\nA,test,news,bleu\n",
            {"line 1", "no column \"value\""});
        row("unknown column", "sytem," + good, {"line 1", "\"sytem\" is unknown"});
        row("column twice", "system," + good, {"line 1", "\"system\" is there twice"});
        row("fields", good + "B,test,news,bleu\n", {"line 3", "4 fields"});
        row("no system", good + ",test,news,bleu,1\n", {"line 3", "\"system\" is empty"});
        row("domain", good + "B,test,nwes,bleu,1\n", {"line 3", "\"nwes\"", "captions, news"});
        row("split", good + "B,train,news,bleu,1\n", {"line 3", "\"train\"", "dev or test"});
        row("metric", good + "B,test,news,BLEU,1\n", {"line 3", "\"BLEU\"", "lower-case"});
        row("no number", good + "B,test,news,bleu,\"3,5\"\n", {"line 3", "\"3,5\"", "31.4"});
        row("not finite", good + "B,test,news,bleu,nan\n", {"line 3", "nan"});
        row("too large", good + "B,test,news,bleu,101\n", {"line 3", "101", "between 0 and 100"});
        row("below 0", good + "B,test,news,ter,-1\n", {"line 3", "-1", "no ter"});
        row("twice", good + "A,test,news,bleu,11\n", {"line 3", "once more than line 2"});
        row("seed", "seed," + head + "x,A,test,news,bleu,1\n", {"line 2", "\"seed\"", "\"x\""});
        row("role", "role," + head + "new,A,test,news,bleu,1\n", {"line 2", "\"news\" is old"});
        row("time", "time," + head + "yesterday,A,test,news,bleu,1\n", {"line 2", "yesterday"});
        row("two selected",
            "step,selected," + head + "1,1,A,test,news,bleu,1\n2,1,A,test,news,bleu,1\n",
            {"line 3", "selected in line 2"});
        row("UTF-8", good + "\xFF,test,news,bleu,1\n", {"not valid UTF-8"});
        row("in the study", good + "known,test,captions,bleu,1\n", {"line 3", "has test scores"});
    }
    void mistakesAreNamedAndNothingIsStored()
    {
        QFETCH(QByteArray, table);
        QFETCH(QStringList, said);
        StudyStore store = makeSampleStore(path("study"));
        importScores(store, write("system,split,domain,metric,value\nknown,test,news,bleu,10\n"));
        const Revision before = store.revision();
        const std::size_t evaluations = store.evaluations().size();
        const auto file = write(table);
        const QString sentence = saidBy([&] { importScores(store, file); });
        QVERIFY2(sentence.contains("table.csv"), qPrintable(sentence));
        for (const QString& part : said)
            QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QCOMPARE(store.revision(), before);
        QCOMPARE(store.evaluations().size(), evaluations);
    }

    void outputsAreScoredLikeTheStudysOwn()
    {
        StudyStore store = makeScoredResults(path("study"));
        storeReferences(store);
        const auto jobs = store.jobs();
        const JobRow ewc = *std::ranges::find_if(
            jobs, [](const JobRow& job) { return scoredName(job) == "ewc λ=0.1"; });
        const auto evaluations = store.evaluations();
        const EvaluationRow own = *std::ranges::find(evaluations, ewc.id, &EvaluationRow::job);
        SystemOutputs outputs;
        outputs.system = {"the same again", "", "", {}};
        for (const Domain& domain : sampleFacts().domains) {
            std::string text;
            for (const std::string& line : store.evaluationDetail(own.id, domain.name).translations)
                text += line + "\n";
            outputs.files.emplace_back(domain.name, path(domain.name.c_str()));
            writeFileAtomically(outputs.files.back().second, text);
        }
        const ImportReport report = importOutputs(store, outputs);
        QCOMPARE(report.systems, 1);
        const auto all = store.evaluations();
        const EvaluationRow& made = all.back();
        for (const ScoreRow& score : made.scores) {
            const auto same = std::ranges::find_if(own.scores, [&](const ScoreRow& each) {
                return each.domain == score.domain && each.metric == score.metric;
            });
            QCOMPARE(score.value, same->value);
            QCOMPARE(score.signature, same->signature);
            QCOMPARE(store.segmentStatistics(made.id, score.domain, score.metric),
                     store.segmentStatistics(own.id, score.domain, score.metric));
        }
        QCOMPARE(store.evaluationDetail(made.id, "news").translations.size(),
                 std::size_t{kScoredSegments});
        // Equal outputs: the paired test says so, and nothing speaks against comparing them.
        TradeoffAnalyser analyser(store);
        const TradeoffAnalysis analysis = analyser.analyse({});
        QVERIFY2(analysis.known() && analysis.warnings.empty(), analysis.sentence.c_str());
        const auto indexOf = [&](RowId job) {
            return static_cast<std::size_t>(
                std::ranges::find(analysis.points, std::vector<RowId>{job}, &TradeoffPoint::jobs) -
                analysis.points.begin());
        };
        const PairComparison pair = analyser.compare(analysis, indexOf(ewc.id), indexOf(made.job));
        QVERIFY(pair.test && pair.test->x.p == 1 && pair.test->x.difference == 0);
        QVERIFY(saidBy([&] { importOutputs(store, outputs); }).contains("has test scores"));
    }

    void wrongOutputsAreNamedAndNothingIsStored()
    {
        StudyStore store = makeScoredResults(path("study"));
        storeReferences(store);
        const Revision before = store.revision();
        SystemOutputs outputs;
        outputs.system.name = "short";
        outputs.files = {{"news", write("one\ntwo\n")}};
        QString said = saidBy([&] { importOutputs(store, outputs); });
        QVERIFY2(said.contains("table.csv has 2 lines") && said.contains("120 segments"),
                 qPrintable(said));
        outputs.files = {{"nwes", write("one\n")}};
        QVERIFY(saidBy([&] { importOutputs(store, outputs); }).contains("no domain \"nwes\""));
        outputs.files = {{"news", path("absent")}};
        QVERIFY(saidBy([&] { importOutputs(store, outputs); }).contains("absent"));
        outputs.files = {{"news", write("one\n\xFF\n")}};
        QVERIFY(saidBy([&] { importOutputs(store, outputs); }).contains("Line 2"));
        outputs.split = Split::Dev;
        QVERIFY(saidBy([&] { importOutputs(store, outputs); }).contains("no dev text"));
        QCOMPARE(store.revision(), before);
        // The first segments alone, as sweeps with testSentences score them.
        outputs.split = Split::Test;
        outputs.firstSegments = 2;
        outputs.files = {{"news", write("one\ntwo\n")}};
        importOutputs(store, outputs);
        const auto rows = store.evaluations();
        QCOMPARE(store.segmentStatistics(rows.back().id, "news", "bleu").size(), std::size_t{2});
    }

private:
    std::filesystem::path path(const char* name) const
    {
        return m_folder->filePath(name).toStdString();
    }
    std::filesystem::path write(const QByteArray& text) const
    {
        const auto file = path("table.csv");
        writeFileAtomically(file, text.toStdString());
        return file;
    }
    std::filesystem::path scoresFile(const StudyStore& store) const
    {
        for (const NamedText& file : studyTables(store, {})) {
            if (file.name == "scores.csv")
                return write(QByteArray::fromStdString(file.text));
        }
        return {};
    }
    static void storeReferences(StudyStore& store)
    {
        for (const Domain& domain : sampleFacts().domains) {
            ReferenceText text;
            for (int i = 0; i < kScoredSegments; ++i) {
                text.sources.push_back("Quelle");
                text.references.push_back(scoredReference(domain.name, i));
            }
            store.storeReference(domain.name, Split::Test, "h", text);
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestScoreImport)
#include "tst_score_import.moc"
