// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/reporting/table_changes.h"
#include "engine/reporting/table_recipe.h"
#include "engine/study/error.h"
#include "tests/support/sample_results.h"

using namespace palimpsest;

namespace
{

/// A recipe and the field that is wrong in it.
const std::vector<std::pair<const char*, const char*>> kWrong = {
    {R"({"name": ""})", "name"},
    {R"({"rows": "columns"})", "rows"},
    {R"({"columns": []})", "columns"},
    {R"({"columns": ["mean-new", "mean-new"]})", "columns"},
    {R"({"columns": ["mean-new", "median"]})", "columns.1"},
    {R"({"metrics": ["bleu", "meteor"]})", "metrics"},
    {R"({"split": "train"})", "split"},
    {R"({"seeds": [1, 1]})", "seeds"},
    {R"({"seeds": [-1]})", "seeds.0"},
    {R"({"strategies": ["ewc", "ewc"]})", "strategies"},
    {R"({"rows": "lambda-by-ratio", "pooling": "single"})", "pooling"},
    {R"({"test": "t-test"})", "test"},
    {R"({"alpha": 0})", "alpha"},
    {R"({"alpha": 1})", "alpha"},
    {R"({"decimals": 7})", "decimals"},
    {R"({"order": "drift"})", "order"},
    {R"({"order": "new-domains"})", "order"},
    {R"({"label": "a}b"})", "label"},
    {R"({"wide": 1})", "wide"},
    {R"({"widht": true})", "widht"},
    {R"({"claims": ["ewc"]})", "claims"},
    {R"({"claims": ["ewc over "]})", "claims"},
    {R"({"claims": ["ewc+mixing over ewc", "ewc+mixing over ewc"]})", "claims"},
    {R"({"claims": ["ewc+mixing over ewc"], "seeds": [1]})", "claims"},
    {R"({"claims": ["ewc+mixing over ewc"], "pooling": "single"})", "claims"},
    {R"({"claims": ["ewc+mixing over ewc"], "metrics": ["ter"]})", "claims"},
};

} // namespace

