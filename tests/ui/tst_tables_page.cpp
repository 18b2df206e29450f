// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QUndoStack>

#include <nlohmann/json.hpp>

#include "engine/reporting/bundle.h"
#include "engine/store/sqlite_database.h"
#include "tests/ui/table_bench.h"
#include "ui/main_window.h"
#include "ui/pages/notice_bar.h"

using namespace palimpsest;

/// The table builder over real results: what it shows, and of what it warns.
class TablesPageTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder; ///< studies that no test changes

private Q_SLOTS:
    void initTestCase()
    {
        makeScoredResults(m_folder.filePath("study").toStdString(), {1, 2});
        writeBundle(m_folder.filePath("study").toStdString(),
                    m_folder.filePath("results.palimpsest").toStdString());
        makeScoredResults(m_folder.filePath("newer").toStdString());
        SqliteDatabase newer(m_folder.filePath("newer/study.db").toStdString(),
                             SqliteDatabase::Access::ReadWrite);
        newer.execute("PRAGMA user_version = 99");
    }

    void anEmptyStudySaysWhatToDo()
    {
        PageBench bench;
        makeSampleStore(bench.study().toStdString());
        TablesPage page(bench.context());
        QSignalSpy wanted(&page, &Page::pageRequested);
        page.show();
        bench.session.open(bench.study());
        QVERIFY(child<QWidget>(&page, "tablesEmpty")->isVisible());
        QVERIFY(!child<QWidget>(&page, "printedTable")->isVisible());
        child<QPushButton>(child<QWidget>(&page, "tablesEmpty"), "emptyAction")->click();
        QCOMPARE(wanted.takeFirst().first().toString(), QStringLiteral("sweep"));
        QVERIFY(page.openExport()); // says that there is nothing
        QVERIFY(!page.findChild<QDialog*>());
        // The first scores appear by themselves.
        StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
        for (const JobRow& job : store.jobs())
            if (job.kind == RunKind::Trial && scoredName(job) == "baseline")
                addScoredEvaluation(store, job, scoredQualities().at("baseline"), 1);
        bench.session.refresh();
        QTRY_VERIFY(page.shownTable() && page.shownTable()->complete);
        QVERIFY(child<QWidget>(&page, "printedTable")->isVisible());
        QCOMPARE(page.shownTable()->table->lines.size(), std::size_t{1});
        bench.session.close();
        QCOMPARE(child<QListView>(&page, "recipes")->model()->rowCount(), 0);
    }

    /// What stands on the sheet is the table of the engine, printed.
    void theSheetIsTheTable()
    {
        PageBench bench;
        bench.session.open(m_folder.filePath("study"));
        TablesPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        page.refreshNow();
        const ResultsTable table = resultsTable(bench.session.store(), readyRecipes()[0]);
        auto* model = child<PrintedTable>(&page, "tableSheet")->model();
        const QAbstractItemModelTester tester(model);
        QCOMPARE(model->rowCount(), static_cast<int>(table.lines.size()) + 2);
        QCOMPARE(model->index(0, 3).data().toString(), QStringLiteral("Old domains"));
        QCOMPARE(child<QTableView>(&page, "printedTable")->columnSpan(0, 4), 2); // new domains
        int bold = 0, spread = 0;
        for (int row = 0; row < static_cast<int>(table.lines.size()); ++row) {
            for (int column = 0; column < static_cast<int>(table.heads.size()); ++column) {
                const TableFigure& figure =
                    table.lines[std::size_t(row)].figures[std::size_t(column)];
                const QModelIndex index = model->index(row + 2, column + 3);
                QCOMPARE(index.data().toString(), QString::fromStdString(figureText(
                                                      figure, table.heads[std::size_t(column)])));
                QCOMPARE(index.data(Qt::FontRole).value<QFont>().bold(), figure.bold);
                QVERIFY(index.data(Qt::ToolTipRole).toString().contains("95 % interval"));
                bold += figure.bold;
                spread += index.data().toString().contains(QStringLiteral(" ± "));
            }
        }
        QVERIFY(bold > 2 && spread > 10);
        const QString caption = child<QLabel>(&page, "tableCaption")->text();
        QVERIFY2(caption.contains("corrected by Holm within the column") &&
                     caption.contains("Mean ± standard deviation over n = 2 seeds"),
                 qPrintable(caption));
        QVERIFY(child<QLabel>(&page, "tableNote")->text().startsWith("Signature: nrefs:1"));
        // A line leads to its runs.
        QSignalSpy wanted(&page, &Page::pageRequested);
        Q_EMIT child<QTableView>(&page, "printedTable")->activated(model->index(4, 2));
        QCOMPARE(wanted.takeFirst().first().toString(), QStringLiteral("runs"));
        QCOMPARE(bench.selection.jobs().size(), 2);
    }

    void fieldsMakeTheRecipe()
    {
        PageBench bench;
        bench.session.open(m_folder.filePath("study"));
        TablesPage page(bench.context());
        page.show();
        page.refreshNow();
        for (const char* column : {"drift", "training-time", "target-tokens"})
            tick(&page, "recipeColumns", column, true);
        tick(&page, "recipeColumns", "old-domains", false);
        tick(&page, "recipeMetrics", "chrf", true);
        tick(&page, "recipeStrategies", "ewc", true);
        tick(&page, "recipeSeeds", "2", true);
        choose(&page, "recipeTest", "approximate randomisation");
        choose(&page, "recipeCorrection", "Benjamini and Hochberg");
        choose(&page, "recipeBaseline", "ewc λ=0.1");
        choose(&page, "recipeOrder", "mean-new");
        child<QSpinBox>(&page, "recipeDecimals")->setValue(2);
        auto* caption = child<QLineEdit>(&page, "recipeCaption");
        QTest::keyClicks(caption, "Main results.");
        QTest::keyClicks(child<QLineEdit>(&page, "recipeLabel"), "tab:ma{in");
        child<QCheckBox>(&page, "recipeWide")->click();
        TableRecipe expected;
        expected.columns = {TableColumn::NewDomains,   TableColumn::MeanNew,
                            TableColumn::MeanOld,      TableColumn::Drift,
                            TableColumn::TargetTokens, TableColumn::TrainingTime};
        expected.metrics = {"bleu", "chrf"};
        expected.strategies = {"ewc"};
        expected.seeds = {2};
        expected.test = TableTest::ApproximateRandomisation;
        expected.correction = TestCorrection::BenjaminiHochberg;
        expected.baseline = "ewc λ=0.1";
        expected.order = "mean-new";
        expected.decimals = 2;
        expected.caption = "Main results.";
        expected.label = "tab:main"; // a brace is no part of a label
        expected.wide = true;
        QVERIFY2(recipeOf(page) == expected, nlohmann::json(recipeOf(page)).dump().c_str());
        QTRY_VERIFY(page.shownTable()->complete && page.shownTable()->recipe == expected);
        QVERIFY(child<QLabel>(&page, "tableCaption")->text().startsWith("Table: Main results."));
        // What one field asks of others: a grid has no room for single seeds.
        choose(&page, "recipePooling", "a row each");
        choose(&page, "recipeRows", "λ, with ratios as columns");
        QCOMPARE(recipeOf(page).pooling, SeedPooling::Mean);
        tick(&page, "recipeColumns", "mean-new", false);
        QVERIFY(recipeOf(page).order.empty());
        for (const char* column :
             {"new-domains", "mean-old", "training-time", "target-tokens", "drift"})
            tick(&page, "recipeColumns", column, false);
        QCOMPARE(recipeOf(page).columns.size(), std::size_t{1}); // the last one stays
        tick(&page, "recipeColumns", "mean-old", true);
        // Words alone need no new figures: the sheet follows at once.
        choose(&page, "recipeRows", "strategies and parameters");
        page.refreshNow();
        QTest::keyClicks(caption, " All of them.");
        QVERIFY(child<QLabel>(&page, "tableCaption")->text().contains("results. All of them."));
        QVERIFY(page.shownTable()->complete);
    }

    void newRunsMarkWhatTheyChange()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TablesPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        page.refreshNow();
        child<QAction>(&page, "recipeSave")->trigger();
        page.refreshNow();
        auto* bar = child<NoticeBar>(&page, "tableChanges");
        QVERIFY(!bar->isVisible());
        const QString before = cell(page, "EWC λ=0.1", "mean new").data().toString();
        StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
        for (const JobRow& job : store.jobs()) {
            if (job.kind == RunKind::Trial && scoredName(job) == "ewc λ=0.1")
                addScoredEvaluation(store, job, {{"captions", 0.4}, {"koran", 0.4}, {"news", 0.4}},
                                    5);
            if (job.kind == RunKind::Trial && scoredName(job) == "mixing 100:1")
                addScoredEvaluation(store, job, {{"captions", 0.6}, {"koran", 0.5}, {"news", 0.9}},
                                    6);
        }
        bench.session.refresh();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains("5 figure") &&
                     bar->text().contains("new row(s): Mixing 100:1"),
                 qPrintable(bar->text()));
        const QModelIndex changed = cell(page, "EWC λ=0.1", "mean new");
        QVERIFY(changed.data().toString() != before);
        QCOMPARE(changed.data(PrintedTableModel::BeforeRole).toString(), before);
        QVERIFY(changed.data(Qt::ToolTipRole).toString().startsWith("was " + before));
        QVERIFY(cell(page, "Mixing 100:1", "news").data(PrintedTableModel::NewRole).toBool());
        QVERIFY(
            cell(page, "EWC λ=1", "news").data(PrintedTableModel::BeforeRole).isNull() ||
            cell(page, "EWC λ=1", "news").data(PrintedTableModel::BeforeRole).toString().isEmpty());
        // What is tried out compares with nothing.
        child<QSpinBox>(&page, "recipeDecimals")->setValue(3);
        page.refreshNow();
        QVERIFY(!bar->isVisible());
        QVERIFY(cell(page, "EWC λ=0.1", "mean new")
                    .data(PrintedTableModel::BeforeRole)
                    .toString()
                    .isEmpty());
        page.undoStack()->undo();
        page.refreshNow();
        QVERIFY(bar->isVisible());
        child<QPushButton>(bar, "noticeAction")->click();
        QVERIFY(!bar->isVisible());
        page.refreshNow();
        QVERIFY(!bar->isVisible());
    }

    void whatCannotBeWrittenIsOnlyRead_data()
    {
        QTest::addColumn<QString>("study");
        QTest::newRow("bundle") << "results.palimpsest";
        QTest::newRow("of a newer version") << "newer";
    }

    void whatCannotBeWrittenIsOnlyRead()
    {
        QFETCH(QString, study);
        PageBench bench;
        bench.session.open(m_folder.filePath(study));
        TablesPage page(bench.context());
        page.show();
        page.refreshNow();
        const auto* words = child<QLabel>(&page, "tablesReadOnly");
        QVERIFY(words->isVisible() && words->text().contains("no recipe is kept"));
        child<QSpinBox>(&page, "recipeDecimals")->setValue(2);
        page.refreshNow();
        QVERIFY(page.shownTable()->complete && page.shownTable()->table);
        for (const char* name : {"recipeSave", "recipeSaveAs", "recipeRename", "recipeDelete"})
            QVERIFY2(!child<QAction>(&page, name)->isEnabled(), name);
        page.save();
        QVERIFY(!page.book()->saveAs("Mine"));
        child<QAction>(&page, "tableCopy-latex")->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains("\\toprule"));
        QVERIFY(child<QAction>(&page, "tableExport")->isEnabled());
        page.openExport();
        QVERIFY(child<QLineEdit>(&page, "tableFile")->text().startsWith(m_folder.path() + '/'));
    }

    void theWindowsKeysReachThePage()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        MainWindow window;
        window.show();
        QVERIFY(window.openStudy(bench.study()));
        auto* page = window.findChild<TablesPage*>();
        auto* undo = child<QAction>(&window, "actionUndo");
        window.showPage("tables");
        QVERIFY(!undo->isEnabled());
        child<QSpinBox>(page, "recipeDecimals")->setValue(2);
        QVERIFY2(undo->text().contains("decimals"), qPrintable(undo->text()));
        window.showPage("runs"); // whose own stack has nothing to undo
        QVERIFY(!undo->isEnabled());
        window.showPage("tables");
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(recipeOf(*page).decimals, -1);
        page->refreshNow();
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(child<QDialog>(page, "exportTableDialog")->isVisible());
    }

    void whatCannotBeMadeIsSaid()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            TableRecipe recipe;
            recipe.name = "Another study's";
            recipe.strategies = {"lora"};
            saveRecipe(store, recipe);
        }
        bench.session.open(bench.study());
        TablesPage page(bench.context());
        page.show();
        page.book()->select("Another study's");
        page.refreshNow();
        const auto* blank = child<QWidget>(&page, "tableBlank");
        QVERIFY(blank->isVisible());
        QVERIFY(child<QLabel>(child<QWidget>(&page, "tableBlank"), "emptyAdvice")
                    ->text()
                    .contains("\"lora\""));
        QVERIFY(!child<QAction>(&page, "tableExport")->isEnabled());
        tick(&page, "recipeStrategies", "lora", false); // it can be mended here
        page.refreshNow();
        QVERIFY(!blank->isVisible() && page.shownTable()->table);
        choose(&page, "recipeSplit", "dev");
        page.refreshNow();
        QVERIFY(blank->isVisible());
        QVERIFY(child<QLabel>(child<QWidget>(&page, "tableBlank"), "emptyAdvice")
                    ->text()
                    .contains("BLEU on dev"));
        bench.session.store().setDocument(kTableRecipes, "broken", {{"alpha", "low"}});
        page.book()->read();
        QVERIFY(child<NoticeBar>(&page, "tablesNotice")->text().contains("\"broken\""));
        QVERIFY(page.book()->entry("Strategies"));
    }

    /// The window's thread goes on while tables are made; only the newest question is answered.
    void nothingWaitsForTheTable()
    {
        TableMaker maker;
        QSignalSpy answers(&maker, &TableMaker::made);
        TableRecipe recipe;
        for (int i = 0; i < 20; ++i) {
            recipe.decimals = i % 6;
            maker.make(m_folder.filePath("study"), recipe);
        }
        QCOMPARE(answers.count(), 0); // asking returns at once
        maker.wait();
        QCOMPARE(answers.count(), 2); // at once without tests, then complete
        const auto quick = answers[0][0].value<std::shared_ptr<const MadeTable>>();
        const auto complete = answers[1][0].value<std::shared_ptr<const MadeTable>>();
        QVERIFY(!quick->complete && complete->complete && complete->recipe == recipe);
        QVERIFY(!quick->table->lines[1].figures[0].low && complete->table->lines[1].figures[0].low);
        maker.make(m_folder.filePath("study"), recipe);
        maker.forget();
        maker.wait();
        QCOMPARE(answers.count(), 2);
    }
};

QTEST_MAIN(TablesPageTest)
#include "tst_tables_page.moc"
