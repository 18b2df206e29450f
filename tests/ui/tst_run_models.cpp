// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <random>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QUndoStack>

#include "tests/ui/page_bench.h"
#include "ui/models/row_copy.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_group_model.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/runs/run_edits.h"

using namespace palimpsest;

namespace
{

constexpr auto kReport = QAbstractItemModelTester::FailureReportingMode::QtTest;

JobRow trial(RowId id, JobState state, const std::string& strategy, std::uint64_t seed,
             double lambda = 0.1)
{
    JobRow job;
    job.id = id;
    job.identity = "id-" + std::to_string(id);
    job.label = strategy + " " + std::to_string(id);
    job.config.strategy = {strategy, true, {{"ewc", {{"lambda", lambda}}}}};
    job.config.training.seed = seed;
    job.state = state;
    job.position = static_cast<int>(id);
    return job;
}

/// The tree as text: "group: job job", "job" without groups.
QStringList picture(const QAbstractItemModel& model)
{
    const auto job = [](const QModelIndex& index) {
        return index.data(RunTableModel::JobRole).toString();
    };
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, 0);
        if (!job(index).isEmpty()) {
            lines += job(index);
            continue;
        }
        QStringList jobs;
        for (int child = 0; child < model.rowCount(index); ++child)
            jobs += job(model.index(child, 0, index));
        lines += index.siblingAtColumn(RunTableModel::LabelColumn).data().toString() + ": " +
                 jobs.join(' ');
    }
    return lines;
}

} // namespace

class RunModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void groupsFollowTheirRuns()
    {
        RunTableModel model;
        RunGroupModel groups(&model);
        RunFilterModel filter;
        filter.setSourceModel(&groups);
        QAbstractItemModelTester testsGroups(&groups, kReport);
        QAbstractItemModelTester testsFilter(&filter, kReport);
        std::vector<JobRow> jobs = {trial(1, JobState::Done, "ewc", 1),
                                    trial(2, JobState::Waiting, "mixing", 1),
                                    trial(3, JobState::Done, "ewc", 2)};
        model.updateJobs({&jobs[0], &jobs[1], &jobs[2]});
        filter.sort(RunTableModel::QueueColumn);
        QCOMPARE(picture(filter), (QStringList{"1", "2", "3"}));
        groups.setGrouping(RunGroupModel::By::State);
        QCOMPARE(picture(filter), (QStringList{"Waiting: 2", "Done: 1 3"}));
        QSignalSpy resets(&groups, &QAbstractItemModel::modelReset);
        jobs[1].state = JobState::Done; // moves, and its group goes
        model.updateJobs({&jobs[1]});
        QCOMPARE(picture(filter), QStringList{"Done: 1 2 3"});
        const JobRow later = trial(4, JobState::Failed, "ewc", 1);
        model.updateJobs({&later});
        QCOMPARE(picture(filter), (QStringList{"Failed: 4", "Done: 1 2 3"}));
        QCOMPARE(resets.count(), 0);
        filter.setFilterText("strategy = ewc and seed = 2");
        QCOMPARE(picture(filter), QStringList{"Done: 3"});
        groups.setGrouping(RunGroupModel::By::Seed);
        QCOMPARE(picture(filter), QStringList{"Seed 2: 3"});
    }

    void theOrderIsThatOfTheValuesHoweverItCameAbout()
    {
        RunTableModel model;
        RunGroupModel groups(&model);
        RunFilterModel filter;
        filter.setSourceModel(&groups);
        QAbstractItemModelTester tests(&filter, kReport);
        std::mt19937 random(5);
        std::vector<JobRow> jobs;
        std::vector<const JobRow*> rows;
        for (RowId id = 1; id <= 400; ++id)
            jobs.push_back(trial(id, static_cast<JobState>(random() % 7),
                                 std::vector{"ewc", "mixing", "Äwc"}[random() % 3], random() % 9,
                                 static_cast<double>(random() % 4)));
        for (const JobRow& job : jobs)
            rows.push_back(&job);
        model.updateJobs(rows);
        const auto check = [&](int column, int before, Qt::SortOrder order) {
            for (int row = 1; row < filter.rowCount(); ++row) {
                const auto key = [&](int of, int at) {
                    return filter.index(at, of).data(RunTableModel::SortRole);
                };
                const auto compare = [&](int of) {
                    const QVariant a = key(of, row - 1), b = key(of, row);
                    if (a.metaType().id() == QMetaType::QString)
                        return QString::localeAwareCompare(a.toString(), b.toString());
                    return int{a.toDouble() > b.toDouble()} - int{a.toDouble() < b.toDouble()};
                };
                const int first = compare(column) * (order == Qt::AscendingOrder ? 1 : -1);
                QVERIFY2(first < 0 || (first == 0 && compare(before) <= 0),
                         qPrintable(QStringLiteral("column %1, row %2").arg(column).arg(row)));
            }
        };
        int before = RunTableModel::QueueColumn;
        filter.sort(before);
        for (const int column : {RunTableModel::StateColumn, RunTableModel::LabelColumn,
                                 RunTableModel::StrategyColumn, RunTableModel::SeedColumn}) {
            filter.sort(RunTableModel::QueueColumn, Qt::AscendingOrder);
            for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                filter.sort(column, order);
                check(column, before, order);
                // Some rows change, then very many.
                for (const std::size_t count : {std::size_t{7}, jobs.size()}) {
                    std::vector<const JobRow*> changed;
                    for (std::size_t i = 0; i < count; ++i) {
                        JobRow& job = jobs[count == jobs.size() ? i : random() % jobs.size()];
                        job.state = static_cast<JobState>(random() % 7);
                        job.config.training.seed = random() % 9;
                        changed.push_back(&job);
                    }
                    model.updateJobs(changed);
                    check(column, before, order);
                }
            }
        }
        JobRow late = trial(1000, JobState::Failed, "ewc", 4);
        model.updateJobs({&late});
        check(RunTableModel::SeedColumn, before, Qt::DescendingOrder);
        filter.setFilterText("seed = 4 and strategy = ewc");
        QVERIFY(filter.rowCount() > 0 && filter.rowCount() < 401);
    }

    void groupsShowMeans()
    {
        RunTableModel model;
        RunGroupModel groups(&model);
        const JobRow a = trial(1, JobState::Done, "ewc", 1);
        const JobRow b = trial(2, JobState::Running, "ewc", 2);
        model.updateJobs({&a, &b});
        model.setScoreColumns({{"news", "bleu"}});
        EvaluationRow one;
        one.job = 1;
        one.scores = {{"news", DomainRole::Old, "bleu", 20, ""}};
        EvaluationRow two = one;
        two.job = 2;
        two.scores[0].value = 23;
        model.updateEvaluations({&one, &two});
        groups.setGrouping(RunGroupModel::By::Strategy);
        const auto cell = [&](int column) { return groups.index(0, column).data().toString(); };
        QCOMPARE(cell(RunTableModel::StateColumn), QString("1 of 2 done"));
        QCOMPARE(cell(RunTableModel::OldScoreColumn), QString("21.5"));
        QCOMPARE(cell(RunTableModel::ColumnCount), QString("21.5"));
        QCOMPARE(cell(RunTableModel::NewScoreColumn), QString());
        QCOMPARE(groups.headerData(RunTableModel::ColumnCount, Qt::Horizontal, Qt::DisplayRole)
                     .toString(),
                 QString("news, BLEU"));
    }

    /// Random changes: the incremental tree is what a fresh one would be.
    void groupsAgreeWithFreshOnes()
    {
        std::mt19937 random(5);
        RunTableModel model;
        RunGroupModel groups(&model);
        RunFilterModel filter;
        filter.setSourceModel(&groups);
        QAbstractItemModelTester testsFilter(&filter, kReport);
        groups.setGrouping(RunGroupModel::By::State);
        filter.setFilterText("not seed = 3");
        filter.sort(RunTableModel::LambdaColumn, Qt::DescendingOrder);
        std::map<RowId, JobRow> jobs;
        for (int step = 0; step < 400; ++step) {
            const auto id = static_cast<RowId>(1 + random() % 40);
            jobs[id] = trial(id, static_cast<JobState>(random() % 7), "ewc", random() % 5,
                             static_cast<double>(random() % 4));
            jobs[id].binned = random() % 6 == 0 ? "2026-11-24" : "";
            model.updateJobs({&jobs[id]});
            RunTableModel freshModel;
            RunGroupModel freshGroups(&freshModel);
            RunFilterModel fresh;
            fresh.setSourceModel(&freshGroups);
            freshGroups.setGrouping(RunGroupModel::By::State);
            fresh.setFilterText("not seed = 3");
            fresh.sort(RunTableModel::QueueColumn); // ties: the order of equal rows is the sorter's
            fresh.sort(RunTableModel::LambdaColumn, Qt::DescendingOrder);
            if (step == 0)
                filter.sort(RunTableModel::QueueColumn),
                    filter.sort(RunTableModel::LambdaColumn, Qt::DescendingOrder);
            std::vector<const JobRow*> all;
            for (const auto& [key, job] : jobs)
                all.push_back(&job);
            freshModel.updateJobs(all);
            QCOMPARE(picture(filter), picture(fresh));
        }
    }

    void earlierSortingOrdersWhatIsAlike()
    {
        RunTableModel model;
        RunFilterModel filter;
        filter.setSourceModel(&model);
        const std::vector<JobRow> jobs = {
            trial(1, JobState::Done, "ewc", 2, 0.1), trial(2, JobState::Done, "ewc", 1, 0.1),
            trial(3, JobState::Done, "ewc", 1, 1), trial(4, JobState::Done, "ewc", 2, 1)};
        model.updateJobs({&jobs[0], &jobs[1], &jobs[2], &jobs[3]});
        filter.sort(RunTableModel::SeedColumn, Qt::DescendingOrder);
        filter.sort(RunTableModel::LambdaColumn, Qt::AscendingOrder);
        QCOMPARE(picture(filter), (QStringList{"1", "2", "4", "3"}));
        filter.sort(RunTableModel::LambdaColumn, Qt::DescendingOrder);
        QCOMPARE(picture(filter), (QStringList{"4", "3", "1", "2"}));
        filter.sort(RunTableModel::SeedColumn, Qt::AscendingOrder);
        QCOMPARE(picture(filter), (QStringList{"3", "2", "4", "1"}));
    }

    void aMistakeKeepsTheLastFilter()
    {
        RunTableModel model;
        RunFilterModel filter;
        filter.setSourceModel(&model);
        const JobRow a = trial(1, JobState::Done, "ewc", 1, 0.1);
        const JobRow b = trial(2, JobState::Done, "ewc", 1, 1);
        model.updateJobs({&a, &b});
        QVERIFY(filter.setFilterText("lambda > 0.5"));
        QVERIFY(!filter.setFilterText("lambda > 0.5 and lambda <"));
        QVERIFY(filter.mistake().startsWith("Column 26"));
        QCOMPARE(picture(filter), QStringList{"2"});
        QVERIFY(filter.setFilterText(""));
        QVERIFY(filter.mistake().isEmpty());
        QCOMPARE(filter.rowCount(), 2);
    }

    /// Random edits: taking all of them back gives the first state, and making them again the last.
    void undoingEverythingGivesTheFirstState()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        QUndoStack stack;
        QStringList said;
        RunEdits edits(&bench.session, &stack, [&](const QString& text) { said += text; });
        QString filter;
        const auto state = [&] {
            QStringList all = {filter};
            for (const JobRow& job :
                 StudyStore(bench.study().toStdString(), OpenMode::ReadOnly).jobs())
                all += QString::fromStdString(job.note + "|" + nlohmann::json(job.tags).dump()) +
                       (job.binned.empty() ? "" : "|bin");
            return all;
        };
        const QStringList first = state();
        std::mt19937 random(11);
        const auto jobs = bench.session.jobs();
        const auto some = [&] { return jobs[random() % jobs.size()].id; };
        for (int step = 0; step < 60; ++step) {
            const QString word = QString::number(random() % 5);
            switch (random() % 6) {
            case 0:
                edits.setNote(some(), "note " + word);
                break;
            case 1:
                edits.setTags(some(), {word, "t"});
                break;
            case 2:
                edits.changeTags({some(), some()}, {"a" + word}, {"t"});
                break;
            case 3:
                edits.setBinned({some(), some()}, random() % 2 == 0);
                break;
            case 4:
                stack.push(new FilterEdit(filter, word, step / 10,
                                          [&](const QString& text) { filter = text; }));
                break;
            default:
                if (random() % 2 == 0)
                    stack.undo();
                else
                    stack.redo();
            }
        }
        const QStringList last = state();
        QVERIFY(last != first && stack.index() > 10);
        const int steps = stack.index();
        // What waits or runs is refused, said, and no step of the stack.
        said.clear();
        for (const JobRow& job : jobs)
            if (job.state == JobState::Running)
                edits.setBinned({job.id}, true);
        QCOMPARE(said.size(), 1);
        QVERIFY2(said.first().contains("cancel it"), qPrintable(said.first()));
        QCOMPARE(stack.index(), steps);
        QCOMPARE(state(), last);
        while (stack.canUndo())
            stack.undo();
        QCOMPARE(state(), first);
        while (stack.index() < steps)
            stack.redo();
        QCOMPARE(state(), last);
    }

    void rowsAreCopied()
    {
        QStandardItemModel model(2, 2);
        model.setHorizontalHeaderLabels({"Label", "Old"});
        model.setHeaderData(1, Qt::Horizontal, int(Qt::AlignRight), Qt::TextAlignmentRole);
        model.setData(model.index(0, 0), "a|b & 50\t%");
        model.setData(model.index(0, 1), "24.0");
        model.setData(model.index(1, 0), "x_1");
        const QModelIndexList rows = {model.index(0, 0), model.index(1, 0)};
        QCOMPARE(rowsAsText(rows, {0, 1}, CopyForm::Tsv),
                 QString("Label\tOld\na|b & 50 %\t24.0\nx_1\t\n"));
        QCOMPARE(rowsAsText(rows, {1, 0}, CopyForm::Markdown),
                 QString("| Old | Label |\n|---:|---|\n| 24.0 | a\\|b & 50 % |\n|  | x_1 |\n"));
        const QString latex = rowsAsText(rows, {0, 1}, CopyForm::Latex);
        QVERIFY2(latex.contains("\\begin{tabular}{lr}\n\\toprule\nLabel & Old \\\\\n\\midrule\n") &&
                     latex.contains("\\& 50 \\% & 24.0 \\\\\nx\\_1 & -- \\\\\n\\bottomrule"),
                 qPrintable(latex));
        QCOMPARE(rowsAsText({}, {0}, CopyForm::Tsv), QString());
        // Pasted into a spreadsheet, names are not calculated and numbers are numbers.
        model.setData(model.index(1, 0), "=1+2");
        model.setData(model.index(1, 1), "-0.5");
        QCOMPARE(rowsAsText({model.index(1, 0)}, {0, 1}, CopyForm::Tsv),
                 QString("Label\tOld\n'=1+2\t-0.5\n"));
    }
};

QTEST_MAIN(RunModelsTest)
#include "tst_run_models.moc"
