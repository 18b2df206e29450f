// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <locale>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/table_formats.h"
#include "engine/study/error.h"
#include "tests/support/sample_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

namespace
{

const char* kValidate = "import json, sys, jsonschema\n"
                        "schema = json.load(open(sys.argv[1]))\n"
                        "jsonschema.Draft202012Validator.check_schema(schema)\n"
                        "jsonschema.validate(json.load(sys.stdin), schema)\n";

const std::vector<std::pair<const char*, const char*>> kRecipes = {
    {"strategies", R"({"name": "Strategies"})"},
    {"grid", R"({"rows": "lambda-by-ratio", "columns": ["mean-new", "mean-old"]})"},
    {"wide", R"({"wide": true, "caption": "50 % & more_", "label": "tab:a_b",
            "columns": ["new-domains", "old-domains", "delta-new", "delta-old", "worst-domain", "drift", "target-tokens", "training-time"]})"},
    {"no decimals", R"({"decimals": 0, "groups": false, "pooling": "single"})"},
    {"two metrics", R"({"metrics": ["bleu", "chrf"]})"},
    {"one seed", R"({"seeds": [1], "test": "none", "decimals": 2})"},
};

const TableLine& line(const ResultsTable& table, const std::string& series,
                      const std::string& parameters)
{
    const auto found = std::ranges::find_if(table.lines, [&](const TableLine& each) {
        return each.series == series && each.parameters == parameters;
    });
    if (found == table.lines.end())
        qFatal("no such row");
    return *found;
}

const Spread& spread(const ResultsTable& table, const TableLine& line, const std::string& key)
{
    const auto head = std::ranges::find(table.heads, key, &TableHead::key);
    if (head == table.heads.end())
        qFatal("no such column");
    return line.figures[static_cast<std::size_t>(head - table.heads.begin())].spread;
}

class CommaPoint : public std::numpunct<char>
{
protected:
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

std::vector<std::string> everyFormat(const ResultsTable& table)
{
    return {latexTable(table),       csvTable(table),  tsvTable(table), markdownTable(table),
            jsonTable(table).dump(), htmlTable(table), textTable(table)};
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<StudyStore>(
            makeSampleResults(m_folder.filePath("study").toStdString()));
        m_table = resultsTable(*m_store, everyColumn());
    }

    void holdsTheStudysFigures()
    {
        QCOMPARE(m_table.lines.size(), std::size_t{8});
        QCOMPARE(m_table.heads.size(), std::size_t{11});
        QCOMPARE(m_table.signatures.size(), std::size_t{1});
        const TableLine& ewc = line(m_table, "ewc", "λ=0.1");
        QCOMPARE(ewc.seeds, 2);
        QCOMPARE(spread(m_table, ewc, "mean new").mean, 14.5);
        QCOMPARE(spread(m_table, ewc, "mean old").mean, 24.5);
        QCOMPARE(spread(m_table, ewc, "delta new").mean, 7.5);
        QCOMPARE(spread(m_table, ewc, "delta old").mean, -5.5);
        QCOMPARE(spread(m_table, ewc, "worst domain").mean, -5.5); // news lost most
        QCOMPARE(spread(m_table, ewc, "drift").mean, 12.0);
        QCOMPARE(spread(m_table, line(m_table, "baseline", ""), "delta old").mean, 0.0);
        QCOMPARE(spread(m_table, line(m_table, "baseline", ""), "drift").n, 0);
    }

