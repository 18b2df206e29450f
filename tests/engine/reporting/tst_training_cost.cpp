// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/table_formats.h"
#include "engine/reporting/training_cost.h"
#include "tests/support/sample_results.h"
#include "tests/support/sequence_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

namespace
{

TableRecipe costRecipe()
{
    TableRecipe recipe;
    recipe.columns = {TableColumn::MeanNew, TableColumn::TargetTokens, TableColumn::TrainingTime};
    return recipe;
}

const TableLine& line(const ResultsTable& table, const std::string& row)
{
    const auto found = std::ranges::find_if(table.lines, [&](const TableLine& each) {
        return each.series + " " + each.parameters == row;
    });
    if (found == table.lines.end())
        qFatal("no such row");
    return *found;
}

} // namespace

/// What training took, in tables and over seeds.
class TrainingCostTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tablesShowMeansOverSeeds()
    {
        const StudyStore store = makeSampleResults(fresh());
        const ResultsTable table = resultsTable(store, costRecipe());
        const TableLine& ewc = line(table, "ewc λ=0.1");
        QCOMPARE(ewc.figures[1].spread.mean, 212500.0);
        QCOMPARE(ewc.figures[1].spread.n, 2);
        QCOMPARE(ewc.figures[2].spread.mean, 48.875);
        QCOMPARE(line(table, "fine-tuning ").figures[1].spread.n, 1); // seed 2 is under way
        const QString text = QString::fromStdString(textTable(table));
        QVERIFY2(text.contains("212500 ± 707") && text.contains("48.9 ± 0.9"), qPrintable(text));
        QVERIFY2(text.contains("Training time is without validation."), qPrintable(text));
        QVERIFY(QString::fromStdString(htmlTable(table)).contains("training time (s)"));
        const auto csv = readCsv(csvTable(table));
        QCOMPARE(csv[3].at("parameters").get<std::string>(), std::string("λ=0.1"));
        QCOMPARE(csv[3].at("target tokens mean").get<std::string>(), std::string("212500"));
        QCOMPARE(csv[3].at("training time mean").get<std::string>(), std::string("48.875"));
        QVERIFY(!csv[3].contains("training time ci_low")); // it is no score
        const nlohmann::json json = jsonTable(table);
        QCOMPARE(json["columns"][1]["column"].get<std::string>(), std::string("target-tokens"));
        QCOMPARE(json["rows"][3]["figures"]["training time"]["mean"].get<double>(), 48.875);
    }

    void whatTrainsNothingHasNone()
    {
        StudyStore store = makeSampleResults(fresh());
        for (const JobRow& job : store.jobs()) {
            if (job.config.strategy.name == "mixing")
                store.setJobFacts(job.id, {{"adaptedModel", "models/abc"}});
            if (job.config.strategy.name == "ewc")
                store.setJobFacts(job.id, {{"targetTokens", "many"}, {"seconds", nullptr}});
        }
        const ResultsTable table = resultsTable(store, costRecipe());
        for (const char* row : {"baseline ", "mixing 1:1", "ewc λ=0.1"}) {
            QCOMPARE(line(table, row).figures[1].spread.n, 0);
            QCOMPARE(line(table, row).figures[2].spread.n, 0);
        }
        QVERIFY(jsonTable(table)["rows"][0]["figures"]["target tokens"].is_null());
    }

    void aColumnOnceWhateverTheMetrics()
    {
        const StudyStore store = makeSampleResults(fresh());
        TableRecipe recipe = costRecipe();
        recipe.metrics = {"bleu", "ter"};
        recipe.decimals = 3; // of scores and seconds: tokens are whole
        recipe.order = "training-time";
        const ResultsTable table = resultsTable(store, recipe);
        QCOMPARE(std::ranges::count(table.heads, "target tokens", &TableHead::key), 1);
        QCOMPARE(std::ranges::count(table.heads, "training time", &TableHead::key), 1);
        QVERIFY(textTable(table).find("212500 ± 707 ") != std::string::npos);
        // The quickest first, what has no time last.
        QCOMPARE(table.lines.front().series, std::string("fine-tuning"));
        QCOMPARE(table.lines.back().series, std::string("baseline"));
    }

    void stepsOfASequenceHaveTheirOwn()
    {
        StudyStore store = makeSequenceResults(fresh());
        for (const JobRow& job : store.jobs()) {
            if (!job.config.sequence.empty())
                store.setJobFacts(job.id, {{"targetTokens", 100 * job.config.sequence.size()}});
        }
        const ResultsTable table = resultsTable(store, costRecipe());
        QCOMPARE(line(table, "fine-tuning after 1").figures[1].spread.mean, 100.0);
        QCOMPARE(line(table, "fine-tuning after 2").figures[1].spread.mean, 200.0);
        QVERIFY2(captionOf(table).find("that of a sequence's last step") != std::string::npos,
                 captionOf(table).c_str());
        QVERIFY(captionOf(resultsTable(store, {})).find("sequence") == std::string::npos);
    }

    void meansNeedEveryTrial()
    {
        JobRow first, second;
        first.facts = {{"updates", 100}, {"targetTokens", 1000}, {"seconds", 2.0}};
        second.facts = {{"updates", 200}, {"targetTokens", 3000}};
        const TrainingCost mean = meanTrainingCost({&first, &second});
        QVERIFY(mean == (TrainingCost{150, 2000, {}}));
        QVERIFY(meanTrainingCost({}) == TrainingCost{});
        second.facts = nlohmann::json::array({1, 2});
        QVERIFY(meanTrainingCost({&first, &second}) == TrainingCost{});
    }

private:
    std::filesystem::path fresh()
    {
        return m_folder.filePath("study-" + QString::number(++m_made)).toStdString();
    }

    QTemporaryDir m_folder;
    int m_made = 0;
};

QTEST_GUILESS_MAIN(TrainingCostTest)
#include "tst_training_cost.moc"
