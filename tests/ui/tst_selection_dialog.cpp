// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>

#include <nlohmann/json.hpp>

#include "engine/reporting/bundle.h"
#include "engine/store/sqlite_database.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "tests/support/dev_results.h"
#include "tests/ui/page_bench.h"
#include "ui/dialogs/selection_dialog.h"
#include "ui/main_window.h"
#include "ui/models/selection_table_model.h"
#include "ui/widgets/strategy_look.h"

using namespace palimpsest;

namespace
{

/// The dialog over an open study.
struct DialogBench : PageBench {
    explicit DialogBench(const QString& shown)
    {
        session.open(shown);
        dialog = std::make_unique<SelectionDialog>(&session);
    }
    void choose(double budget = 8)
    {
        dialog->choose("bleu", budget);
        dialog->wait();
    }
    QTableView* table() const { return child<QTableView>(dialog.get(), "selectionTable"); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    QString sentence() const { return child<QLabel>(dialog.get(), "selectionSentence")->text(); }
    QPushButton* button(const char* name) const { return child<QPushButton>(dialog.get(), name); }
    QComboBox* box(const char* name) const { return child<QComboBox>(dialog.get(), name); }
    /// The row of the study's base model is 0.
    int rowOf(const std::string& among, SelectionRule rule) const
    {
        const auto& chosen = dialog->selection()->chosen;
        for (std::size_t i = 0; i < chosen.size(); ++i)
            if (chosen[i].among == among && chosen[i].rule == rule)
                return static_cast<int>(i) + 1;
        qFatal("no such choice");
    }
    QString chosen(const std::string& among, SelectionRule rule) const
    {
        return cell(rowOf(among, rule), SelectionTableModel::Chosen);
    }
    /// Through the dialog that asks for a name; its sentence.
    QString keepAs(const QString& name)
    {
        button("selectionKeep")->click();
        auto* asked = child<QDialog>(dialog.get(), "nameDialog");
        child<QLineEdit>(asked, "nameEdit")->setText(name);
        const QString said = child<QLabel>(asked, "nameSentence")->text();
        auto* accept = child<QPushButton>(asked, "nameAccept");
        accept->isEnabled() ? accept->click() : asked->reject();
        delete asked;
        return said;
    }

    std::unique_ptr<SelectionDialog> dialog;
};

QString scoreText(double score, const std::optional<double>& halfWidth)
{
    const QString text = QString::number(score, 'f', 1);
    return halfWidth ? text + QStringLiteral(" ± ") + QString::number(*halfWidth, 'f', 1) : text;
}

Selection chosenOf(const QString& folder, const SelectionOptions& options)
{
    const StudyStore store(folder.toStdString(), OpenMode::ReadOnly);
    Selection selection = selectOnDev(store, options);
    addTestScores(store, selection);
    return selection;
}

} // namespace

/// Trials chosen on dev, in the window.
class SelectionDialogTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_study; ///< that no test changes

private Q_SLOTS:
    void initTestCase()
    {
        m_study = m_folder.filePath("study");
        StudyStore study = makeDevResults(m_study.toStdString(), {1, 2});
        study.setSweepState(study.sweeps().front().id, SweepState::Done);
        writeBundle(m_study.toStdString(), m_folder.filePath("results.palimpsest").toStdString());
        makeDevResults(m_folder.filePath("newer").toStdString());
        SqliteDatabase newer(m_folder.filePath("newer/study.db").toStdString(),
                             SqliteDatabase::Access::ReadWrite);
        newer.execute("PRAGMA user_version = 99");
    }

