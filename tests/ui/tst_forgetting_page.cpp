// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <memory>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QUndoStack>

#include "tests/support/sequence_results.h"
#include "tests/ui/page_bench.h"
#include "ui/pages/forgetting/forgetting_page.h"
#include "ui/pages/forgetting/matrix_model.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

struct Bench : PageBench {
    explicit Bench(bool withSequences = true)
    {
        if (withSequences)
            makeSequenceResults(study().toStdString());
        else
            makePageStudy(study().toStdString());
        session.open(study());
        page = std::make_unique<ForgettingPage>(context());
        page->resize(1000, 700);
        page->show();
        page->waitForAnswers();
    }
    QTableView* table(const char* name) { return child<QTableView>(page.get(), name); }
    QString cell(int row, int column)
    {
        return table("forgettingMatrix")->model()->index(row, column).data().toString();
    }
    QString summary() { return child<QLabel>(page.get(), "forgettingSummary")->text(); }
    void choose(const char* name, const QVariant& value)
    {
        auto* box = child<QComboBox>(page.get(), name);
        const int index = box->findData(value);
        if (index < 0)
            qFatal("%s does not offer %s", name, qPrintable(value.toString()));
        box->setCurrentIndex(index);
        page->waitForAnswers();
    }
    std::unique_ptr<ForgettingPage> page;
};

} // namespace

class ForgettingPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ColorScheme::Light); }

    void saysWhatToDo()
    {
        Bench bench(false);
        auto* empty = child<QWidget>(bench.page.get(), "forgettingEmpty");
        QVERIFY(empty->isVisible());
        QSignalSpy asked(bench.page.get(), &Page::pageRequested);
        empty->findChild<QPushButton*>()->click();
        QCOMPARE(asked.value(0).value(0).toString(), QString("sweep"));
        QSignalSpy said(bench.page.get(), &Page::message);
        QVERIFY(bench.page->openExport());
        QCOMPARE(said.count(), 1);
        QVERIFY(!bench.page->findChild<QFileDialog*>());
    }

    void theMatrixOfASequence()
    {
        Bench bench;
        QAbstractItemModel* sequences = bench.table("forgettingSequences")->model();
        QAbstractItemModelTester sequenceTester(sequences);
        QCOMPARE(sequences->rowCount(), 2);
        QCOMPARE(sequences->index(0, SequenceTableModel::Order).data().toString(),
                 QString("captions → koran"));
        QCOMPARE(sequences->index(0, SequenceTableModel::Forgetting).data().toString(),
                 QString("5.8 ± 0.4"));
        QAbstractItemModel* matrix = bench.table("forgettingMatrix")->model();
        QAbstractItemModelTester matrixTester(matrix);
        QCOMPARE(matrix->rowCount(), 4); // base model, two steps, forgetting
        QCOMPARE(matrix->headerData(1, Qt::Vertical).toString(), QString("+ captions"));
        QCOMPARE(bench.cell(0, 0), QString("30.0"));
        QCOMPARE(bench.cell(1, 0), QString("24.5 ± 0.7 (-5.5)"));
        QCOMPARE(bench.cell(1, 1), QString("20.5 ± 0.7")); // just learned
        QCOMPARE(bench.cell(3, 0), QString("7.5 ± 2.1"));
        QCOMPARE(bench.cell(3, 2), QString());
        QVERIFY2(bench.summary().contains("backward transfer -5.8 ± 0.4"),
                 qPrintable(bench.summary()));
    }

    /// Colours say what the signs say, stronger for more; words say it without either.
    void lostIsOrangeGainedIsBlue()
    {
        const QColor ground = Qt::white;
        const QColor lost = changeColor(-1, ground, false);
        const QColor less = changeColor(-0.3, ground, false);
        const QColor gained = changeColor(1, ground, false);
        QVERIFY(lost.red() > lost.blue() && gained.blue() > gained.red());
        QVERIFY(less.saturation() < lost.saturation());
        QVERIFY(!changeColor(0, ground, false).isValid());
        for (const bool dark : {false, true}) { // text on the strongest colour: WCAG's 4.5 : 1
            const QColor text = dark ? QColor(230, 230, 230) : QColor(30, 30, 30);
            const QColor below = dark ? QColor(32, 33, 36) : QColor(Qt::white);
            for (const double share : {-1.0, 1.0})
                QVERIFY(contrast(text, changeColor(share, below, dark)) >= 4.5);
        }
        Bench bench;
        const QModelIndex worst = bench.table("forgettingMatrix")->model()->index(2, 0);
        QCOMPARE(worst.data(MatrixModel::ChangeRole).toDouble(), -1.0);
        QVERIFY(worst.data(Qt::BackgroundRole).isValid());
        QVERIFY(worst.data(Qt::AccessibleTextRole).toString().contains("-7.5 against the best"));
        const QModelIndex early = worst.siblingAtColumn(2).siblingAtRow(1);
        QVERIFY(!early.data(Qt::BackgroundRole).isValid());
        QVERIFY(early.data(Qt::AccessibleTextRole).toString().contains("not learned yet"));
    }

    void theSelectionIsShared()
    {
        Bench bench;
        RowId last = 0;
        for (const JobRow& job : bench.session.jobs())
            if (job.config.strategy.name == "ewc" && job.config.sequence.size() == 2 &&
                job.config.training.seed == 1)
                last = job.id;
        bench.selection.setJobs({last}); // as from another page
        QCOMPARE(bench.table("forgettingSequences")->currentIndex().row(), 1);
        QCOMPARE(bench.cell(3, 0), QString("3.0"));
        bench.table("forgettingSequences")->setFocus();
        QTest::keyClick(bench.table("forgettingSequences"), Qt::Key_Up);
        QCOMPARE(bench.selection.jobs().size(), 2); // both seeds of fine-tuning
        QCOMPARE(bench.cell(3, 0), QString("7.5 ± 2.1"));
    }

    void copiesAndExports()
    {
        Bench bench;
        child<QAction>(bench.page.get(), "forgettingCopy")->trigger();
        const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split('\n');
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines[0], QString("after\tnews\tcaptions\tkoran"));
        QVERIFY2(lines[2].startsWith("'+ captions\t24.5 ± 0.7 (-5.5)"), qPrintable(lines[2]));
        auto* latex = child<QAction>(bench.page.get(), "forgettingCopyLatex");
        QCOMPARE(latex->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
        latex->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains("\\toprule"));
        child<QAction>(bench.page.get(), "forgettingCopyPicture")->trigger();
        const QImage picture = QGuiApplication::clipboard()->image();
        QVERIFY(picture.width() > 600 && picture.height() > 200);
        QCOMPARE(picture.pixelColor(2, 2), QColor(Qt::white));
        for (const auto& [ending, begin] : {std::pair("csv", "strategy,"),
                                            {"tex", "% \\usepackage{booktabs}"},
                                            {"json", "["},
                                            {"txt", "Fine-tuning"},
                                            {"png", "\x89PNG"}}) {
            const QString file = bench.folder.filePath(QStringLiteral("out.%1").arg(ending));
            QVERIFY(bench.page->openExport());
            auto* dialog = bench.page->findChild<QFileDialog*>("exportForgettingDialog");
            QVERIFY(dialog);
            Q_EMIT dialog->fileSelected(file);
            QFile written(file);
            QVERIFY2(written.open(QIODevice::ReadOnly), ending);
            QVERIFY2(written.readAll().startsWith(begin), ending);
            delete dialog;
        }
        QSignalSpy said(bench.page.get(), &Page::message);
        QVERIFY(bench.page->openExport());
        Q_EMIT bench.page->findChild<QFileDialog*>("exportForgettingDialog")
            ->fileSelected(bench.folder.filePath("out.xyz"));
        QVERIFY(said.last()[0].toString().contains("use .csv, .tex, .json, .txt or .png"));
    }

    void choicesAreUndone()
    {
        Bench bench;
        const QString before = bench.summary();
        bench.choose("forgettingSplit", "dev");
        QVERIFY(child<QWidget>(bench.page.get(), "forgettingEmpty")->isVisible()); // none on dev
        QCOMPARE(bench.page->undoStack()->count(), 1);
        bench.page->undoStack()->undo();
        bench.page->waitForAnswers();
        QCOMPARE(bench.summary(), before);
        QCOMPARE(child<QComboBox>(bench.page.get(), "forgettingSplit")->currentData(), "test");
        bench.page->undoStack()->redo();
        QCOMPARE(child<QComboBox>(bench.page.get(), "forgettingSplit")->currentData(), "dev");
    }

    void aNewScoreIsLive()
    {
        Bench bench;
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            for (const JobRow& job : store.jobs())
                if (job.config.strategy.name == "ewc" && job.config.sequence.size() == 2 &&
                    job.config.training.seed == 2)
                    store.addEvaluation(sampleEvaluation(addSampleRun(store, job.id, "late"), 250,
                                                         Split::Test, true, {17, 29, 11}),
                                        {});
        }
        bench.session.refresh();
        bench.page->waitForAnswers();
        QAbstractItemModel* sequences = bench.table("forgettingSequences")->model();
        QCOMPARE(sequences->index(1, SequenceTableModel::Seeds).data().toString(), QString("2"));
        bench.session.close();
        QCOMPARE(sequences->rowCount(), 0);
    }

private:
    static double luminance(const QColor& color)
    {
        const auto part = [](double value) {
            return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) +
               0.0722 * part(color.blueF());
    }
    static double contrast(const QColor& a, const QColor& b)
    {
        const double first = luminance(a) + 0.05;
        const double second = luminance(b) + 0.05;
        return std::max(first, second) / std::min(first, second);
    }
};

QTEST_MAIN(ForgettingPageTest)
#include "tst_forgetting_page.moc"