    /// Every figure of the file, against the rows of the store.
    void csvEqualsTheStore()
    {
        const auto rows = readCsv(csvTable(m_table));
        QCOMPARE(rows.size(), m_table.lines.size());
        std::map<std::string, std::map<std::string, std::vector<double>>> scores;
        const std::vector<EvaluationRow> evaluations = m_store->evaluations();
        for (const EvaluationRow& evaluation : evaluations) {
            const JobRow job = *m_store->job(evaluation.job);
            if (evaluation.split != Split::Test || !evaluation.selected)
                continue;
            for (const ScoreRow& score : evaluation.scores)
                scores[job.config.strategy.name + "/" + parameterLabel(job.config.strategy)]
                      [score.domain]
                          .push_back(score.value);
        }
        for (const auto& row : rows) {
            const auto& own = scores.at(row.at("strategy").get<std::string>() + "/" +
                                        row.at("parameters").get<std::string>());
            for (const auto& [domain, values] : own) {
                double sum = 0;
                for (const double value : values)
                    sum += value;
                QCOMPARE(std::stod(row.at(domain + " mean").get<std::string>()),
                         sum / static_cast<double>(values.size()));
                QCOMPARE(row.at(domain + " n").get<std::string>(), std::to_string(values.size()));
                const std::string sd = row.at(domain + " sd").get<std::string>();
                QCOMPARE(sd.empty(), values.size() < 2);
                if (!sd.empty()) // of two values: their distance over √2
                    QCOMPARE(std::stod(sd), std::abs(values[0] - values[1]) / std::sqrt(2.0));
            }
        }
    }

    void seedsAreChosenAndPooled()
    {
        TableRecipe recipe;
        recipe.pooling = SeedPooling::Single;
        const ResultsTable single = resultsTable(*m_store, recipe);
        QCOMPARE(spread(single, line(single, "ewc", "λ=0.1 seed=2"), "captions").mean, 19.0);
        recipe.pooling = SeedPooling::Mean;
        recipe.seeds = {1};
        const ResultsTable first = resultsTable(*m_store, recipe);
        QCOMPARE(spread(first, line(first, "ewc", "λ=0.1"), "captions").mean, 18.0);
        QVERIFY(csvTable(first).find(" ± ") == std::string::npos);
        QVERIFY(captionOf(first).find("deviation") == std::string::npos);
    }

    /// Seed 2 of EWC is made the better one on dev, though it is the worse one on test.
    void bestOnDevLooksAtDevOnly()
    {
        StudyStore store = makeSampleResults(m_folder.filePath("dev").toStdString());
        for (const JobRow& job : store.jobs()) {
            if (job.kind != RunKind::Trial || job.config.strategy.name != "ewc")
                continue;
            const bool second = job.config.training.seed == 2;
            const RunRow run = addSampleRun(store, job.id, "dev-" + std::to_string(job.id));
            store.addEvaluation(
                sampleEvaluation(run, 250, Split::Dev, true, {second ? 9.0 : 5.0, 1, 9}), {});
            store.addEvaluation(
                sampleEvaluation(run, 250, Split::Test, true, {second ? 11.0 : 17.0, 1, 9}), {});
        }
        TableRecipe recipe;
        recipe.pooling = SeedPooling::BestOnDev;
        const ResultsTable table = resultsTable(store, recipe);
        const TableLine& ewc = line(table, "ewc", "λ=0.1");
        QCOMPARE(spread(table, ewc, "captions").mean, 11.0);
        QCOMPARE(ewc.seeds, 1);
    }

