// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QWheelEvent>

#include "engine/study/own_training.h"
#include "tests/ui/sweep_form.h"
#include "ui/models/plan_table_model.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/sweep/log_grid_panel.h"
#include "ui/pages/sweep/probe_answer.h"
#include "ui/pages/sweep/sweep_page.h"
#include "ui/widgets/wheel_guard.h"

using namespace palimpsest;

class SweepFormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrongStandsBesideItsField()
    {
        SweepBench bench;
        SweepPage page(bench.context());
        page.show();
        page.newSweep();
        auto* start = child<QPushButton>(&page, "startSweep");
        QTRY_VERIFY(start->isEnabled());

        auto* rate = child<QLineEdit>(&page, "training_learningRate");
        auto* problem = child<QLabel>(&page, "training_learningRate_problem");
        QVERIFY(problem->text().isEmpty());
        rate->clear();
        QTest::keyClicks(rate, QStringLiteral("0"));
        QTRY_VERIFY(problem->text().contains(QLatin1String("above 0")));
        QVERIFY(!start->isEnabled());
        rate->clear();
        QTest::keyClicks(rate, QStringLiteral("fast"));
        QTRY_VERIFY(problem->text().contains(QLatin1String("fast")));
        rate->clear();
        QTest::keyClicks(rate, QStringLiteral("0.001"));
        QTRY_VERIFY(problem->text().isEmpty());
        QTRY_VERIFY(start->isEnabled());

        auto* card = child<QWidget>(&page, "strategy_mixing");
        auto* ratio = child<QLineEdit>(card, "mixing_ratio");
        ratio->selectAll();
        QTest::keyClicks(ratio, QStringLiteral("-3"));
        QTRY_VERIFY(
            child<QLabel>(card, "mixing_ratio_problem")->text().contains(QLatin1String("-3")));
        QVERIFY(!start->isEnabled());
        auto* devices = child<QLineEdit>(&page, "devices");
        ratio->selectAll();
        QTest::keyClicks(ratio, QStringLiteral("1"));
        devices->selectAll();
        QTest::keyClicks(devices, QStringLiteral("gpu"));
        QTRY_VERIFY(
            child<QLabel>(&page, "devices_problem")->text().contains(QLatin1String("cpu:2x1")));
    }
    void everySettingGoesThroughTheForm()
    {
        PageBench bench;
        makeStudy(bench.study(), true);
        SweepSpec spec = hasler2021Sweep({2, 0.5});
        spec.name = "all";
        spec.devices = "cpu:2x1";
        spec.training.budget.policy = BudgetPolicy::EarlyStopping;
        spec.training.budget.patience = 3;
        spec.training.clipScope = ClipScope::AfterPenalty;
        spec.training.adamBeta2 = 0.99; // not in the form: must be kept
        spec.base.model = modelPreset("tiny");
        spec.base.tokenizer.vocabulary = 3000;
        spec.training.precision = Precision::BFloat16;
        spec.base.training.precision = Precision::Float32;
        spec.evaluation.precision = Precision::BFloat16;
        spec.fisher.estimator = FisherEstimator::Batched;
        spec.evaluation.metrics = {"chrf"};
        spec.strategies[2].base.parts[0].parameters["scale"] = "normalised";
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            store.addSweep(spec);
        }
        bench.session.open(bench.study());
        SweepPage page(bench.context());
        page.show();
        QCOMPARE(child<QLineEdit>(&page, "training_budget_patience")->isHidden(), false);
        page.duplicateSweep();
        SweepSpec copy = bench.session.sweeps().back().spec;
        QCOMPARE(copy.name, std::string("all (copy)"));
        copy.name = "all";
        for (StrategyGrid& grid : copy.strategies)
            grid.base = completed(grid.base);
        for (StrategyGrid& grid : spec.strategies)
            grid.base = completed(grid.base);
        // An axis of one value and the same value fixed are the same cells.
        QCOMPARE(planSweep(copy, sampleFacts()).back().identity,
                 planSweep(spec, sampleFacts()).back().identity);
        copy.strategies = spec.strategies;
        QVERIFY(copy == spec);
    }
    /// With a search the plan has only what is certain; the form says so, and keeps what it was
    /// told.
    void aSearchWithStoppingIsDesigned()
    {
        SweepBench bench;
        SweepPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        page.newSweep();
        auto* table = child<QTableView>(&page, "planTable");
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 1 + 5 + 3 + 5);
        auto* configurations = child<QLineEdit>(&page, "search_configurations");
        auto* margin = child<QLineEdit>(&page, "stopping_margin");
        QVERIFY(configurations->isHidden() && margin->isHidden());
        choose(child<QComboBox>(&page, "search_method"), 2);
        QVERIFY(!configurations->isHidden());
        choose(child<QComboBox>(&page, "search_values"), 1);
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 1);
        type(configurations, QStringLiteral("12"));
        auto* averaged = child<QLineEdit>(&page, "training_averageBest");
        QVERIFY(averaged->isHidden());
        choose(child<QComboBox>(&page, "training_choice"), 2);
        QVERIFY(!averaged->isHidden());
        type(averaged, QStringLiteral("3"));
        choose(child<QComboBox>(&page, "stopping_mode"), 1);
        QVERIFY(!margin->isHidden());
        type(margin, QStringLiteral("0.5"));
        auto* summary = child<QLabel>(&page, "planSummary");
        QTRY_VERIFY2(summary->text().contains(QLatin1String("12 configuration")),
                     qPrintable(summary->text()));
        QStringList names;
        for (const Domain& domain : sampleFacts().domains) {
            if (domain.role == DomainRole::New)
                names.prepend(QString::fromStdString(domain.name));
        }
        type(child<QLineEdit>(&page, "sequence_domains"), names.join(QStringLiteral(" , ")));
        child<QPushButton>(&page, "startSweep")->click();
        QTRY_COMPARE(bench.requests(), QStringList{"sweep.start"});
        const SweepSpec stored = bench.session.sweeps().back().spec;
        QCOMPARE(stored.search.method, SearchMethod::Hypervolume);
        QCOMPARE(stored.search.configurations, 12);
        QCOMPARE(stored.training.choice, CheckpointChoice::AverageBest);
        QCOMPARE(stored.training.averageBest, 3);
        QCOMPARE(stored.search.values, SearchValues::Listed);
        QCOMPARE(stored.stopping.mode, StoppingMode::Mark);
        QCOMPARE(stored.stopping.margin, 0.5);
        QCOMPARE(stored.sequence.domains.size(), static_cast<std::size_t>(names.size()));
        QCOMPARE(stored.sequence.domains.front(), names.front().toStdString());
    }
    /// A strategy gets a learning rate of its own, the sweep a budget in tokens.
    void trainingOfOneStrategyIsVaried()
    {
        SweepBench bench;
        SweepPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        page.newSweep();
        auto* table = child<QTableView>(&page, "planTable");
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 1 + 5 + 3 + 5);
        auto* tokens = child<QLineEdit>(&page, "training_budget_targetTokens");
        QVERIFY(tokens->isHidden());
        choose(child<QComboBox>(&page, "training_budget_policy"), 1);
        QVERIFY(!tokens->isHidden());
        type(tokens, QStringLiteral("20000"));

        auto* card = child<QWidget>(&page, "strategy_fine-tuning");
        QMenu* menu = child<QToolButton>(card, "ownTraining")->menu();
        Q_EMIT menu->aboutToShow();
        menu->actions().front()->trigger();
        auto* rate = child<QLineEdit>(card, "training_learningRate");
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 3 + 5 + 3 + 5);
        type(rate, QStringLiteral("0.001, 1e-4"));
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 2 + 5 + 3 + 5);
        Q_EMIT menu->aboutToShow(); // what has a field is not offered again
        QCOMPARE(menu->actions().size(), static_cast<int>(trainingParameters().size()) - 1);
        type(rate, QStringLiteral("-1"));
        QTRY_VERIFY(child<QLabel>(card, "training_learningRate_problem")->isVisible());
        type(rate, QStringLiteral("0.001, 1e-4"));

        QStringList labels;
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 2 + 5 + 3 + 5);
        for (int row = 0; row < table->model()->rowCount(); ++row)
            labels += table->model()->index(row, PlanTableModel::LabelColumn).data().toString();
        QVERIFY2(labels.contains(QStringLiteral("Fine-tuning lr=1e-4, seed 1")),
                 qPrintable(labels.join(QLatin1Char('\n'))));
        auto* start = child<QPushButton>(&page, "startSweep");
        QTRY_VERIFY(start->isEnabled()); // what was wrong for a moment has been read again
        start->click();
        QTRY_COMPARE(bench.requests(), QStringList{"sweep.start"});
        const SweepSpec stored = bench.session.sweeps().back().spec;
        QVERIFY(stored.training.budget.policy == BudgetPolicy::TargetTokens);
        QCOMPARE(stored.training.budget.targetTokens, std::int64_t{20000});
        QCOMPARE(stored.strategies[1].axes.at("training.learningRate"),
                 (std::vector<nlohmann::json>{0.001, 1e-4}));
        QVERIFY(stored.strategies[2].base.training.empty());
    }
    void lambdasAreFoundByAProbe()
    {
        SweepBench bench;
        SweepPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        page.newSweep();
        // Cards are made anew when the draft has been kept.
        const auto lambda = [&] {
            return child<QLineEdit>(child<QWidget>(&page, "strategy_ewc"), "ewc_lambda")->text();
        };
        const auto probe = [&] {
            auto* card = child<QWidget>(&page, "strategy_ewc");
            child<QPushButton>(card->findChild<LogGridPanel*>(), "gridProbe")->click();
        };
        auto* notice = child<NoticeBar>(&page, "noticeBar");
        bench.setEngine(2, QStringLiteral("The base model is not there yet."));
        probe();
        QTRY_VERIFY(notice->text().contains(QLatin1String("not there yet")));
        QCOMPARE(lambda(), QStringLiteral("0.1, 0.01, 0.001, 1e-4, 1e-5"));

        QFile script(bench.folder.filePath("engine"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\necho '{\"lambda\":[3,0.3,0.03],\"shares\":[0.05,0.5,0.95],"
                     "\"stiffness\":[0.6,0.06,0.006]}'\n");
        script.close();
        probe();
        QTRY_COMPARE(lambda(), QStringLiteral("3, 0.3, 0.03"));
        QVERIFY2(notice->text().contains(QLatin1String("from 5 % to 95 %")),
                 qPrintable(notice->text()));
        const QStringList arguments = bench.engineArguments(); // of the first call
        QCOMPARE(arguments.front(), QStringLiteral("lambda"));
        QCOMPARE(arguments.at(arguments.indexOf(QStringLiteral("--strategy")) + 1),
                 QStringLiteral("ewc"));
        // Nothing to probe where a parameter is no penalty's λ.
        auto* other = child<QWidget>(&page, "strategy_mixing")->findChild<LogGridPanel*>();
        QVERIFY(!other || child<QPushButton>(other, "gridProbe")->isHidden());
    }
    void aStiffPenaltyIsWarnedOf()
    {
        const auto answerOf = [](const char* stiffness) {
            return probeAnswer(
                QStringLiteral("{\"lambda\":[3,0.3],\"shares\":[0.05,0.95],\"stiffness\":%1}")
                    .arg(QLatin1String(stiffness)));
        };
        const ProbeAnswer calm = answerOf("[1.999,0.2]");
        QCOMPARE(calm.lambdas, (std::vector<double>{3, 0.3}));
        QCOMPARE(calm.tone, NoticeBar::Tone::Info);
        QCOMPARE(calm.text, QStringLiteral("λ from 3 to 0.3 lets the model go from 5 % to 95 % of "
                                           "the way that fine-tuning would."));
        const ProbeAnswer stiff = answerOf("[12.345,1.2]");
        QCOMPARE(stiff.lambdas, calm.lambdas); // proposed all the same
        QCOMPARE(stiff.tone, NoticeBar::Tone::Warning);
        QVERIFY(stiff.text.startsWith(calm.text));
        for (const char* said : {"λ = 3,", "learning rate is 12.3;", "from 2 on", "unstable",
                                 "lower the learning rate", "clip the Fisher information"})
            QVERIFY2(stiff.text.contains(QString::fromUtf8(said)), qPrintable(stiff.text));
        QCOMPARE(answerOf("[2,0.2]").tone, NoticeBar::Tone::Warning); // the limit itself
        for (const char* odd : {"[1]", "[1,null]", "\"low\"", "[1,", "[]"}) {
            const ProbeAnswer wrong = answerOf(odd);
            QVERIFY2(wrong.lambdas.empty() && wrong.tone == NoticeBar::Tone::Error, odd);
            QVERIFY2(wrong.text.contains("cannot be read"), qPrintable(wrong.text));
        }
        QVERIFY(probeAnswer({}).lambdas.empty());
    }
    /// Scrolling over the form changes no setting.
    void theWheelScrolls()
    {
        SweepBench bench;
        WheelGuard guard;
        qApp->installEventFilter(&guard);
        SweepPage page(bench.context());
        page.resize(1200, 500);
        page.show();
        page.newSweep();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        auto* policy = child<QComboBox>(&page, "training_budget_policy");
        auto* bar = child<QScrollArea>(&page, "sweepFormArea")->verticalScrollBar();
        const auto turn = [policy] {
            const QPointF middle = policy->rect().center();
            QWheelEvent event(middle, policy->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QSpontaneKeyEvent::setSpontaneous(&event); // or it would go no further
            qApp->notify(policy, &event);
        };
        QCOMPARE(policy->currentIndex(), 0);
        const int before = bar->value();
        turn();
        QCOMPARE(policy->currentIndex(), 0);
        QVERIFY(bar->value() > before);
        page.activateWindow();
        policy->setFocus();
        QTRY_VERIFY(policy->hasFocus());
        turn();
        QCOMPARE(policy->currentIndex(), 1); // it is what the user works on
    }
    void aGridIsFilledIn()
    {
        LogGridPanel panel;
        panel.start({1, 0.1, 0.01});
        std::vector<double> chosen;
        QObject::connect(&panel, &LogGridPanel::chosen, &panel,
                         [&](const std::vector<double>& values) { chosen = values; });
        child<QPushButton>(&panel, "gridUse")->click();
        QCOMPARE(chosen, (std::vector<double>{1, 0.1, 0.01}));
        child<QLineEdit>(&panel, "gridLast")->setText(QStringLiteral("0"));
        QVERIFY(!child<QPushButton>(&panel, "gridUse")->isEnabled());
    }
};

QTEST_MAIN(SweepFormTest)
#include "tst_sweep_form.moc"
