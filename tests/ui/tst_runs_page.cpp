// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTextBrowser>

#include "tests/ui/page_bench.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/runs/runs_page.h"

using namespace palimpsest;

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
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
        page.resize(1200, 700);
        page.show();
        auto* table = child<QTableView>(&page, "runsTable");
        QCOMPARE(table->model()->rowCount(), static_cast<int>(bench.session.jobs().size()));
        auto* filter = child<QLineEdit>(&page, "runsFilter");
        QVERIFY(page.focusFilter());
        QTest::keyClicks(filter, QStringLiteral("failed"));
        QCOMPARE(table->model()->rowCount(), 1);
    }
    void theFailureIsSaid()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
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
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* table = child<QTableView>(&page, "runsTable");
        table->setFocus();
        bench.selection.setJobs({jobIn(bench.session, JobState::Running)});
        QTest::keyClick(table, Qt::Key_Space);
        bench.selection.setJobs({jobIn(bench.session, JobState::Paused)});
        QTest::keyClick(table, Qt::Key_Space);
        QCOMPARE(bench.requests(), (QStringList{"job.pause", "job.resume"}));
    }
    void cancellingNamesTheLossAndAsks()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
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
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
        page.show();
        auto* notice = child<NoticeBar>(&page, "noticeBar");
        QVERIFY(notice->text().contains(QLatin1String("interrupted")));
        child<QPushButton>(notice, "noticeAction")->click();
        // The paused one goes on as well.
        QCOMPARE(bench.requests(), (QStringList{"job.resume", "job.resume"}));
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
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
        page.show();
        auto* table = child<QTableView>(&page, "runsTable");
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
    void selectionIsShared()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        RunsPage page(bench.context());
        page.show();
        auto* table = child<QTableView>(&page, "runsTable");
        table->selectRow(2);
        QCOMPARE(bench.selection.jobs().size(), 1);
        QCOMPARE(bench.selection.current(),
                 table->model()->index(2, 0).data(RunTableModel::JobRole).toLongLong());
        bench.session.close();
        QCOMPARE(table->model()->rowCount(), 0);
    }
};

QTEST_MAIN(RunsPageTest)
#include "tst_runs_page.moc"