    void theNewestSweepOfANameIsMeant()
    {
        const std::filesystem::path folder = m_folder.filePath("two sweeps").toStdString();
        StudyStore store = makeSampleResults(folder);
        const SweepSpec spec = store.sweeps().front().spec;
        TableRecipe recipe;
        recipe.sweep = spec.name;
        const std::size_t before = resultsTable(store, recipe, false).lines.size();
        const RowId again = store.addSweep(spec); // without a trial yet
        recipe.sweep = std::to_string(again);
        QCOMPARE(resultsTable(store, recipe, false).lines.size(), std::size_t{0});
        recipe.sweep = spec.name;
        QCOMPARE(resultsTable(store, recipe, false).lines.size(), std::size_t{0});
        recipe.sweep = std::to_string(again - 1);
        QCOMPARE(resultsTable(store, recipe, false).lines.size(), before);
        QVERIFY(before > 0);
    }
    void rowsAreChosenAndOrdered()
    {
        TableRecipe recipe;
        recipe.strategies = {"ewc", "fine-tuning"};
        recipe.order = "mean-new";
        const ResultsTable table = resultsTable(*m_store, recipe);
        std::vector<std::string> rows;
        for (const TableLine& each : table.lines)
            rows.push_back(each.series + each.parameters);
        const std::vector<std::string> expected = {"fine-tuning", "ewcλ=0.1", "ewcλ=1"};
        QCOMPARE(rows, expected);
        for (const auto& [field, change] : std::map<std::string, std::function<void(TableRecipe&)>>{
                 {"sweep", [](TableRecipe& r) { r.sweep = "none"; }},
                 {"baseline", [](TableRecipe& r) { r.baseline = "ewc λ=7"; }},
                 {"strategies", [](TableRecipe& r) { r.strategies = {"lora"}; }}}) {
            TableRecipe wrong;
            change(wrong);
            try {
                resultsTable(*m_store, wrong);
                QFAIL(field.c_str());
            } catch (const BadInput& error) {
                QVERIFY2(QString(error.what()).contains(field.c_str()), error.what());
            }
        }
    }

    void gridHasLambdasByRatios()
    {
        const ResultsTable grid = resultsTable(*m_store, readyRecipes()[1]);
        QCOMPARE(grid.lines.size(), std::size_t{3}); // no EWC, λ=1, λ=0.1
        QCOMPARE(grid.heads.size(), std::size_t{6}); // no mixing, 10:1, 1:1, two scores each
        const auto at = [&](const std::string& lambda, const std::string& key) {
            return spread(grid, line(grid, "", lambda), key);
        };
        QCOMPARE(at("no EWC", "no mixing mean new").mean, 16.0); // fine-tuning
        QCOMPARE(at("no EWC", "10:1 mean old").mean, 29.5);
        QCOMPARE(at("λ=0.1", "1:1 mean new").mean, 14.5);
        QCOMPARE(at("λ=0.1", "10:1 mean new").n, 0);
        QVERIFY(std::ranges::count_if(grid.lines, [](const TableLine& each) {
                    return each.figures[0].bold || each.figures[2].bold || each.figures[4].bold;
                }) > 0);
    }

    void latexShowsTheFigures_data()
    {
        QTest::addColumn<QString>("json");
        for (const auto& [name, json] : kRecipes)
            QTest::newRow(name) << json;
    }

    /// Compiled, printed and read again: the figures of each row in their order.
    void latexShowsTheFigures()
    {
        QFETCH(QString, json);
        TableRecipe recipe;
        from_json(nlohmann::json::parse(json.toStdString()), recipe);
        const ResultsTable table = resultsTable(*m_store, recipe);
        const std::string latex = latexTable(table);
        QVERIFY(latex.starts_with("% Needs only \\usepackage{booktabs}"));
        LatexPage page;
        QVERIFY2(page.compile(latex, kTablePackages), page.log().constData());
        const QString text = words(page.text());
        for (const TableLine& each : table.lines) {
            QString row;
            for (const std::size_t i : shownHeads(table))
                row += QString::fromStdString(figureText(each.figures[i], table.heads[i]))
                           .replace("--", "–");
            QVERIFY2(text.contains(words(row)), qPrintable(row + "\nnot in\n" + text));
        }
        QVERIFY(page.fonts().contains("CMB")); // bold is printed bold
    }

