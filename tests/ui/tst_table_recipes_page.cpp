// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QUndoStack>

#include "tests/ui/table_bench.h"

using namespace palimpsest;

namespace
{

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
}

/// What the command line writes.
QByteArray byCommandLine(const QString& study, const QString& recipe, const char* format)
{
    const QString path = QTemporaryDir().path() + QStringLiteral(".out");
    QProcess engine;
    engine.start(QStringLiteral(PALIMPSEST_ENGINE),
                 {"export", "table", "--study", study, "--recipe", recipe, "--format",
                  QString::fromLatin1(format), "-o", path});
    if (!engine.waitForFinished(60000) || engine.exitCode() != 0)
        qFatal("%s", engine.readAllStandardError().constData());
    const QByteArray content = contentOf(path);
    QFile::remove(path);
    return content;
}

/// One of the edits that the page offers, by chance.
void editAtRandom(TablesPage& page, std::mt19937& random)
{
    const auto pick = [&](int count) { return static_cast<int>(random() % unsigned(count)); };
    const char* boxes[] = {"recipeSplit", "recipeRows",     "recipeSweep", "recipePooling",
                           "recipeOrder", "recipeBaseline", "recipeTest",  "recipeCorrection"};
    const char* lists[] = {"recipeColumns", "recipeMetrics", "recipeStrategies", "recipeSeeds",
                           "recipeClaims"};
    switch (pick(6)) {
    case 0:
    case 1: {
        auto* box = child<QComboBox>(&page, boxes[pick(8)]);
        const int index = pick(box->count());
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
        break;
    }
    case 2: {
        auto* model = child<ChoiceList>(&page, lists[pick(5)])->model();
        if (model->rowCount() == 0)
            break;
        const QModelIndex row = model->index(pick(model->rowCount()), 0);
        const bool on = row.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        model->setData(row, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        break;
    }
    case 3: {
        auto* list = child<ChoiceList>(&page, lists[pick(2)]);
        list->setCurrentIndex(list->model()->index(pick(list->model()->rowCount()), 0));
        list->moveCurrent(pick(2) == 0 ? -1 : 1);
        break;
    }
    case 4:
        child<QSpinBox>(&page, "recipeDecimals")->setValue(pick(8) - 1);
        break;
    default:
        child<QCheckBox>(&page, pick(2) == 0 ? "recipeGroups" : "recipeWide")->click();
    }
}

} // namespace

/// Recipes in the table builder: edited, undone, kept in the study, and written as the command line
/// writes them.
class TableRecipesPageTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder; ///< a study that no test changes

