// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "engine/reporting/training_curves.h"
#include "engine/study/planner.h"
#include "tests/support/sample_study.h"
#include "ui/models/domain_files.h"
#include "ui/models/domain_table_model.h"
#include "ui/models/message_table_model.h"
#include "ui/models/plan_table_model.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/sweep_templates.h"
#include "ui/models/texts.h"
#include "ui/pages/curves/curve_content.h"

using namespace palimpsest;

namespace
{

constexpr auto kReport = QAbstractItemModelTester::FailureReportingMode::QtTest;

JobRow trial(RowId id, JobState state, double lambda)
{
    JobRow job;
    job.id = id;
    job.kind = RunKind::Trial;
    job.identity = "id-" + std::to_string(id);
    job.label = "EWC " + std::to_string(id);
    job.config.strategy = {"ewc", true, {{"ewc", {{"lambda", lambda}}}}};
    job.config.training.seed = 7;
    job.state = state;
    job.position = static_cast<int>(id);
    return job;
}

QStringList column(const QAbstractItemModel& model, int column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts += model.index(row, column).data().toString();
    return texts;
}

/// A run that began at midnight and ended at `ended`.
RunRow finishedRun(RowId job, const std::string& ended)
{
    RunRow run;
    run.job = job;
    run.state = JobState::Done;
    run.started = "2026-01-01T00:00:00.000Z";
    run.ended = "2026-01-01T" + ended + ".000Z";
    return run;
}

} // namespace

class PageModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void numbersReadBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QList<double>>("numbers");
        const QLocale german(QLocale::German);
        QTest::newRow("commas") << "1, 0.1,1e-5" << QLocale::c() << QList<double>{1, 0.1, 1e-5};
        QTest::newRow("spaces") << " 100 10\t1 " << QLocale::c() << QList<double>{100, 10, 1};
        QTest::newRow("German") << "0,1; 0,01 1e-3" << german << QList<double>{0.1, 0.01, 1e-3};
        QTest::newRow("German, point") << "0.1" << german << QList<double>{0.1};
        QTest::newRow("none") << "" << QLocale::c() << QList<double>{};
    }
    void numbersReadBack()
    {
        QFETCH(QString, text);
        QFETCH(QLocale, locale);
        QFETCH(QList<double>, numbers);
        const auto read = numberList(text, nullptr, locale);
        QVERIFY(read);
        QCOMPARE(QList<double>(read->begin(), read->end()), numbers);
        QCOMPARE(numberList(numberListText(*read, locale), nullptr, locale), read);
    }
    void aWrongNumberIsNamed()
    {
        QString wrong;
        QVERIFY(!numberList(QStringLiteral("1, two, 3"), &wrong));
        QCOMPARE(wrong, QStringLiteral("two"));
        QVERIFY(!numberList(QStringLiteral("nan")));
    }
    void logGridHasRoundValues()
    {
        QCOMPARE(logGrid(0.1, 1e-5, 5), (std::vector<double>{0.1, 0.01, 0.001, 1e-4, 1e-5}));
        QCOMPARE(logGrid(1, 100, 5), (std::vector<double>{1, 3.16, 10, 31.6, 100}));
        QVERIFY(logGrid(0, 1, 3).empty());
        QVERIFY(logGrid(1, -1, 3).empty());
    }
    void textsOfTimes()
    {
        QCOMPARE(durationText(8.2), QStringLiteral("8 s"));
        QCOMPARE(durationText(200), QStringLiteral("3 min 20 s"));
        QCOMPARE(durationText(3900), QStringLiteral("1 h 05 min"));
        QCOMPARE(durationText(-1), QString());
        QCOMPARE(durationText(std::nan("")), QString());
        QCOMPARE(numberText(1e-5), QStringLiteral("1e-5"));
        QCOMPARE(numberText(0.1), QStringLiteral("0.1"));
    }
    void smoothingKeepsConstantsAndStart()
    {
        QCOMPARE(smoothed({2, 2, 2}, 0.9), (std::vector<double>{2, 2, 2}));
        const std::vector<double> smooth = smoothed({1, 3, 3}, 0.5);
        QCOMPARE(smooth[0], 1.0);                         // the first value is not pulled towards 0
        QCOMPARE(smooth[1], (0.25 * 1 + 0.5 * 3) / 0.75); // weights 1/4 and 1/2, normalised
        QCOMPARE(smoothed({1, 5}, 0), (std::vector<double>{1, 5}));
    }

    void runsUpdateInPlace()
    {
        RunTableModel model;
        QAbstractItemModelTester tester(&model, kReport);
        const JobRow a = trial(1, JobState::Waiting, 0.1);
        const JobRow b = trial(2, JobState::Running, 1e-5);
        RunRow run;
        run.id = 10;
        run.job = 2;
        run.done = 50;
        run.total = 200;
        run.rate = 2.5;
        run.unit = "updates";
        run.secondsLeft = 60;
        run.state = JobState::Running;
        model.updateRuns({&run}); // before its job
        model.updateJobs({&a, &b});
        QCOMPARE(column(model, RunTableModel::StateColumn), (QStringList{"Waiting", "Running"}));
        QCOMPARE(column(model, RunTableModel::LambdaColumn), (QStringList{"0.1", "1e-5"}));
        QCOMPARE(column(model, RunTableModel::SpeedColumn), (QStringList{"", "2.5 updates/s"}));
        QCOMPARE(column(model, RunTableModel::TimeLeftColumn), (QStringList{"", "1 min 00 s"}));
        QCOMPARE(model.index(1, 0).data(RunTableModel::FractionRole).toDouble(), 0.25);

        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        JobRow failed = b;
        failed.state = JobState::Failed;
        run.state = JobState::Failed;
        run.sentence = "The disk is full.";
        model.updateJobs({&failed});
        model.updateRuns({&run});
        QCOMPARE(resets.count(), 0);
        QCOMPARE(changes.count(), 2);
        QCOMPARE(changes[0][0].toModelIndex().row(), 1);
        QCOMPARE(model.index(1, 0).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("The disk is full."));

        RunRow earlier = run;
        earlier.id = 9;
        earlier.sentence = "Older.";
        model.updateRuns({&earlier});
        QCOMPARE(model.record(1).run->id, RowId(10));
    }
    void testScoresReplaceDevScores()
    {
        RunTableModel model;
        const JobRow job = trial(1, JobState::Running, 1);
        model.updateJobs({&job});
        EvaluationRow dev;
        dev.job = 1;
        dev.scores = {{"law", DomainRole::New, "bleu", 20, ""},
                      {"chat", DomainRole::New, "bleu", 30, ""},
                      {"news", DomainRole::Old, "bleu", 40, ""},
                      {"news", DomainRole::Old, "chrf", 90, ""}};
        EvaluationRow test = dev;
        test.split = Split::Test;
        test.scores[2].value = 41;
        model.updateEvaluations({&dev});
        QCOMPARE(column(model, RunTableModel::NewScoreColumn), QStringList{"25.0"});
        QCOMPARE(column(model, RunTableModel::OldScoreColumn), QStringList{"40.0"});
        model.updateEvaluations({&test, &dev});
        QCOMPARE(column(model, RunTableModel::OldScoreColumn), QStringList{"41.0"});
    }
    void runsSortByNumberAndFilterByWords()
    {
        RunTableModel model;
        RunFilterModel filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&filter, kReport);
        const JobRow a = trial(1, JobState::Done, 0.1);
        const JobRow b = trial(2, JobState::Failed, 1e-5);
        const JobRow c = trial(3, JobState::Done, 10);
        model.updateJobs({&a, &b, &c});
        filter.sort(RunTableModel::LambdaColumn);
        QCOMPARE(column(filter, RunTableModel::LambdaColumn), (QStringList{"1e-5", "0.1", "10"}));
        filter.setFilterText(QStringLiteral("done ewc"));
        QCOMPARE(column(filter, RunTableModel::LambdaColumn), (QStringList{"0.1", "10"}));
        filter.setFilterText(QStringLiteral("nothing"));
        QCOMPARE(filter.rowCount(), 0);
    }
    void tenThousandRunsChangeOneRow()
    {
        RunTableModel model;
        RunFilterModel filter;
        filter.setSourceModel(&model);
        filter.sort(RunTableModel::QueueColumn);
        std::vector<JobRow> jobs;
        for (int i = 1; i <= 10000; ++i)
            jobs.push_back(trial(i, JobState::Waiting, 0.1));
        std::vector<const JobRow*> pointers;
        for (const JobRow& job : jobs)
            pointers.push_back(&job);
        QSignalSpy inserts(&filter, &QAbstractItemModel::rowsInserted);
        QSignalSpy resets(&filter, &QAbstractItemModel::modelReset);
        model.updateJobs(pointers);
        QCOMPARE(inserts.count(), 1);
        QCOMPARE(filter.rowCount(), 10000);
        QSignalSpy changes(&filter, &QAbstractItemModel::dataChanged);
        RunRow run;
        run.id = 1;
        run.job = 5000;
        run.total = 10;
        run.done = 3;
        model.updateRuns({&run});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex().row(), changes[0][1].toModelIndex().row());
        QCOMPARE(resets.count(), 0);
    }

    void repeatedMessagesAreOneRow()
    {
        MessageTableModel model;
        MessageFilterModel filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&filter, kReport);
        MessageRow info;
        info.id = 1;
        info.text = "Started.";
        MessageRow error = info;
        error.id = 2;
        error.severity = Severity::Error;
        error.text = "Disk full.";
        model.update({&info, &error});
        info.count = 4;
        model.update({&info});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(column(model, MessageTableModel::CountColumn), (QStringList{"4", ""}));
        filter.setLeastSeverity(Severity::Warning);
        QCOMPARE(column(filter, MessageTableModel::TextColumn), QStringList{"Disk full."});
        filter.setFilterFixedString(QStringLiteral("started"));
        QCOMPARE(filter.rowCount(), 0);
        QCOMPARE(model.count(Severity::Error), 1);
    }
    void domainsShowSizesAndWarnings()
    {
        DomainTableModel model;
        QAbstractItemModelTester tester(&model, kReport);
        DomainRow row{1, sampleDomain("news", DomainRole::Old), {{"warnings", {"Overlap."}}}};
        model.setDomains({row});
        QCOMPARE(model.index(0, DomainTableModel::TrainColumn).data().toString(),
                 QStringLiteral("100"));
        QCOMPARE(model.index(0, DomainTableModel::RoleColumn).data().toString(),
                 QStringLiteral("Old"));
        QCOMPARE(DomainTableModel::warnings(row), QStringList{"Overlap."});
        QVERIFY(
            !model.index(0, DomainTableModel::WarningsColumn).data(Qt::DecorationRole).isNull());
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        row.facts = nullptr;
        model.setDomains({row});
        QCOMPARE(resets.count(), 0);
        QVERIFY(DomainTableModel::warnings(row).isEmpty());
    }

    void planTellsWhatIsLeft()
    {
        SweepSpec spec = hasler2021Sweep({1, 0.1});
        const std::vector<Job> plan = planSweep(spec, sampleFacts());
        JobRow done;
        done.id = 1;
        done.kind = plan.front().kind;
        done.identity = plan.front().identity;
        done.state = JobState::Done;
        JobRow paused = done;
        paused.id = 2;
        paused.kind = plan.back().kind;
        paused.identity = plan.back().identity;
        paused.state = JobState::Paused;
        PlanTableModel model;
        QAbstractItemModelTester tester(&model, kReport);
        model.setEntries(PlanTableModel::describe(plan, {done, paused}, {}));
        QCOMPARE(model.rowCount(), static_cast<int>(plan.size()));
        QCOMPARE(model.count(PlanState::Done), 1);
        QCOMPARE(model.count(PlanState::Resume), 1);
        QCOMPARE(model.trials(), 9);
        QVERIFY(!model.secondsToDo(1)); // nothing was measured, so nothing is claimed
        MeasuredTimes times;
        times.mean = {{RunKind::Tokenizer, 5},
                      {RunKind::Base, 100},
                      {RunKind::Fisher, 10},
                      {RunKind::Trial, 20}};
        model.setEntries(PlanTableModel::describe(plan, {done, paused}, times));
        QCOMPARE(*model.secondsToDo(2), 100 + 10 + 9 * 20 / 2.0); // the tokenizer is done
    }
    void timesAreMeasuredOnFinishedAdaptations()
    {
        JobRow adapted = trial(1, JobState::Done, 1);
        JobRow baseline = trial(2, JobState::Done, 1);
        baseline.config.strategy = {"baseline", false, {}};
        const RunRow run = finishedRun(1, "00:01:30");
        const RunRow quick = finishedRun(2, "00:00:01");
        RunRow failed = quick;
        failed.job = 1;
        failed.state = JobState::Failed;
        const auto times = MeasuredTimes::from({adapted, baseline}, {run, quick, failed});
        QCOMPARE(times.mean.at(RunKind::Trial), 90.0);
        QCOMPARE(times.scoring, 1.0);
    }
    void timesGrowWithWhatIsTrained()
    {
        // Scoring takes 10 s, 250 updates 90 s: half the updates 55 s, two batches an update 190 s.
        JobRow adapted = trial(1, JobState::Done, 1);
        adapted.config.training.budget.updates = 250;
        JobRow baseline = trial(2, JobState::Done, 1);
        baseline.config.strategy = {"baseline", false, {}};
        JobRow stopped = trial(3, JobState::Paused, 1);
        stopped.identity = "stopped";
        const RunRow run = finishedRun(1, "00:01:40");
        const RunRow scored = finishedRun(2, "00:00:10");
        RunRow paused = run;
        paused.job = 3;
        paused.state = JobState::Paused;
        paused.done = 50;
        paused.total = 250;
        const auto times = MeasuredTimes::from({adapted, baseline, stopped}, {run, scored, paused});
        RunConfig config = adapted.config;
        QCOMPARE(*times.of(RunKind::Trial, config), 100.0);
        config.training.budget.updates = 125;
        QCOMPARE(*times.of(RunKind::Trial, config), 55.0);
        config.training.budget.updates = 250;
        config.training.accumulate = 2;
        QCOMPARE(*times.of(RunKind::Trial, config), 190.0);
        config.training.budget.minutes = 1;
        QCOMPARE(*times.of(RunKind::Trial, config), 70.0);
        config.training.budget.minutes = 0;
        config.training.budget.policy = BudgetPolicy::TargetTokens; // half as many as 250 batches
        config.training.budget.updates = 0;
        config.training.budget.targetTokens = 250 * config.training.batchTokens / 4;
        QCOMPARE(*times.of(RunKind::Trial, config), 55.0);
        config.training.budget.policy = BudgetPolicy::EarlyStopping; // not known before
        QCOMPARE(*times.of(RunKind::Trial, config), 100.0);
        QCOMPARE(*times.of(RunKind::Trial, baseline.config), 10.0);
        QVERIFY(!times.of(RunKind::Base, config));
        QCOMPARE(times.left.at("stopped"), 80.0); // a fifth is done
        QCOMPARE(times.left.size(), std::size_t(1));
    }

    void templatesAreValid()
    {
        for (const SweepTemplate& each : sweepTemplates()) {
            validate(each.spec);
            QVERIFY2(!planSweep(each.spec, sampleFacts()).empty(), qPrintable(each.name));
            QVERIFY(!each.help.isEmpty());
        }
        QCOMPARE(sweepTemplates().front().name, QStringLiteral("Hasler et al. 2021"));
    }
    void filesAreSortedByName()
    {
        QStringList unknown;
        const auto files = sortedFiles({"/a/law.train.de", "/a/law.train.en.gz", "/a/valid.tsv",
                                        "/a/newstest.de", "/a/test-2019.en", "/a/readme.txt"},
                                       "de", "en", &unknown);
        QCOMPARE(files.at(Split::Train).source, QStringLiteral("/a/law.train.de"));
        QCOMPARE(files.at(Split::Train).target, QStringLiteral("/a/law.train.en.gz"));
        QCOMPARE(files.at(Split::Dev).source, QStringLiteral("/a/valid.tsv"));
        QCOMPARE(files.at(Split::Test).target, QStringLiteral("/a/test-2019.en"));
        QCOMPARE(unknown, (QStringList{"/a/newstest.de", "/a/readme.txt"}));
        const auto memory = sortedFiles({"/a/devel.TMX.gz"}, "de", "en");
        QCOMPARE(memory.at(Split::Dev).source, QStringLiteral("/a/devel.TMX.gz"));
        QCOMPARE(memory.at(Split::Dev).target, QString());
    }
};

QTEST_MAIN(PageModelsTest)
#include "tst_page_models.moc"