    void theTableSaysWhatTheEngineChooses()
    {
        DialogBench bench(m_study);
        QAbstractItemModelTester tester(bench.table()->model());
        bench.dialog->choose("bleu", 8);
        QVERIFY(!bench.dialog->selection()); // the window goes on meanwhile
        QVERIFY(bench.sentence().contains("Choosing"));
        QVERIFY(!bench.button("selectionKeep")->isEnabled());
        bench.dialog->wait();
        QCOMPARE(bench.sentence(), QString());
        const Selection expected = chosenOf(m_study, {.lossBudget = 8});
        QVERIFY(selectionJson(*bench.dialog->selection()) == selectionJson(expected));
        QCOMPARE(bench.table()->model()->rowCount(), int(expected.chosen.size()) + 1);
        using Column = SelectionTableModel::Column;
        QCOMPARE(bench.cell(0, Column::Among), QStringLiteral("base model"));
        QCOMPARE(bench.cell(0, Column::DevOld),
                 scoreText(expected.baseDev->oldDomains, expected.baseDev->oldHalfWidth));
        QCOMPARE(bench.cell(0, Column::TestNew),
                 scoreText(expected.baseTest->newDomains, expected.baseTest->newHalfWidth));
        const QStringList rules = {"mean score", "loss budget 8", "hypervolume"};
        int none = 0;
        for (std::size_t i = 0; i < expected.chosen.size(); ++i) {
            const SelectedTrial& trial = expected.chosen[i];
            const int row = static_cast<int>(i) + 1;
            const QModelIndex among = bench.table()->model()->index(row, Column::Among);
            const QString name = trial.among.empty()
                                     ? QStringLiteral("all strategies")
                                     : strategyName(QString::fromStdString(trial.among));
            QCOMPARE(among.data(Qt::AccessibleTextRole).toString(), name);
            QCOMPARE(among.data().toString(), i % 3 == 0 ? name : QString()); // named once
            QCOMPARE(bench.cell(row, Column::Rule), rules[int(trial.rule)]);
            QCOMPARE(bench.cell(row, Column::Candidates), QString::number(trial.candidates));
            const QString chosen = bench.cell(row, Column::Chosen);
            if (!trial.sentence.empty()) {
                ++none;
                QCOMPARE(chosen, "None. " + QString::fromStdString(trial.sentence));
                QVERIFY(bench.table()->columnSpan(row, Column::Chosen) > 1);
                QCOMPARE(bench.cell(row, Column::DevNew), QString());
                continue;
            }
            QVERIFY2(chosen.endsWith(QString::fromStdString(trial.parameters)), qPrintable(chosen));
            QCOMPARE(bench.cell(row, Column::DevNew),
                     scoreText(trial.dev.newDomains, trial.dev.newHalfWidth));
            QCOMPARE(bench.cell(row, Column::DevOld),
                     scoreText(trial.dev.oldDomains, trial.dev.oldHalfWidth));
            QCOMPARE(bench.cell(row, Column::TestNew),
                     scoreText(trial.test->newDomains, trial.test->newHalfWidth));
            QCOMPARE(bench.cell(row, Column::TestOld),
                     scoreText(trial.test->oldDomains, trial.test->oldHalfWidth));
            QCOMPARE(bench.cell(row, Column::Certainty),
                     QString::number(std::lround(100 * *trial.certainty)) + "\u00a0%");
        }
        QVERIFY(none > 0); // fine-tuning loses more than 8 points
        QCOMPARE(bench.chosen({}, SelectionRule::MeanScore), QStringLiteral("EWC λ=1"));
        const auto* about = child<QLabel>(bench.dialog.get(), "selectionAbout");
        QVERIFY2(about->text().contains(QString::number(expected.reference->y, 'f', 2)),
                 qPrintable(about->text()));
    }

    void choicesDecide()
    {
        DialogBench bench(m_study);
        bench.choose();
        const auto isAs = [&](const SelectionOptions& options) {
            bench.dialog->wait();
            return selectionJson(*bench.dialog->selection()) ==
                   selectionJson(chosenOf(m_study, options));
        };
        child<QDoubleSpinBox>(bench.dialog.get(), "selectionBudget")->setValue(60.5);
        QVERIFY(isAs({.lossBudget = 60.5}));
        QCOMPARE(bench.chosen("fine-tuning", SelectionRule::LossBudget), "fine-tuning");
        QCOMPARE(bench.cell(2, SelectionTableModel::Rule), "loss budget 60.5");
        auto* metric = bench.box("selectionMetric");
        metric->setCurrentIndex(metric->findText("chrF"));
        QVERIFY(isAs({.metric = "chrf", .lossBudget = 60.5}));
        auto* sweep = bench.box("selectionSweep");
        QCOMPARE(sweep->itemText(0), QStringLiteral("all"));
        QCOMPARE(sweep->itemText(1), QStringLiteral("Hasler et al. 2021"));
        sweep->setCurrentIndex(1);
        QVERIFY(isAs({"chrf", RowId{sweep->itemData(1).toLongLong()}, 60.5}));
        QCOMPARE(bench.dialog->selection()->sweep, std::string("Hasler et al. 2021"));
    }