private Q_SLOTS:
    void initTestCase() { makeScoredResults(m_folder.filePath("study").toStdString(), {1, 2}); }

    void columnsAreMovedByKeyboardAndMouse()
    {
        PageBench bench;
        bench.session.open(m_folder.filePath("study"));
        TablesPage page(bench.context());
        page.resize(1200, 900);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page)); // keys go to the window in front
        auto* list = child<ChoiceList>(&page, "recipeColumns");
        const QAbstractItemModelTester tester(list->model());
        QCOMPARE(list->choices()->ticked(),
                 QStringList({"old-domains", "new-domains", "mean-new", "mean-old"}));
        list->setFocus();
        list->setCurrentIndex(rowOf(list, "mean-old"));
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(recipeOf(page).columns[1], TableColumn::MeanOld);
        QCOMPARE(list->currentIndex().data(Qt::UserRole).toString(), QStringLiteral("mean-old"));
        QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(recipeOf(page).columns[2], TableColumn::MeanOld);
        // What the view asks of its model when a row is dropped between others.
        QCOMPARE(list->dragDropMode(), QAbstractItemView::InternalMove);
        QVERIFY(list->model()->flags(rowOf(list, "mean-new")) & Qt::ItemIsDragEnabled);
        QVERIFY(!(list->model()->flags(rowOf(list, "mean-new")) & Qt::ItemIsDropEnabled));
        QVERIFY(list->model()->moveRow({}, rowOf(list, "mean-new").row(), {}, 0));
        QCOMPARE(recipeOf(page).columns,
                 (std::vector<TableColumn>{TableColumn::MeanNew, TableColumn::OldDomains,
                                           TableColumn::NewDomains, TableColumn::MeanOld}));
        page.refreshNow();
        QCOMPARE(child<PrintedTable>(&page, "tableSheet")->model()->index(1, 3).data().toString(),
                 QStringLiteral("mean new"));
        list->setCurrentIndex(rowOf(list, "mean-old"));
        QTest::keyClick(list, Qt::Key_Space); // the space bar ticks
        QCOMPARE(recipeOf(page).columns.size(), std::size_t{3});
        page.book()->undoStack()->setIndex(0);
        QCOMPARE(list->choices()->ticked(),
                 QStringList({"old-domains", "new-domains", "mean-new", "mean-old"}));
    }

    void undoGoesAllTheWayBack()
    {
        PageBench bench;
        bench.session.open(m_folder.filePath("study"));
        TablesPage page(bench.context());
        page.refreshNow();
        QUndoStack* stack = page.undoStack();
        const TableRecipe first = recipeOf(page);
        std::mt19937 random(7);
        std::vector<TableRecipe> states = {first};
        for (int i = 0; i < 200; ++i) {
            editAtRandom(page, random);
            validate(recipeOf(page)); // throws where it is not valid
            if (static_cast<int>(states.size()) > stack->index())
                states.resize(static_cast<std::size_t>(stack->index()));
            states.push_back(recipeOf(page));
            if (random() % 5 == 0 && stack->canUndo()) {
                stack->undo();
                QVERIFY(recipeOf(page) == states[static_cast<std::size_t>(stack->index())]);
            }
        }
        const int last = stack->index();
        const TableRecipe end = recipeOf(page);
        QVERIFY(last > 60 && end != first);
        while (stack->canUndo()) {
            stack->undo();
            QVERIFY(recipeOf(page) == states[static_cast<std::size_t>(stack->index())]);
        }
        QVERIFY(recipeOf(page) == first && !page.book()->current()->draft);
        stack->setIndex(last);
        QVERIFY(recipeOf(page) == end);
        stack->setIndex(0);
        // What is typed in one go is one step.
        auto* caption = child<QLineEdit>(&page, "recipeCaption");
        QTest::keyClicks(caption, "First");
        QCOMPARE(stack->index(), 1);
        QTest::keyClick(caption, Qt::Key_Return);
        QTest::keyClicks(caption, " second");
        QCOMPARE(stack->index(), 2);
        stack->undo();
        QCOMPARE(caption->text(), QStringLiteral("First"));
    }

    void recipesAreKeptAndUndone()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TablesPage page(bench.context());
        page.show();
        page.refreshNow();
        RecipeBook* book = page.book();
        auto* list = child<QListView>(&page, "recipes");
        const QAbstractItemModelTester tester(list->model());
        const auto names = [&] {
            QStringList all;
            for (int row = 0; row < list->model()->rowCount(); ++row)
                all += list->model()->index(row, 0).data().toString();
            return all;
        };
        QCOMPARE(names(), QStringList({"Lambda and ratio", "Strategies"}));
        QCOMPARE(list->currentIndex().row(), 1);
        QVERIFY(!child<QAction>(&page, "recipeDelete")->isEnabled());
        child<QSpinBox>(&page, "recipeDecimals")->setValue(3);
        QCOMPARE(names()[1], QStringLiteral("Strategies *"));
        // Under a new name; the one that it came from is as it was.
        child<QAction>(&page, "recipeSaveAs")->trigger();
        auto* dialog = child<QDialog>(&page, "nameDialog");
        auto* name = child<QLineEdit>(dialog, "nameEdit");
        name->setText("Strategies");
        QVERIFY(!child<QPushButton>(dialog, "nameAccept")->isEnabled());
        QVERIFY(child<QLabel>(dialog, "nameSentence")->text().contains("already"));
        name->setText("Table 1");
        child<QPushButton>(dialog, "nameAccept")->click();
        QCOMPARE(names(), QStringList({"Lambda and ratio", "Strategies", "Table 1"}));
        QCOMPARE(findRecipe(bench.session.store(), "Table 1").decimals, 3);
        QCOMPARE(book->current()->name, QStringLiteral("Table 1"));
        // A stored one is edited and saved.
        choose(&page, "recipeSplit", "dev");
        QCOMPARE(findRecipe(bench.session.store(), "Table 1").split, Split::Test);
        child<QAction>(&page, "recipeSave")->trigger();
        QCOMPARE(findRecipe(bench.session.store(), "Table 1").split, Split::Dev);
        QVERIFY(!child<QAction>(&page, "recipeSave")->isEnabled());
        // Renamed in the list, with what its table showed.
        choose(&page, "recipeSplit", "test");
        child<QAction>(&page, "recipeSave")->trigger();
        page.refreshNow();
        QVERIFY(keptRecipe(bench.session.store(), "Table 1").shown);
        QVERIFY(!list->model()->setData(list->currentIndex(), "Strategies"));
        QVERIFY(list->model()->setData(list->currentIndex(), "Main table"));
        QVERIFY(keptRecipe(bench.session.store(), "Main table").shown);
        QVERIFY(!keptRecipe(bench.session.store(), "Table 1").recipe);
        QCOMPARE(findRecipe(bench.session.store(), "Main table").name, std::string("Main table"));
        // Deleted; everything comes back step by step.
        page.activateWindow(); // a dialog was in front
        QVERIFY(QTest::qWaitForWindowActive(&page));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(names(), QStringList({"Lambda and ratio", "Strategies"}));
        QUndoStack* stack = page.undoStack();
        stack->undo();
        QCOMPARE(book->current()->name, QStringLiteral("Main table"));
        QVERIFY(keptRecipe(bench.session.store(), "Main table").shown);
        stack->undo();
        QCOMPARE(names(), QStringList({"Lambda and ratio", "Strategies", "Table 1"}));
        stack->setIndex(0);
        QCOMPARE(names(), QStringList({"Lambda and ratio", "Strategies"}));
        QVERIFY(bench.session.store().documents(kTableRecipes).empty());
        QVERIFY(recipeOf(page) == readyRecipes()[0]);
        // One that the command line keeps meanwhile shows when the page does.
        TableRecipe other;
        other.name = "Appendix";
        StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
        saveRecipe(store, other);
        page.hide();
        page.show();
        QCOMPARE(names().first(), QStringLiteral("Appendix"));
    }

    void whatIsNotSavedOutlivesTheWindow()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        {
            TablesPage page(bench.context());
            child<QSpinBox>(&page, "recipeDecimals")->setValue(4);
            QVERIFY(bench.session.store().documents(kTableRecipes).empty());
        }
        TablesPage page(bench.context());
        QCOMPARE(recipeOf(page).decimals, 4);
        QVERIFY(page.book()->current()->draft);
        child<QAction>(&page, "recipeRevert")->trigger();
        QCOMPARE(recipeOf(page).decimals, -1);
        QVERIFY(!child<QAction>(&page, "recipeRevert")->isEnabled());
        page.undoStack()->undo();
        QCOMPARE(recipeOf(page).decimals, 4);
        page.save();
        QCOMPARE(findRecipe(bench.session.store(), "Strategies").decimals, 4);
        bench.session.close();
        bench.session.open(bench.study());
        QVERIFY(!page.book()->current()->draft);
        QCOMPARE(recipeOf(page).decimals, 4);
    }

    void filesAreTheCommandLines_data()
    {
        QTest::addColumn<QString>("format");
        for (const char* format : {"latex", "csv", "tsv", "markdown", "html", "json"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }

    void filesAreTheCommandLines()
    {
        QFETCH(QString, format);
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TablesPage page(bench.context());
        page.show();
        tick(&page, "recipeColumns", "delta-old", true);
        tick(&page, "recipeMetrics", "chrf", true);
        page.refreshNow();
        tick(&page, "recipeClaims", "ewc+mixing over ewc", true);
        child<QLineEdit>(&page, "recipeCaption")->insert("50 % of „λ“ & <more>.");
        QVERIFY(page.book()->saveAs("Table 2 „λ“"));
        page.refreshNow();
        QVERIFY(page.openExport());
        auto* dialog = child<QDialog>(&page, "exportTableDialog");
        const auto value = static_cast<int>(enumFromText<TableFormat>(format.toStdString()));
        auto* formats = child<QComboBox>(dialog, "tableFormat");
        formats->setCurrentIndex(formats->findData(value));
        const QString path = child<QLineEdit>(dialog, "tableFile")->text();
        QVERIFY2(path.startsWith(bench.study() + "/exports/table-2"), qPrintable(path));
        child<QPushButton>(dialog, "tableWrite")->click();
        const QByteArray written = contentOf(path);
        QCOMPARE(written, byCommandLine(bench.study(), "Table 2 „λ“", format.toLatin1()));
        QVERIFY(written.size() > 300);
        QVERIFY(keptRecipe(bench.session.store(), "Table 2 „λ“").shown); // for --changes
        // A place that takes no file is said, and nothing is half written.
        child<QLineEdit>(dialog, "tableFile")->setText("/proc/nowhere/t.tex");
        child<QPushButton>(dialog, "tableWrite")->click();
        QVERIFY(child<QLabel>(dialog, "tableSentence")->text().contains("choose another file"));
    }

    void theClipboardGetsTheFiles()
    {
        PageBench bench;
        bench.session.open(m_folder.filePath("study"));
        TablesPage page(bench.context());
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        page.refreshNow();
        const ResultsTable table = resultsTable(bench.session.store(), readyRecipes()[0]);
        const auto* clipboard = QGuiApplication::clipboard();
        child<ChoiceList>(&page, "recipeColumns")->setFocus();
        QTest::keyClick(&page, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(clipboard->text(), QString::fromStdString(latexTable(table)));
        child<QAction>(&page, "tableCopy-markdown")->trigger();
        QCOMPARE(clipboard->text(), QString::fromStdString(markdownTable(table)));
        child<QAction>(&page, "tableCopy-tsv")->trigger();
        QCOMPARE(clipboard->text(), QString::fromStdString(tsvTable(table)));
        child<QAction>(&page, "tableCopy-html")->trigger();
        QCOMPARE(clipboard->mimeData()->html(), QString::fromStdString(htmlTable(table)));
        QCOMPARE(clipboard->text(), QString::fromStdString(textTable(table)));
    }
};

QTEST_MAIN(TableRecipesPageTest)
#include "tst_table_recipes_page.moc"
