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
#include <QListWidget>
#include <QSignalSpy>
#include <QTableView>
#include <QTextBrowser>
#include <QUndoStack>

#include "engine/reporting/bundle.h"
#include "tests/support/scored_results.h"
#include "tests/ui/page_bench.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/compare/sentence_table_model.h"

using namespace palimpsest;

/// Trials side by side, over real scores and sentences.
class ComparePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        makeScoredResults(study().toStdString(), {1, 2});
        writeBundle(study().toStdString(), m_folder.filePath("all.palimpsest").toStdString());
    }

    void saysWhatToDo()
    {
        PageBench bench;
        ComparePage page(bench.context());
        page.show();
        QVERIFY(child<QWidget>(&page, "compareEmpty")->isVisible());
        QVERIFY(page.openExport()); // says that there is nothing
        QVERIFY(!page.findChild<QFileDialog*>());
        bench.session.open(study());
        QVERIFY(child<QListWidget>(&page, "compareSystems")->count() > 5);
        QVERIFY(child<QWidget>(&page, "compareEmpty")->isVisible());
        bench.session.close();
        QCOMPARE(child<QListWidget>(&page, "compareSystems")->count(), 0);
    }

    /// What is selected on another page is compared, and what is selected here is selected there.
    void sharesTheSelection()
    {
        Opened opened(study());
        opened.bench.selection.setJobs({opened.jobOf("EWC λ=0.1, seed 1")});
        opened.page.waitForAnswers();
        QCOMPARE(opened.list()->selectedItems().size(), 1);
        QCOMPARE(opened.scores()->rowCount(), 3 * 2);
        QCOMPARE(opened.sentences()->rowCount(), 3 * kScoredSegments);
        opened.item("Fine-tuning, seed 2")->setSelected(true);
        QCOMPARE(opened.bench.selection.jobs().size(), 2);
        opened.page.waitForAnswers();
        QCOMPARE(opened.scores()->rowCount(), 3 * 3);
        opened.bench.selection.clear();
        opened.page.waitForAnswers();
        QVERIFY(child<QWidget>(&opened.page, "compareEmpty")->isVisible());
    }

    void findsAndOrders()
    {
        Opened opened(study(), {"EWC λ=0.1, seed 1", "Fine-tuning, seed 2"});
        QAbstractItemModelTester tester(opened.sentences());
        auto* text = child<QLineEdit>(&opened.page, "compareText");
        QVERIFY(opened.page.focusFilter());
        text->setText("news31");
        opened.page.waitForAnswers();
        const int found = opened.sentences()->rowCount();
        QVERIFY(found > 0 && found < kScoredSegments);
        text->clear();
        opened.choose("compareChange", "worse");
        opened.page.waitForAnswers();
        auto* view = child<QTableView>(&opened.page, "compareSentences");
        const int change = opened.column(SentenceTableModel::Kind::Change, 1);
        view->sortByColumn(change, Qt::AscendingOrder);
        opened.page.waitForAnswers();
        QVERIFY(opened.sentences()->rowCount() > 2);
        double before = -1000;
        for (int row = 0; row < opened.sentences()->rowCount(); ++row) {
            const double now = opened.cell(row, change).toDouble();
            QVERIFY(now >= before && now <= 0);
            before = now;
        }
        QVERIFY(child<QLabel>(&opened.page, "compareCount")
                    ->text()
                    .startsWith(QString::number(opened.sentences()->rowCount())));
        opened.choose("compareSystem", "Fine-tuning, seed 2");
        opened.page.waitForAnswers();
        QVERIFY(child<QLabel>(&opened.page, "compareCount")->text().contains("Fine-tuning"));
    }

    /// Any changes of the view, then as many undone: all is as it was; redone: as it became.
    void viewsAreUndone()
    {
        Opened opened(study(), {"EWC λ=0.1, seed 1", "Fine-tuning, seed 2"});
        auto* text = child<QLineEdit>(&opened.page, "compareText");
        auto* least = child<QDoubleSpinBox>(&opened.page, "compareLeast");
        auto* view = child<QTableView>(&opened.page, "compareSentences");
        const auto shown = [&] {
            opened.page.waitForAnswers();
            QStringList all = {text->text(), QString::number(least->value())};
            for (const char* name :
                 {"compareBaseline", "compareMetric", "compareSplit", "compareTest",
                  "compareDomain", "compareChange", "compareSystem", "compareMarks"})
                all += child<QComboBox>(&opened.page, name)->currentText();
            for (int row = 0; row < opened.sentences()->rowCount(); ++row)
                all += QString::number(opened.sentences()->sentence(row));
            return all;
        };
        const QStringList first = shown();
        opened.choose("compareMarks", "No marks");
        opened.choose("compareChange", "worse");
        opened.page.waitForAnswers();
        view->sortByColumn(opened.column(SentenceTableModel::Kind::Change, 1), Qt::AscendingOrder);
        opened.choose("compareSystem", "Fine-tuning, seed 2");
        opened.choose("compareDomain", "koran");
        least->setValue(2);
        text->setText("koran");
        opened.choose("compareTest", "approximate randomisation");
        opened.page.waitForAnswers();
        opened.choose("compareBaseline", "Fine-tuning, seed 1");
        opened.page.waitForAnswers();
        opened.choose("compareMetric", "chrF");
        const QStringList last = shown();
        QUndoStack* undo = opened.page.undoStack();
        QVERIFY(undo->count() >= 8);
        while (undo->canUndo()) {
            undo->undo();
            opened.page.waitForAnswers();
        }
        QCOMPARE(shown(), first);
        while (undo->canRedo()) {
            undo->redo();
            opened.page.waitForAnswers();
        }
        QCOMPARE(shown(), last);
        opened.bench.session.close();
        QCOMPARE(undo->count(), 0);
    }

    void marksWhatDiffers()
    {
        Opened opened(study(), {"EWC λ=0.1, seed 1"});
        const int column = opened.column(SentenceTableModel::Kind::Translation, 1);
        const auto spoken = [&] {
            return opened.sentences()
                ->index(0, column)
                .data(Qt::AccessibleDescriptionRole)
                .toString();
        };
        QVERIFY(spoken().contains("{+") || spoken().contains("[-"));
        auto* view = child<QTableView>(&opened.page, "compareSentences");
        view->selectRow(0);
        auto* detail = child<QTextBrowser>(&opened.page, "compareDetail");
        QVERIFY(detail->toPlainText().contains("EWC λ=0.1, seed 1"));
        QVERIFY(detail->toHtml().contains("line-through"));
        opened.choose("compareMarks", "No marks");
        QVERIFY(spoken().isEmpty());
        QVERIFY(!detail->toHtml().contains("line-through"));
    }

    void copiesAndExports()
    {
        Opened opened(study(), {"EWC λ=0.1, seed 1"});
        auto* view = child<QTableView>(&opened.page, "compareSentences");
        view->selectRow(1);
        auto* copy = child<QAction>(&opened.page, "compareCopy");
        QCOMPARE(copy->shortcut(), QKeySequence(QKeySequence::Copy));
        copy->trigger();
        const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split('\n');
        QCOMPARE(lines.size(), 2); // head and row
        QCOMPARE(lines[1].split('\t')[1], QStringLiteral("2"));
        const QString file = opened.bench.folder.filePath("out.csv");
        QVERIFY(opened.page.openExport());
        auto* dialog = opened.page.findChild<QFileDialog*>("exportSentencesDialog");
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(file);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll().count('\n'), 3 * kScoredSegments + 1);
        dialog->close();
    }

    void readsBundlesAndChoosesTests()
    {
        Opened opened(m_folder.filePath("all.palimpsest"), {"Fine-tuning, seed 1"});
        QCOMPARE(opened.scores()->rowCount(), 6);
        opened.choose("compareTest", "approximate randomisation");
        opened.choose("compareMetric", "chrF");
        opened.page.waitForAnswers();
        QCOMPARE(opened.scores()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("chrF"));
        opened.choose("compareMetric", "TER"); // not scored
        opened.page.waitForAnswers();
        QVERIFY(child<QWidget>(&opened.page, "compareEmpty")->isVisible());
    }

