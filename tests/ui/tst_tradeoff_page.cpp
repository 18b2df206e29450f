// SPDX-License-Identifier: GPL-3.0-or-later
// The trade-off page's statistics, over studies with real per-segment statistics.
#include <QCheckBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTextDocument>
#include <QToolButton>

#include "tests/support/scored_results.h"
#include "tests/ui/page_bench.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/tradeoff/analysis_runner.h"
#include "ui/pages/tradeoff/tradeoff_page.h"
#include "ui/pages/tradeoff/tradeoff_table_model.h"
#include "ui/plots/plot_widget.h"

using namespace palimpsest;

namespace
{

const PlotSeries* seriesOf(const TradeoffPage& page, const QString& id)
{
    for (const PlotSeries& series : page.plots().front()->content().series)
        if (series.id == id)
            return &series;
    return nullptr;
}

QList<RowId> jobsOf(const TradeoffPage& page, const std::string& series, const std::string& label)
{
    for (const TradeoffPoint& point : page.points())
        if (point.series == series && point.label == label)
            return {point.jobs.begin(), point.jobs.end()};
    return {};
}

} // namespace

class TradeoffPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoKindsOfSpreadAreTwoMarks()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString(), {1, 2, 3});
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.refreshNow();
        QVERIFY2(page.analysis().known(), page.analysis().sentence.c_str());
        const PlotSeries* ewc = seriesOf(page, QStringLiteral("ewc"));
        QVERIFY(ewc != nullptr);
        QCOMPARE(ewc->x.size(), 2);
        for (int i = 0; i < 2; ++i) {
            QVERIFY(ewc->xEllipse[i] > 0 && ewc->yEllipse[i] > 0); // test set
            QVERIFY(ewc->xError[i] > 0 && ewc->yError[i] > 0);     // seeds
            QVERIFY(ewc->xEllipse[i] != ewc->xError[i]);
        }
        const PlotSeries* base = seriesOf(page, QStringLiteral("baseline"));
        QVERIFY(base->xEllipse[0] > 0);
        QCOMPARE(base->xError[0], 0.0); // one run: no spread is shown
        QVERIFY(page.plots().front()->content().note.contains(QStringLiteral("test sets")));
        QVERIFY(page.plots().front()->content().note.contains(QStringLiteral("seeds")));
        child<QCheckBox>(&page, "tradeoffIntervals")->setChecked(false);
        page.refreshNow();
        QCOMPARE(seriesOf(page, QStringLiteral("ewc"))->xEllipse[0], 0.0);
        QVERIFY(seriesOf(page, QStringLiteral("ewc"))->xError[0] > 0);
    }

    void pointsAreToldFromTheFront()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.refreshNow();
        const auto* table = child<QTableView>(&page, "tradeoffTable");
        QStringList fronts;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            fronts += table->model()->index(row, TradeoffTableModel::Front).data().toString();
        QVERIFY(fronts.contains(QStringLiteral("joint")));
        int dotted = 0;
        for (const PlotSeries& series : page.plots().front()->content().series) {
            for (int i = 0; i < series.x.size(); ++i) {
                dotted += series.dotted[i] ? 1 : 0;
                QVERIFY(!series.dotted[i] || series.hollow[i]);
            }
        }
        QCOMPARE(dotted, static_cast<int>(fronts.count(QStringLiteral("not told apart"))));
        // EWC λ=0.1 is far behind EWC + mixing: an outline, nothing inside.
        const PlotSeries* ewc = seriesOf(page, QStringLiteral("ewc"));
        QVERIFY(ewc->hollow[1] && !ewc->dotted[1]);
        // A significant difference has its star and its figures.
        const int fineTuning = static_cast<int>(
            page.points().size() > 1 && page.points()[1].series == "fine-tuning" ? 1 : -1);
        QVERIFY(fineTuning > 0);
        const QModelIndex change = table->model()->index(fineTuning, TradeoffTableModel::XChange);
        QVERIFY2(change.data().toString().endsWith(QLatin1Char('*')),
                 qPrintable(change.data().toString()));
        QVERIFY(change.data(Qt::ToolTipRole).toString().contains(QStringLiteral("Holm")));
        const auto* summary = child<QLabel>(&page, "tradeoffSummary");
        QVERIFY2(summary->text().contains(QStringLiteral("hypervolume")),
                 qPrintable(summary->text()));
        QVERIFY(summary->text().contains(QStringLiteral("±")));
        QVERIFY(summary->text().contains(QStringLiteral("reference")));
    }

    void theReferencePointStaysInTheStudy()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.refreshNow();
        QVERIFY(page.analysis().reference && !page.analysis().reference->kept);
        const PlanePoint first = page.analysis().reference->point;
        page.refreshNow();
        QVERIFY(page.analysis().reference->kept);
        QVERIFY(page.analysis().reference->point == first);
        QCOMPARE(bench.session.store().documents("reference-point").size(), std::size_t{1});
    }

    void theReferencePointIsChosen()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.show();
        page.refreshNow();
        const PlanePoint first = page.analysis().reference->point;
        const double area = page.analysis().hypervolume->value;
        const auto choose = [&](const char* button, double x) {
            child<QToolButton>(&page, "tradeoffReference")->click();
            auto* dialog = child<QDialog>(&page, "referencePointDialog");
            child<QDoubleSpinBox>(dialog, "referenceX")->setValue(x);
            child<QPushButton>(dialog, button)->click();
            QTRY_VERIFY(!page.findChild<QDialog*>("referencePointDialog"));
            page.refreshNow();
        };
        choose("referenceAccept", first.x - 2);
        QVERIFY(page.analysis().reference->kept);
        QVERIFY(std::abs(page.analysis().reference->point.x - (first.x - 2)) < 0.006);
        QVERIFY(page.analysis().hypervolume->value > area);
        choose("referenceDefault", first.x - 5);
        QVERIFY(page.analysis().reference->point == first);
        QCOMPARE(page.analysis().hypervolume->value, area);
    }

    void selectedPairsAreTested()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        page.refreshNow();
        const auto* text = child<QLabel>(&page, "tradeoffComparison");
        QVERIFY(!text->isVisible());
        // One point: against the base model.
        bench.selection.setJobs(jobsOf(page, "ewc", "λ=0.1"));
        page.refreshNow();
        QVERIFY(text->isVisible());
        QVERIFY(text->text().contains(QStringLiteral("base model"), Qt::CaseInsensitive) ||
                text->text().contains(QStringLiteral("Baseline"), Qt::CaseInsensitive));
        // Two points: against each other, raw and corrected.
        bench.selection.setJobs(jobsOf(page, "ewc", "λ=0.1"));
        bench.selection.toggle(jobsOf(page, "ewc+mixing", "1:1 λ=0.1"));
        page.refreshNow();
        for (const char* part : {"Holm", "BH", "koran", "captions", "news", "1,000 resamples",
                                 "12 tests", "test sets", "extrapolated"})
            QVERIFY2(text->text().contains(QString::fromLatin1(part)) ||
                         text->text().contains(QString::fromLatin1(part).remove(QLatin1Char(','))),
                     qPrintable(QString::fromLatin1(part) + QLatin1Char('\n') + text->text()));
        QVERIFY(!text->text().contains(QStringLiteral("nan"), Qt::CaseInsensitive));
        // "< 0.001" is shown, not taken for a tag.
        QTextDocument shown;
        shown.setHtml(text->text());
        QVERIFY2(shown.toPlainText().contains(QStringLiteral("< 0.001")),
                 qPrintable(shown.toPlainText()));
        bench.selection.clear();
        QVERIFY(!text->isVisible());
    }

    void theBudgetNamesAProbability()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.refreshNow();
        child<QCheckBox>(&page, "tradeoffBudgetOn")->setChecked(true);
        child<QSlider>(&page, "tradeoffBudget")->setValue(100); // 10 points
        page.refreshNow();
        const QString text = child<QLabel>(&page, "tradeoffBudgetText")->text();
        QVERIFY2(text.contains(QStringLiteral("best allowed")), qPrintable(text));
        const PointWithinBudget choice = budgetChoice(page.analysis(), 10);
        QVERIFY(choice.point && choice.probability);
        const QString percent =
            QLocale().toString(*choice.probability * 100, 'f', 0) + QStringLiteral("\u00a0%");
        QVERIFY2(text.contains(percent), qPrintable(text));
    }

    void mixedScoresAreWarnedOf()
    {
        PageBench bench;
        {
            StudyStore store = makeScoredResults(bench.study().toStdString());
            for (const JobRow& job : store.jobs()) {
                if (job.kind != RunKind::Trial || scoredName(job) != "mixing 1:1")
                    continue;
                EvaluationRow row = sampleEvaluation(addSampleRun(store, job.id, "odd"), 250,
                                                     Split::Test, true, {30, 31, 32});
                for (ScoreRow& score : row.scores)
                    score.signature = "nrefs:1|case:lc|eff:no|tok:13a|smooth:exp|version:2.6.0";
                store.addEvaluation(row, {});
            }
        }
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.show();
        page.refreshNow();
        auto* warning = child<NoticeBar>(&page, "tradeoffWarning");
        QVERIFY(warning->isVisible());
        QVERIFY(warning->text().contains(QStringLiteral("case:lc")));
        QVERIFY(page.plots().front()->content().note.contains(QStringLiteral("Not all")));
        QVERIFY(!page.analysis().known());
    }

    void unequalBudgetsAreWarnedOf()
    {
        PageBench bench;
        {
            StudyStore store = makeScoredResults(bench.study().toStdString());
            SweepSpec longer = hasler2021Sweep({1});
            std::erase_if(longer.strategies,
                          [](const StrategyGrid& each) { return each.base.name != "fine-tuning"; });
            longer.training.budget.updates = 500;
            store.addJobs(planSweep(longer, store.facts()), store.addSweep(longer));
            addScoredEvaluation(store, store.jobs().back(), scoredQualities().at("ewc λ=1"), 3);
        }
        bench.session.open(bench.study());
        TradeoffPage page(bench.context());
        page.show();
        page.refreshNow();
        auto* warning = child<NoticeBar>(&page, "tradeoffWarning");
        QVERIFY(warning->isVisible());
        QVERIFY2(warning->text().contains(QStringLiteral("250 updates; 500 updates")),
                 qPrintable(warning->text()));
        const QString note = page.plots().front()->content().note;
        QVERIFY2(note.contains(QStringLiteral("unequal budgets")), qPrintable(note));
        QVERIFY(page.analysis().known()); // the scores are told apart all the same
    }

    /// The window's thread goes on while points are resampled, and late answers do no harm.
    void nothingWaitsForTheAnalysis()
    {
        PageBench bench;
        makeScoredResults(bench.study().toStdString());
        bench.session.open(bench.study());
        AnalysisRunner runner;
        QSignalSpy answers(&runner, &AnalysisRunner::analysed);
        TradeoffOptions other;
        other.x.over = AxisChoice::Over::Worst;
        for (int i = 0; i < 20; ++i)
            runner.analyse(bench.study(), i < 19 ? other : TradeoffOptions());
        QCOMPARE(answers.count(), 0); // asking returns at once
        runner.wait();
        QCOMPARE(answers.count(), 1); // of the newest only
        const auto analysis = answers[0][0].value<std::shared_ptr<const TradeoffAnalysis>>();
        QVERIFY(analysis->options == TradeoffOptions());
        runner.analyse(bench.study(), other);
        runner.close();
        runner.wait();
        QCOMPARE(answers.count(), 1);
        bench.session.close();
        TradeoffPage page(bench.context());
        page.refreshNow();
        QVERIFY(page.points().empty());
    }
};

QTEST_MAIN(TradeoffPageTest)
#include "tst_tradeoff_page.moc"