    void missingIsMissing()
    {
        StudyStore store = makeSampleResults(m_folder.filePath("missing").toStdString());
        for (const JobRow& job : store.jobs()) {
            if (job.kind != RunKind::Trial || job.config.strategy.name != "fine-tuning")
                continue;
            const RunRow run = addSampleRun(store, job.id, "late-" + std::to_string(job.id));
            EvaluationRow scores = sampleEvaluation(run, 250, Split::Test, true, {1, 20, 12});
            scores.scores.erase(scores.scores.begin()); // captions
            store.addEvaluation(scores, sampleDetails());
        }
        const ResultsTable table = resultsTable(store, everyColumn());
        const TableLine& row = line(table, "fine-tuning", "");
        QCOMPARE(spread(table, row, "captions").n, 0);
        QCOMPARE(spread(table, row, "mean new").n, 0); // no mean over fewer domains
        QCOMPARE(spread(table, row, "koran").mean, 12.0);
        const auto csv = readCsv(csvTable(table));
        QCOMPARE(csv[1].at("captions mean").get<std::string>(), std::string());
        QVERIFY(jsonTable(table)["rows"][1]["figures"]["captions"].is_null());
        QVERIFY(latexTable(table).find("{--}") != std::string::npos);
        for (const std::string& text : everyFormat(table))
            QVERIFY2(!QString::fromStdString(text).contains(QRegularExpression("\\b(nan|inf)\\b")),
                     text.c_str());
    }

    void studyWithoutResults()
    {
        const StudyStore store = makeSampleStore(m_folder.filePath("empty").toStdString());
        for (const TableRecipe& recipe : readyRecipes()) {
            const ResultsTable table = resultsTable(store, recipe);
            QVERIFY(table.lines.empty());
            for (const std::string& text : everyFormat(table))
                QVERIFY(!text.empty());
            LatexPage page;
            QVERIFY2(page.compile(latexTable(table), kTablePackages), page.log().constData());
            throughPython(kValidate, jsonTable(table).dump(), {schemaFile()});
        }
    }

    void localeChangesNothing()
    {
        const std::vector<std::string> before = everyFormat(m_table);
        const std::locale kept =
            std::locale::global(std::locale(std::locale::classic(), new CommaPoint));
        const std::vector<std::string> after = everyFormat(resultsTable(*m_store, everyColumn()));
        std::locale::global(kept);
        QCOMPARE(after, before);
    }

    void jsonFollowsItsSchema()
    {
        for (const TableRecipe& recipe : {everyColumn(), readyRecipes()[0], readyRecipes()[1]}) {
            const ResultsTable table = resultsTable(*m_store, recipe);
            throughPython(kValidate, jsonTable(table).dump(), {schemaFile()});
        }
        const nlohmann::json json = jsonTable(m_table);
        QCOMPARE(json["rows"][2]["figures"]["news"]["mean"].get<double>(), 28.5);
        QCOMPARE(json["rows"][2]["trials"].size(), std::size_t{2});
        // The schema is no formality.
        nlohmann::json wrong = json;
        wrong["rows"][0]["figures"]["news"]["mean"] = "28.5";
        QCOMPARE(throughPython("import json, sys, jsonschema\n"
                               "try: jsonschema.validate(json.load(sys.stdin), "
                               "json.load(open(sys.argv[1])))\n"
                               "except jsonschema.ValidationError: print('refused', end='')\n",
                               wrong.dump(), {schemaFile()}),
                 std::string("refused"));
    }

    void markdownAndTextLineUp()
    {
        const QStringList markdown = QString::fromStdString(markdownTable(m_table)).split('\n');
        const auto bars = markdown[0].count('|');
        for (int i = 0; i < 2 + static_cast<int>(m_table.lines.size()); ++i)
            QCOMPARE(markdown[i].count('|'), bars);
        const ResultsTable plain = resultsTable(*m_store, everyColumn(), false);
        const QStringList text = QString::fromStdString(textTable(plain)).split('\n');
        for (int i = 1; i <= static_cast<int>(plain.lines.size()); ++i)
            QVERIFY(text[i].size() <= text[0].size()); // columns end in one place, also after ±
        QVERIFY(text[3].contains("11.5 ± 0.7"));
    }

private:
    static QString schemaFile()
    {
        return QString(PALIMPSEST_SOURCE_DIR) + "/resources/templates/table.schema.json";
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    ResultsTable m_table;
};

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