    void whatWasNotTestedSaysSo()
    {
        DialogBench bench(m_study);
        const QString folder = bench.study();
        {
            StudyStore store = makeScoredResults(folder.toStdString());
            for (const JobRow& job : store.jobs()) {
                const Quality quality = {{"captions", 0.9}, {"koran", 0.9}, {"news", 0.9}};
                if (job.kind == RunKind::Trial && scoredName(job) == "mixing 100:1")
                    addScoredEvaluation(store, job, quality, 5, Split::Dev);
            }
        }
        bench.session.open(folder);
        bench.choose();
        QCOMPARE(bench.dialog->selection()->chosen.size(), std::size_t{6}); // no base on dev
        QCOMPARE(bench.cell(0, SelectionTableModel::Chosen), QStringLiteral("100:1"));
        QCOMPARE(bench.cell(0, SelectionTableModel::TestNew), QStringLiteral("not tested"));
        QVERIFY(bench.cell(1, SelectionTableModel::Chosen).contains("base model has no scores"));
        // Nothing is said of the tests of others.
        for (int row = 0; row < bench.table()->model()->rowCount(); ++row)
            QVERIFY(!bench.cell(row, SelectionTableModel::TestOld).contains('.'));
    }

    void whatTheEngineRefusesIsASentence()
    {
        DialogBench bench(m_study);
        const QString folder = bench.study();
        makeScoredResults(folder.toStdString()); // nothing on dev
        bench.session.open(folder);
        bench.choose();
        QVERIFY(!bench.dialog->selection());
        QVERIFY2(bench.sentence().startsWith("No trial has bleu on dev"),
                 qPrintable(bench.sentence()));
        QCOMPARE(bench.table()->model()->rowCount(), 0);
        for (const char* name : {"selectionKeep", "selectionCopy", "selectionExport"})
            QVERIFY2(!bench.button(name)->isEnabled(), name);
        // Another study is another matter; a closed one takes the dialog with it.
        bench.session.open(m_study);
        QVERIFY(!bench.dialog->isVisible());
        bench.choose();
        QVERIFY(bench.dialog->selection() && bench.sentence().isEmpty());
    }

    void aKeptChoiceIsShownAgain()
    {
        DialogBench bench(m_study);
        const QString folder = bench.study();
        makeDevResults(folder.toStdString());
        bench.session.open(folder);
        bench.choose();
        QVERIFY(bench.keepAs({}).contains("name"));
        QVERIFY(bench.keepAs("paper").contains("--kept"));
        QVERIFY2(bench.sentence().contains("paper"), qPrintable(bench.sentence()));
        const StudyStore store(folder.toStdString(), OpenMode::ReadWrite);
        QCOMPARE(keptSelections(store), std::vector<std::string>{"paper"});
        QCOMPARE(keptSelection(store, "paper").options.lossBudget, 8.0);
        {
            StudyStore writable(folder.toStdString(), OpenMode::ReadWrite);
            for (const JobRow& job : store.jobs()) { // the other turns out to be much better
                const Quality better = {{"captions", 0.95}, {"koran", 0.95}, {"news", 0.95}};
                if (scoredName(job) == "ewc λ=0.1" && job.kind == RunKind::Trial)
                    addScoredEvaluation(writable, job, better, 77, Split::Dev);
            }
        }
        bench.choose(2);
        QCOMPARE(bench.chosen("ewc", SelectionRule::MeanScore), QStringLiteral("λ=0.1"));
        auto* kept = bench.box("selectionKept");
        kept->setCurrentIndex(kept->findData("paper"));
        bench.dialog->wait();
        QCOMPARE(bench.chosen("ewc", SelectionRule::MeanScore), QStringLiteral("λ=1"));
        auto* budget = child<QDoubleSpinBox>(bench.dialog.get(), "selectionBudget");
        QVERIFY(budget->value() == 8 && !budget->isEnabled()); // as it was chosen by
        QVERIFY(!bench.box("selectionMetric")->isEnabled());
        QVERIFY(!bench.button("selectionKeep")->isEnabled()); // it is
        QVERIFY(!bench.cell(1, SelectionTableModel::TestNew).isEmpty());
        const auto* about = child<QLabel>(bench.dialog.get(), "selectionAbout");
        QVERIFY2(about->text().startsWith("Kept "), qPrintable(about->text()));
        kept->setCurrentIndex(0);
        bench.dialog->wait();
        QVERIFY(budget->value() == 2 && budget->isEnabled());
        // The name is given a second time.
        QVERIFY(bench.keepAs("paper").contains("replaced"));
        QCOMPARE(keptSelection(store, "paper").options.lossBudget, 2.0);
        QCOMPARE(kept->count(), 2);
    }

    void whatCannotBeWrittenIsOnlyRead_data()
    {
        QTest::addColumn<QString>("study");
        QTest::addColumn<QString>("reason");
        QTest::newRow("bundle") << "results.palimpsest"
                                << "bundle";
        QTest::newRow("of a newer version") << "newer"
                                            << "newer version";
    }
    void whatCannotBeWrittenIsOnlyRead()
    {
        QFETCH(const QString, study);
        QFETCH(const QString, reason);
        DialogBench bench(m_folder.filePath(study));
        bench.choose();
        QVERIFY(bench.dialog->selection());
        QVERIFY2(bench.sentence().contains(reason), qPrintable(bench.sentence()));
        QVERIFY(!bench.button("selectionKeep")->isEnabled());
        QVERIFY(bench.button("selectionKeep")->toolTip().contains(reason));
        QVERIFY(bench.button("selectionExport")->isEnabled());
    }

