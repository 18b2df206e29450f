// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>
#include <QUndoStack>

#include "engine/orchestration/sweep_priorities.h"
#include "tests/ui/page_bench.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/runs/runs_page.h"

using namespace palimpsest;

namespace
{

/// The page over a study with a job in each state, not shown yet.
struct OpenPage : PageBench {
    RunsPage page{openStudy()};

private:
    PageContext openStudy()
    {
        makePageStudy(study().toStdString());
        session.open(study());
        return context();
    }
};

} // namespace

class RunsPageTest : public QObject
{
    Q_OBJECT

private:
    static RowId jobIn(const StudySession& session, JobState state)
    {
        for (const JobRow& job : session.jobs())
            if (job.state == state)
                return job.id;
        return 0;
    }

private Q_SLOTS:
    void everyJobIsARow()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.resize(1200, 700);
        page.show();
        auto* table = child<QTreeView>(&page, "runsTable");
        QCOMPARE(table->model()->rowCount(), static_cast<int>(bench.session.jobs().size()));
        auto* filter = child<QLineEdit>(&page, "runsFilter");
        QVERIFY(page.focusFilter());
        QTest::keyClicks(filter, QStringLiteral("failed"));
        QCOMPARE(table->model()->rowCount(), 1);
    }
    void theFailureIsSaid()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        bench.selection.setJobs({jobIn(bench.session, JobState::Failed)}); // as from another view
        QVERIFY(child<QTextBrowser>(&page, "runSummary")
                    ->toPlainText()
                    .contains(QLatin1String("lower the learning rate")));
        QVERIFY(child<QAction>(&page, "runsRetry")->isEnabled());
        QVERIFY(!child<QAction>(&page, "runsPause")->isEnabled());
        page.retrySelected();
        QCOMPARE(bench.requests(), QStringList{"job.retry"});
    }
    void spacePausesAndResumes()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* table = child<QTreeView>(&page, "runsTable");
        table->setFocus();
        bench.selection.setJobs({jobIn(bench.session, JobState::Running)});
        QTest::keyClick(table, Qt::Key_Space);
        bench.selection.setJobs({jobIn(bench.session, JobState::Paused)});
        QTest::keyClick(table, Qt::Key_Space);
        QCOMPARE(bench.requests(), (QStringList{"job.pause", "job.resume"}));
    }
    void cancellingNamesTheLossAndAsks()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        bench.selection.setJobs({jobIn(bench.session, JobState::Paused)});
        page.cancelSelected();
        auto* notice = child<NoticeBar>(&page, "noticeBar");
        QVERIFY(notice->text().contains(QLatin1String("2 min 10 s of work")));
        QVERIFY(bench.requests().isEmpty());
        child<QPushButton>(notice, "noticeAction")->click();
        QCOMPARE(bench.requests(), QStringList{"job.cancel"});
    }
    void interruptedRunsAreOffered()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        auto* notice = child<NoticeBar>(&page, "noticeBar");
        QVERIFY(notice->text().contains(QLatin1String("interrupted")));
        child<QPushButton>(notice, "noticeAction")->click();
        // The paused one goes on as well.
        QCOMPARE(bench.requests(), (QStringList{"job.resume", "job.resume"}));
    }
    /// The sweep of the selected run goes before all others, or in turn again.
    void aSweepCanBePreferred()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        StudyStore& store = bench.session.store();
        const RowId other = store.sweeps().back().id;
        setSweepPriority(store, other, 3);
        const RowId paused = jobIn(bench.session, JobState::Paused);
        const RowId own = bench.session.job(paused)->sweeps.front();
        QVERIFY(own != other);
        QVERIFY(!child<QAction>(&page, "runsSweepFirst")->isEnabled()); // nothing is selected
        bench.selection.setJobs({paused});
        child<QAction>(&page, "runsSweepFirst")->trigger();
        QCOMPARE(sweepPriorities(store), (std::map<RowId, int>{{own, 4}, {other, 3}}));
        child<QAction>(&page, "runsSweepInTurn")->trigger();
        QCOMPARE(sweepPriorities(store), (std::map<RowId, int>{{other, 3}}));
        QVERIFY(bench.requests().isEmpty());
    }
    void theQueueCanBeReordered()
    {
        PageBench bench;
        makeSampleStore(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
        page.show();
        const RowId second = bench.session.jobs()[1].id;
        bench.selection.setJobs({second});
        page.moveSelected(-1);
        QCOMPARE(bench.requests(), (QStringList{"job.move", "job.move"}));
        const auto rows =
            StudyStore(bench.study().toStdString(), OpenMode::ReadOnly).openRequests();
        QCOMPARE(rows[0].payload.at("job").get<RowId>(), second);
        QCOMPARE(rows[0].payload.at("position").get<int>(), bench.session.jobs()[0].position);
        QCOMPARE(rows[1].payload.at("position").get<int>(), bench.session.jobs()[1].position);
    }
    void progressArrivesLive()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        auto* table = child<QTreeView>(&page, "runsTable");
        const RowId job = jobIn(bench.session, JobState::Running);
        QSignalSpy resets(table->model(), &QAbstractItemModel::modelReset);
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            RunRow run = *store.latestRun(job);
            run.done = 200;
            store.updateRun(run);
        }
        bench.session.refresh();
        const auto shown = [&] {
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                const QModelIndex index = table->model()->index(row, RunTableModel::ProgressColumn);
                if (index.data(RunTableModel::JobRole).toLongLong() == job)
                    return index.data(RunTableModel::FractionRole).toDouble();
            }
            return -1.0;
        };
        QTRY_COMPARE(shown(), 0.8);
        QCOMPARE(resets.count(), 0);
    }
    void aMistakenFilterIsSaidAndTheLastOneStays()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        const auto* rows = child<QTreeView>(&page, "runsTable")->model();
        auto* mistake = child<QLabel>(&page, "runsFilterMistake");
        const int all = rows->rowCount();
        QVERIFY(page.focusFilter());
        auto* filter = child<QLineEdit>(&page, "runsFilter");
        QTest::keyClicks(filter, "strategy = ewc and new.bleu > 12");
        const int few = rows->rowCount();
        QVERIFY(few > 0 && few < all);
        QVERIFY(mistake->isHidden());
        QTest::keyClicks(filter, " and");
        QCOMPARE(rows->rowCount(), few);
        QVERIFY(mistake->isVisible() && mistake->text().startsWith("Column 37"));
        QTest::keyClicks(filter, " old.bleu > 1000");
        QCOMPARE(rows->rowCount(), 0);
        QVERIFY(mistake->isHidden());
        QTest::keyClick(filter, Qt::Key_Return); // one visit of the field is one step
        page.undoStack()->undo();
        QCOMPARE(filter->text(), QString());
        QCOMPARE(rows->rowCount(), all);
        page.undoStack()->redo();
        QCOMPARE(rows->rowCount(), 0);
    }
    void namesAreCompleted()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QVERIFY(page.focusFilter());
        auto* filter = child<QLineEdit>(&page, "runsFilter");
        QTest::keyClicks(filter, "done and str");
        auto* popup = QApplication::activePopupWidget();
        QVERIFY(popup);
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(filter->text(), QString("done and strategy "));
        QTest::keyClicks(filter, "= ew"); // behind an operator stands a value
        QVERIFY(!QApplication::activePopupWidget());
    }
    void deleteMovesToTheBinAndBack()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* table = child<QTreeView>(&page, "runsTable");
        auto* bin = child<QToolButton>(&page, "runsBinShown");
        const int all = table->model()->rowCount();
        QVERIFY(bin->isHidden());
        const RowId done = jobIn(bench.session, JobState::Failed);
        const RowId running = jobIn(bench.session, JobState::Running);
        bench.selection.setJobs({running, done});
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(table->model()->rowCount(), all - 1); // what runs stays, and the page says so
        QVERIFY(child<NoticeBar>(&page, "noticeBar")->text().contains("cancel"));
        QVERIFY(!bench.session.job(done)->binned.empty());
        page.undoStack()->undo();
        QCOMPARE(table->model()->rowCount(), all);
        page.undoStack()->redo();
        QVERIFY(bin->isVisible());
        bin->click();
        QCOMPARE(table->model()->rowCount(), 1);
        bench.selection.setJobs({done});
        QVERIFY(!child<QAction>(&page, "runsRetry")->isEnabled());
        child<QAction>(&page, "runsRestore")->trigger();
        QVERIFY(bench.session.job(done)->binned.empty());
        QVERIFY(bin->isHidden());
        QTRY_COMPARE(table->model()->rowCount(), all); // the bin is empty; all runs show again
    }
    void tagsAreEditedInTheTable()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.resize(1400, 700);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* table = child<QTreeView>(&page, "runsTable");
        const RowId first = bench.session.jobs()[3].id;
        const RowId second = bench.session.jobs()[4].id;
        bench.session.store().setJobTags(first, {"mine"});
        bench.session.refresh();
        bench.selection.setJobs({first, second});
        table->setFocus();
        QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
        auto* editor = table->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->clear();
        QTest::keyClicks(editor, "camera ready, to check");
        QTest::keyClick(editor, Qt::Key_Return);
        using Tags = std::vector<std::string>;
        QTRY_COMPARE(bench.session.job(second)->tags, (Tags{"camera ready", "to check"}));
        QCOMPARE(bench.session.job(first)->tags, (Tags{"mine", "camera ready", "to check"}));
        page.undoStack()->undo(); // one step for both
        QCOMPARE(bench.session.job(first)->tags, Tags{"mine"});
        QCOMPARE(bench.session.job(second)->tags, Tags());
    }
    void notesAreWrittenBesideTheTable()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        const RowId job = bench.session.jobs()[3].id;
        const RowId other = bench.session.jobs()[4].id;
        bench.selection.setJobs({job});
        child<QTabWidget>(&page, "runTabs")->setCurrentIndex(1);
        auto* note = child<QPlainTextEdit>(&page, "runNote");
        note->setFocus();
        QTest::keyClicks(note, "odd loss");
        bench.selection.setJobs({other}); // handed over before the other one shows
        QCOMPARE(bench.session.job(job)->note, std::string("odd loss"));
        QCOMPARE(bench.session.job(other)->note, std::string());
        QCOMPARE(note->toPlainText(), QString());
        page.undoStack()->undo();
        QCOMPARE(bench.session.job(job)->note, std::string());
    }
    void configurationsAreComparedAndProvenanceIsShown()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        RowId a = 0;
        RowId b = 0;
        for (const JobRow& job : bench.session.jobs()) {
            if (job.label == "EWC λ=1, seed 1")
                a = job.id;
            if (job.label == "EWC λ=0.1, seed 1")
                b = job.id;
        }
        QVERIFY(a != 0 && b != 0);
        bench.selection.setJobs({a, b});
        auto* tabs = child<QTabWidget>(&page, "runTabs");
        tabs->setCurrentIndex(2);
        const auto* tree = child<QTreeWidget>(&page, "runConfiguration");
        QStringList differing;
        for (QTreeWidgetItem* item : tree->findItems("*", Qt::MatchWildcard | Qt::MatchRecursive))
            if (item->childCount() == 0 && item->text(1) != item->text(2))
                differing += item->text(0);
        QVERIFY(differing.contains("lambda"));
        QVERIFY(!differing.contains("seed"));
        QCOMPARE(tree->columnCount(), 3);
        for (QTreeWidgetItem* item : tree->findItems("*", Qt::MatchWildcard | Qt::MatchRecursive))
            if (item->childCount() == 0)
                QCOMPARE(item->font(0).bold(), item->text(1) != item->text(2));
        tabs->setCurrentIndex(3);
        QString shown = child<QTextBrowser>(&page, "runProvenance")->toPlainText();
        shown.remove(QChar(0x200B));
        QVERIFY(shown.contains(QString::fromStdString(bench.session.job(b)->identity)));
        QVERIFY(shown.contains("Fisher"));
    }
    void filesAndEventsAreListed()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        const RowId job = jobIn(bench.session, JobState::Failed);
        const QDir folder(bench.study() + "/runs/" +
                          QString::fromStdString(bench.session.latestRun(job)->name));
        QVERIFY(QDir().mkpath(folder.path()));
        QFile events(folder.filePath("events.jsonl"));
        QVERIFY(events.open(QIODevice::WriteOnly));
        events.write("{\"type\":\"hello\",\"time\":\"2026-11-24T03:00:00.000Z\"}\nno event\n"
                     "{\"type\":\"metrics\",\"time\":\"2026-11-24T03:00:01.000Z\",\"step\":5,"
                     "\"values\":{\"loss\":4.5}}\n{\"type\":");
        events.close();
        RunsPage page(bench.context());
        page.show();
        bench.selection.setJobs({job});
        child<QTabWidget>(&page, "runTabs")->setCurrentIndex(4);
        const auto* list = child<QTreeWidget>(&page, "runEvents");
        QTRY_COMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->topLevelItem(0)->text(1), QString("metrics")); // newest first
        QCOMPARE(list->topLevelItem(0)->text(2), QString("step 5, loss 4.5"));
        child<QTabWidget>(&page, "runTabs")->setCurrentIndex(6);
        const auto* files = child<QTreeWidget>(&page, "runFiles");
        QTRY_COMPARE(files->topLevelItemCount(), 1);
        QCOMPARE(files->topLevelItem(0)->text(0), QString("events.jsonl"));
    }
    void rowsAreGroupedAndCopied()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        auto* table = child<QTreeView>(&page, "runsTable");
        auto* grouping = child<QComboBox>(&page, "runsGrouping");
        grouping->setCurrentIndex(grouping->findText("By seed"));
        const QModelIndex group = table->model()->index(0, 0);
        QVERIFY(table->isExpanded(group) && table->model()->rowCount(group) > 0);
        const RowId job = bench.session.jobs().back().id;
        bench.selection.setJobs({job});
        child<QAction>(&page, "runsCopy0")->trigger();
        const QString text = QApplication::clipboard()->text();
        QVERIFY2(text.contains(QString::fromStdString(bench.session.job(job)->label)),
                 qPrintable(text));
        QCOMPARE(text.count('\n'), 2);
        QCOMPARE(bench.selection.current(), job);
    }
    void selectionIsShared()
    {
        OpenPage bench;
        RunsPage& page = bench.page;
        page.show();
        auto* table = child<QTreeView>(&page, "runsTable");
        table->setCurrentIndex(table->model()->index(2, 0));
        QCOMPARE(bench.selection.jobs().size(), 1);
        QCOMPARE(bench.selection.current(),
                 table->model()->index(2, 0).data(RunTableModel::JobRole).toLongLong());
        bench.session.close();
        QCOMPARE(table->model()->rowCount(), 0);
    }
};

QTEST_MAIN(RunsPageTest)
#include "tst_runs_page.moc"