private:
    QString study() const { return m_folder.filePath("study"); }

    /// The page over a study with some trials selected.
    struct Opened {
        explicit Opened(const QString& study, const QStringList& systems = {})
            : page(bench.context())
        {
            page.resize(1300, 900);
            page.show();
            bench.session.open(study);
            QList<RowId> jobs;
            for (const QString& system : systems)
                jobs += jobOf(system);
            bench.selection.setJobs(jobs);
            page.waitForAnswers();
        }

        QListWidget* list() { return child<QListWidget>(&page, "compareSystems"); }
        QListWidgetItem* item(const QString& title)
        {
            const auto found = list()->findItems(title, Qt::MatchExactly);
            if (found.isEmpty()) {
                QStringList all;
                for (int row = 0; row < list()->count(); ++row)
                    all += list()->item(row)->text();
                qFatal("no trial %s among %s", qPrintable(title), qPrintable(all.join("; ")));
            }
            return found.first();
        }
        RowId jobOf(const QString& title) { return item(title)->data(Qt::UserRole).toLongLong(); }
        QAbstractItemModel* scores() { return child<QTableView>(&page, "compareScores")->model(); }
        SentenceTableModel* sentences()
        {
            return static_cast<SentenceTableModel*>(
                child<QTableView>(&page, "compareSentences")->model());
        }
        int column(SentenceTableModel::Kind kind, std::size_t system)
        {
            for (int column = 0; column < sentences()->columnCount(); ++column)
                if (sentences()->kindOf(column) == kind && sentences()->systemOf(column) == system)
                    return column;
            return -1;
        }
        QString cell(int row, int column)
        {
            return sentences()->index(row, column).data().toString();
        }
        void choose(const char* name, const QString& text)
        {
            auto* box = child<QComboBox>(&page, name);
            const int index = box->findText(text);
            if (index < 0)
                qFatal("%s has no %s", name, qPrintable(text));
            box->setCurrentIndex(index);
            Q_EMIT box->activated(index);
        }

        PageBench bench;
        ComparePage page;
    };

    QTemporaryDir m_folder;
};

QTEST_MAIN(ComparePageTest)
#include "tst_compare_page.moc"