    void filesAreThoseOfTheCommandLine()
    {
        DialogBench bench(m_study);
        bench.choose();
        const Selection& shown = *bench.dialog->selection();
        bench.button("selectionCopy")->click();
        QCOMPARE(QGuiApplication::clipboard()->text().toStdString(), selectionText(shown));
        for (const auto& [ending, text] :
             {std::pair(QStringLiteral("txt"), selectionText(shown)),
              {QStringLiteral("csv"), selectionCsv(shown)},
              {QStringLiteral("tex"), selectionLatex(shown)},
              {QStringLiteral("json"), selectionJson(shown).dump(2) + "\n"}}) {
            bench.button("selectionExport")->click();
            auto* dialog = child<QFileDialog>(bench.dialog.get(), "exportSelectionDialog");
            const QString filter = dialog->nameFilters().filter("*." + ending).value(0);
            dialog->selectNameFilter(filter);
            Q_EMIT dialog->filterSelected(filter);
            QCOMPARE(dialog->defaultSuffix(), ending);
            const QString file = bench.folder.filePath("new/choice." + ending);
            Q_EMIT dialog->fileSelected(file);
            QVERIFY2(bench.sentence().contains(file), qPrintable(bench.sentence()));
            QCOMPARE(readFile(file.toStdString()), text);
            delete dialog;
        }
        QVERIFY_THROWS_EXCEPTION(BadInput, bench.dialog->writeFile("choice.xyz"));
    }

    void keysReachEverything()
    {
        DialogBench bench(m_study);
        bench.choose();
        QSet<QString> reached;
        for (const QWidget* each : bench.dialog->findChildren<QWidget*>()) {
            if (each->objectName().startsWith("selection") && each->isEnabled() &&
                (each->focusPolicy() & Qt::TabFocus) != 0) {
                const auto* pressed = qobject_cast<const QPushButton*>(each);
                QVERIFY2(pressed || !each->accessibleName().isEmpty(),
                         qPrintable(each->objectName()));
                reached += each->objectName();
            }
        }
        QCOMPARE(reached, (QSet<QString>{"selectionKept", "selectionMetric", "selectionSweep",
                                         "selectionBudget", "selectionTable", "selectionKeep",
                                         "selectionCopy", "selectionExport"}));
        QTest::keyClick(child<QDoubleSpinBox>(bench.dialog.get(), "selectionBudget"),
                        Qt::Key_Return);
        QVERIFY(bench.dialog->isVisible() && !bench.dialog->findChild<QFileDialog*>());
        QVERIFY(!bench.dialog->findChild<QDialog*>("nameDialog"));
        QTest::keyClick(bench.dialog.get(), Qt::Key_Escape);
        QVERIFY(!bench.dialog->isVisible());
        bench.dialog->choose("bleu", 3); // and away before the answer
        bench.dialog.reset();
    }

    void theTradeOffPageLeadsThere()
    {
        PageBench bench;
        MainWindow window;
        window.show();
        QVERIFY(!window.findChild<QAction*>("actionChooseOnDev")->isEnabled());
        QVERIFY(window.openStudy(m_study));
        window.showPage("runs");
        child<QAbstractButton>(&window, "tradeoffBudgetOn")->setChecked(true);
        child<QSlider>(&window, "tradeoffBudget")->setValue(25);
        window.findChild<QAction*>("actionChooseOnDev")->trigger();
        auto* dialog = child<SelectionDialog>(&window, "selectionDialog");
        QVERIFY(dialog->isVisible());
        dialog->wait();
        QCOMPARE(dialog->selection()->options.lossBudget, 2.5);
        // What is chosen in the table is chosen everywhere.
        auto* table = child<QTableView>(dialog, "selectionTable");
        table->selectRow(table->model()->rowCount() - 3);
        const auto& trials = dialog->selection()->chosen.end()[-3].trials;
        QCOMPARE(window.findChild<JobSelection*>()->jobs().size(), qsizetype(trials.size()));
        dialog->reject();
        window.findChild<QAction*>("tradeoffChoose")->trigger();
        QVERIFY(dialog->isVisible());
        window.closeStudy();
        QVERIFY(!dialog->isVisible());
    }
};

QTEST_MAIN(SelectionDialogTest)
#include "tst_selection_dialog.moc"
