// SPDX-License-Identifier: GPL-3.0-or-later
// A run that Slurm has, and that it lets wait: where the window shows states of jobs.
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTreeView>

#include "engine/orchestration/slurm_queue.h"
#include "engine/study/waiting_stage.h"
#include "tests/ui/page_bench.h"
#include "ui/models/plan_table_model.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/domains/domains_page.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/pages/sweep/sweep_page.h"

using namespace palimpsest;

namespace
{

/// The study of makePageStudy(), whose running trial says this of its stage.
template <class PageOfWindow>
struct QueueBench : StudyPageBench<PageOfWindow> {
    explicit QueueBench(const std::string& stage) : StudyPageBench<PageOfWindow>(QSize(1200, 700))
    {
        for (const JobRow& each : this->session.jobs())
            if (each.state == JobState::Running)
                job = each.id;
        say(job, stage);
    }
    void say(RowId of, const std::string& stage)
    {
        StudyStore store(this->study().toStdString(), OpenMode::ReadWrite);
        RunRow run = *store.latestRun(of);
        run.state = JobState::Running;
        run.stage = stage;
        store.updateRun(run);
        if (store.job(of)->state != JobState::Running)
            store.setJobState(of, JobState::Running);
        this->session.refresh();
    }

    RowId job = 0;
};

QModelIndex cellOf(const QTreeView& table, RowId job, int column)
{
    const QModelIndex any = table.model()->index(0, 0);
    const QModelIndexList found = table.model()->match(any, RunTableModel::JobRole, qint64{job}, 1,
                                                       Qt::MatchExactly | Qt::MatchRecursive);
    return found.isEmpty() ? QModelIndex() : found.first().siblingAtColumn(column);
}

} // namespace

class QueuedRunsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTableSaysWhyARunWaits()
    {
        QueueBench<RunsPage> bench(waitingText("Priority"));
        auto* table = child<QTreeView>(bench.page.get(), "runsTable");
        const auto text = [&](int column) {
            return cellOf(*table, bench.job, column).data().toString();
        };
        QTRY_COMPARE(text(RunTableModel::StateColumn), QStringLiteral("Queued"));
        QCOMPARE(text(RunTableModel::ProgressColumn), QStringLiteral("Other jobs come first"));
        QCOMPARE(text(RunTableModel::SpeedColumn), QString());
        QCOMPARE(text(RunTableModel::TimeLeftColumn), QString());
        for (const int column : {RunTableModel::StateColumn, RunTableModel::ProgressColumn})
            QCOMPARE(cellOf(*table, bench.job, column).data(Qt::ToolTipRole).toString(),
                     QStringLiteral("Waits in Slurm's queue: other jobs come first (Priority)"));
        const QString counts = child<QLabel>(bench.page.get(), "runsSummary")->text();
        QVERIFY2(counts.contains(QLatin1String("1 queued")), qPrintable(counts));
        QVERIFY2(!counts.contains(QLatin1String("running")), qPrintable(counts));
        bench.selection.setJobs({bench.job});
        const QString details = child<QTextBrowser>(bench.page.get(), "runSummary")->toPlainText();
        QVERIFY2(details.contains(QLatin1String("Queued")), qPrintable(details));
        QVERIFY2(details.contains(QLatin1String("(Priority)")), qPrintable(details));
        QVERIFY2(!details.contains(QLatin1String("Running for")), qPrintable(details));
    }

    /// The cell of the progress is painted by hand.
    void theReasonIsPainted()
    {
        const auto painted = [](const std::string& reason) {
            QueueBench<RunsPage> bench(waitingText(reason));
            auto* table = child<QTreeView>(bench.page.get(), "runsTable");
            [&] {
                QTRY_VERIFY(!cellOf(*table, bench.job, RunTableModel::ProgressColumn)
                                 .data(Qt::ToolTipRole)
                                 .toString()
                                 .isEmpty());
            }();
            const QRect place =
                table->visualRect(cellOf(*table, bench.job, RunTableModel::ProgressColumn));
            return table->viewport()->grab(place).toImage();
        };
        const QImage priority = painted("Priority");
        QVERIFY(priority.width() > 50);
        QVERIFY(priority == painted("Priority"));
        QVERIFY(priority != painted("Resources"));
    }

    void aRunThatStartsIsRunning()
    {
        QueueBench<RunsPage> bench{std::string(kHandedToSlurm)};
        auto* table = child<QTreeView>(bench.page.get(), "runsTable");
        auto* grouping = child<QComboBox>(bench.page.get(), "runsGrouping");
        grouping->setCurrentIndex(grouping->findText(QStringLiteral("By state")));
        const auto group = [&] {
            return cellOf(*table, bench.job, RunTableModel::LabelColumn)
                .parent()
                .siblingAtColumn(RunTableModel::LabelColumn)
                .data()
                .toString();
        };
        QTRY_VERIFY2(group().startsWith(QLatin1String("Queued")), qPrintable(group()));
        QCOMPARE(cellOf(*table, bench.job, RunTableModel::ProgressColumn).data().toString(),
                 QStringLiteral("Is being handed to Slurm"));
        bench.say(bench.job, "training");
        QTRY_VERIFY2(group().startsWith(QLatin1String("Running")), qPrintable(group()));
    }

    void thePlanOfASweepSaysSo()
    {
        QueueBench<SweepPage> bench(waitingText("Resources"));
        auto* plan = child<QTableView>(bench.page.get(), "planTable");
        const auto count = [&](const QString& state) {
            const QModelIndex first = plan->model()->index(0, PlanTableModel::StateColumn);
            return plan->model()->match(first, Qt::DisplayRole, state, -1, Qt::MatchExactly).size();
        };
        auto* list = child<QListWidget>(bench.page.get(), "sweepList");
        const RowId sweep = bench.session.job(bench.job)->sweeps.front();
        for (int row = 0; row < list->count(); ++row)
            if (list->item(row)->data(Qt::UserRole).toLongLong() == sweep)
                list->setCurrentRow(row);
        QTRY_COMPARE(count(QStringLiteral("Queued")), 1);
        QCOMPARE(count(QStringLiteral("Running")), 0);
        bench.say(bench.job, "training");
        QTRY_COMPARE(count(QStringLiteral("Running")), 1);
        QCOMPARE(count(QStringLiteral("Queued")), 0);
    }

    void theBaseModelsCardSaysSo()
    {
        QueueBench<DomainsPage> bench(waitingText("Priority"));
        for (const JobRow& job : bench.session.jobs())
            if (job.kind == RunKind::Base)
                bench.say(job.id, waitingText("Resources"));
        auto* card = child<QWidget>(bench.page.get(), "artifact_base");
        QTRY_COMPARE(child<QLabel>(card, "artifactState")->text(),
                     QStringLiteral("Waits in Slurm's queue: no node is free (Resources)"));
    }
};

QTEST_MAIN(QueuedRunsTest)
#include "tst_queued_runs.moc"