class TestTableRecipe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBack()
    {
        TableRecipe recipe;
        recipe.name = "Table 2 „λ“";
        recipe.strategies = {"ewc", "ewc+mixing"};
        recipe.sweep = "main";
        recipe.seeds = {1, 18446744073709551615ULL};
        recipe.pooling = SeedPooling::Single;
        recipe.columns = {TableColumn::Drift, TableColumn::WorstDomain, TableColumn::DeltaNew};
        recipe.groups = false;
        recipe.metrics = {"chrf", "bleu"};
        recipe.split = Split::Dev;
        recipe.baseline = "ewc λ=0.1";
        recipe.test = TableTest::ApproximateRandomisation;
        recipe.correction = TestCorrection::BenjaminiHochberg;
        recipe.alpha = 0.01;
        recipe.decimals = 2;
        recipe.order = "drift";
        recipe.caption = "50 % & more";
        recipe.label = "tab:main";
        recipe.wide = true;
        TableRecipe read;
        from_json(nlohmann::json::parse(nlohmann::json(recipe).dump()), read);
        QVERIFY(read == recipe);
        recipe.pooling = SeedPooling::Mean; // what claims rest on
        recipe.seeds.clear();
        recipe.claims = {"ewc+mixing over ewc", "ewc+mixing 1:1 λ=0.1 over mixing"};
        from_json(nlohmann::json::parse(nlohmann::json(recipe).dump()), read);
        QVERIFY(read == recipe);
        for (const TableRecipe& ready : readyRecipes()) {
            from_json(nlohmann::json(ready), read);
            QVERIFY(read == ready);
        }
    }

    void absentFieldsKeepTheirDefaults()
    {
        TableRecipe recipe;
        from_json(nlohmann::json{{"name", "short"}}, recipe);
        TableRecipe expected;
        expected.name = "short";
        QVERIFY(recipe == expected);
    }

    void wrongValuesAreNamed_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("field");
        for (const auto& [json, field] : kWrong)
            QTest::newRow(json) << json << field;
    }

    void wrongValuesAreNamed()
    {
        QFETCH(QString, json);
        QFETCH(QString, field);
        TableRecipe recipe;
        try {
            from_json(nlohmann::json::parse(json.toStdString()), recipe);
            QFAIL("accepted");
        } catch (const BadInput& error) {
            QVERIFY2(QString(error.what()).contains("Field \"" + field + "\""), error.what());
        }
    }

    void studiesKeepRecipes()
    {
        StudyStore store = makeSampleResults(m_folder.filePath("study").toStdString());
        QCOMPARE(tableRecipes(store).size(), std::size_t{2});
        QVERIFY(findRecipe(store, "Lambda and ratio").rows == TableRows::LambdaByRatio);
        TableRecipe own;
        own.name = "Strategies"; // in place of the ready one
        own.decimals = 3;
        saveRecipe(store, own);
        QVERIFY(findRecipe(store, "Strategies") == own);
        own.alpha = 2;
        QVERIFY_THROWS_EXCEPTION(BadInput, saveRecipe(store, own));
        try {
            findRecipe(store, "Table 9");
            QFAIL("found");
        } catch (const BadInput& error) {
            QVERIFY2(QString(error.what()).contains("\"Lambda and ratio\""), error.what());
        }
        store.setDocument(kTableRecipes, "broken", {{"alpha", "low"}});
        try {
            tableRecipes(store);
            QFAIL("read");
        } catch (const BadInput& error) {
            QVERIFY2(QString(error.what()).contains("\"broken\"") &&
                         QString(error.what()).contains("\"alpha\""),
                     error.what());
        }
    }

    void changesAreWhatTheTableShows()
    {
        StudyStore store = makeSampleResults(m_folder.filePath("changes").toStdString());
        TableRecipe recipe;
        recipe.test = TableTest::None;
        QVERIFY(!changesSince(store, resultsTable(store, recipe)));
        rememberTable(store, resultsTable(store, recipe));
        QVERIFY(changesSince(store, resultsTable(store, recipe))->none());
        // The second seed of fine-tuning and the first of mixing 100:1 are finished now.
        for (const JobRow& job : store.jobs()) {
            const bool second = job.config.training.seed == 2;
            const std::string parameters = parameterLabel(job.config.strategy);
            if (job.kind != RunKind::Trial ||
                !((job.config.strategy.name == "fine-tuning" && second) ||
                  (parameters == "100:1" && !second)))
                continue;
            const RunRow run = addSampleRun(store, job.id, "late-" + std::to_string(job.id));
            store.addEvaluation(sampleEvaluation(run, 250, Split::Test, true, {22, 20, 12}),
                                sampleDetails());
        }
        const auto changes = changesSince(store, resultsTable(store, recipe));
        QCOMPARE(changes->addedRows, std::vector<std::string>{"mixing 100:1"});
        QVERIFY(changes->removedRows.empty() && changes->addedColumns.empty());
        const TableChanges::Figure captions{"fine-tuning", "captions", "20.0", "21.0 ± 1.4"};
        QVERIFY(std::ranges::find(changes->figures, captions) != changes->figures.end());
        QCOMPARE(changes->figures.size(), std::size_t{5}); // also "20.0" to "20.0 ± 0.0"
        QVERIFY(changesText(*changes).find("captions: 20.0 → 21.0 ± 1.4") != std::string::npos);
        QCOMPARE(changesJson(*changes)["addedRows"][0].get<std::string>(),
                 std::string("mixing 100:1"));
        recipe.columns = {TableColumn::MeanNew};
        recipe.strategies = {"ewc"};
        const auto fewer = changesSince(store, resultsTable(store, recipe));
        QCOMPARE(fewer->removedColumns.size(), std::size_t{4});
        QVERIFY(!fewer->removedRows.empty() && fewer->figures.empty());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TestTableRecipe)
#include "tst_table_recipe.moc"
