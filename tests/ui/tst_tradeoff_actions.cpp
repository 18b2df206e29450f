// SPDX-License-Identifier: GPL-3.0-or-later
// What the trade-off page offers beside looking, and that changes of its view can be undone.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QUndoStack>

#include "tests/ui/page_bench.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/tradeoff/tradeoff_page.h"
#include "ui/plots/plot_widget.h"

using namespace palimpsest;

namespace
{

/// A page over the study in the middle of its work.
struct Bench : StudyPageBench<TradeoffPage> {
    Bench() : StudyPageBench({1000, 700}) { page->refreshNow(); }
    PlotWidget* plot() const { return page->plots().front(); }
    const PlotSeries* series(const QString& id) const
    {
        for (const PlotSeries& each : plot()->content().series)
            if (each.id.startsWith(id))
                return &each;
        return nullptr;
    }
    QList<RowId> jobsOf(const std::string& name, const std::string& label) const
    {
        for (const TradeoffPoint& point : page->points())
            if (point.series == name && point.label == label)
                return {point.jobs.begin(), point.jobs.end()};
        return {};
    }
    NoticeBar* suggestion() const { return child<NoticeBar>(page.get(), "tradeoffSuggestion"); }
    /// Everything that the undo stack answers for.
    QVariantList view() const
    {
        QVariantList all;
        for (const char* name :
             {"tradeoffSplit", "tradeoffMetric", "tradeoffX", "tradeoffY", "tradeoffSeeds"})
            all += child<QComboBox>(page.get(), name)->currentIndex();
        for (const char* name : {"tradeoffFronts", "tradeoffIntervals", "tradeoffBudgetOn"})
            all += child<QCheckBox>(page.get(), name)->isChecked();
        auto* budget = child<QCheckBox>(page.get(), "tradeoffBudgetOn");
        all += budget->isChecked() ? child<QSlider>(page.get(), "tradeoffBudget")->value() : -1;
        auto* paths = child<QCheckBox>(page.get(), "tradeoffPaths");
        all += paths->isChecked() && paths->isEnabled();
        all += child<QAction>(page.get(), "tradeoffPin")->text();
        for (const char* id : {"ewc", "mixing", "ewc+mixing", "baseline"})
            all += plot()->seriesVisible(QLatin1String(id));
        return all;
    }
};

} // namespace

class TradeoffActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPinnedPointIsWhatOthersAreComparedWith()
    {
        Bench bench;
        auto* pin = child<QAction>(bench.page.get(), "tradeoffPin");
        QVERIFY(!pin->isEnabled()); // nothing is selected
        const double base = bench.plot()->content().references.front().value;
        bench.selection.setJobs(bench.jobsOf("ewc", "λ=1"));
        pin->trigger();
        const PlotContent& content = bench.plot()->content();
        QCOMPARE(content.references.size(), 2);
        QVERIFY(content.references[0].value != base);
        QCOMPARE(content.references[0].value, 28.5); // 28 and 29, two seeds
        QVERIFY(content.references[0].label.contains("λ=1"));
        QVERIFY(pin->isChecked());
        // Hover cards tell differences from it: EWC λ=0.1 has 24 and 25 on news.
        const PlotSeries* ewc = bench.series("ewc");
        const QString tip = bench.plot()->tip("ewc", static_cast<int>(ewc->y.indexOf(24.5)));
        QVERIFY2(tip.contains("4.0)"), qPrintable(tip));
        bench.selection.clear();
        QVERIFY(pin->isEnabled());
        pin->trigger();
        QCOMPARE(bench.plot()->content().references.front().value, base);
        bench.page->undoStack()->undo();
        QVERIFY(pin->isChecked());
    }

    void hoverCardsSayWhatTrainingTook()
    {
        Bench bench;
        const PlotSeries* ewc = bench.series("ewc"); // two seeds at 24 and 25 on news
        const QString tip = bench.plot()->tip("ewc", static_cast<int>(ewc->y.indexOf(24.5)));
        QVERIFY2(tip.contains("250 updates · 212500 target tokens · 49 s"), qPrintable(tip));
        const QString base = bench.plot()->tip("baseline", 0);
        QVERIFY2(!base.isEmpty() && !base.contains("updates"), qPrintable(base));
        QLocale::setDefault(QLocale(QLocale::English));
        const QString took = costText({{}, 212000, 75});
        QLocale::setDefault(QLocale::c());
        QCOMPARE(took, QStringLiteral("212,000 target tokens · 1 min 15 s"));
    }

    void theNextTrialIsQueuedWithOneClick()
    {
        Bench bench;
        const auto before = bench.session.sweeps().size();
        child<QAction>(bench.page.get(), "tradeoffSuggest")->trigger();
        QVERIFY2(bench.suggestion()->text().contains("widest hole"),
                 qPrintable(bench.suggestion()->text()));
        const PlotSeries* proposed = bench.series(kSuggestedSeries);
        QVERIFY(proposed != nullptr);
        QCOMPARE(proposed->x.size(), 1);
        QCOMPARE(bench.session.sweeps().size(), before); // only a proposal
        auto* button = child<QPushButton>(bench.suggestion(), "noticeAction");
        const QString offer = button->text();
        button->click();
        QCOMPARE(bench.session.sweeps().size(), before + 1);
        const SweepRow& made = bench.session.sweeps().back();
        QCOMPARE(made.spec.strategies.size(), std::size_t(1));
        const std::string label = parameterLabel(made.spec.strategies[0].base);
        QVERIFY2(offer.endsWith(QString::fromStdString(label)), qPrintable(offer));
        QCOMPARE(bench.requests(), QStringList("sweep.start"));
        QVERIFY(bench.series(kSuggestedSeries) == nullptr);
        QVERIFY(bench.suggestion()->isHidden());
    }

    void pathsOfSelectedRunsAreTheirDevScores()
    {
        Bench bench;
        auto* paths = child<QCheckBox>(bench.page.get(), "tradeoffPaths");
        QVERIFY(!paths->isEnabled()); // on test there are none
        auto* split = child<QComboBox>(bench.page.get(), "tradeoffSplit");
        split->setCurrentIndex(split->findData("dev"));
        bench.page->refreshNow();
        paths->setChecked(true);
        QVERIFY(bench.series(kPathSeries) == nullptr); // none is selected
        bench.selection.setJobs({bench.jobsOf("ewc", "λ=1").front()});
        const PlotSeries* path = bench.series(kPathSeries);
        QVERIFY(path != nullptr);
        QCOMPARE(path->x, (QVector<double>{1, 2})); // updates 100 and 250
        QCOMPARE(path->y, (QVector<double>{50, 40}));
        QVERIFY2(path->tips[0].contains("100"), qPrintable(path->tips[0]));
        bench.plot()->setSeriesVisible("mixing", false); // an exported figure has no paths
        const FigureRecipe recipe = bench.page->figureRecipe().value();
        for (const std::string& name : recipe.strategies)
            QVERIFY(!name.starts_with("path"));
    }

    void aRectangleSelectsWhatIsInside()
    {
        Bench bench;
        QTRY_VERIFY(bench.plot()->redraws() > 0);
        auto* canvas = bench.plot()->findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        const PlotSeries* ewc = bench.series("ewc");
        const QPoint point = bench.plot()->pixelOf(ewc->x[0], ewc->y[0]).toPoint();
        QSignalSpy areas(bench.plot(), &PlotWidget::areaSelected);
        QTest::mousePress(canvas, Qt::LeftButton, Qt::ShiftModifier, point - QPoint(12, 12));
        QTest::mouseMove(canvas, point + QPoint(6, 6));
        QTest::mouseMove(canvas, point + QPoint(12, 12));
        QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ShiftModifier, point + QPoint(12, 12));
        QCOMPARE(areas.count(), 1);
        for (const RowId job : bench.jobsOf("ewc", "λ=1"))
            QVERIFY(bench.selection.contains(job));
        QVERIFY(bench.plot()->followsData()); // it did not pan
    }

    void pointsAreCopiedAsATable()
    {
        Bench bench;
        child<QAction>(bench.page.get(), "tradeoffCopy")->trigger();
        const QStringList lines = QApplication::clipboard()->text().trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + static_cast<int>(bench.page->points().size()));
        QVERIFY(lines.first().contains('\t'));
    }

    void dragsOfTheSliderAreOneStep()
    {
        Bench bench;
        child<QCheckBox>(bench.page.get(), "tradeoffBudgetOn")->setChecked(true);
        auto* slider = child<QSlider>(bench.page.get(), "tradeoffBudget");
        const int steps = bench.page->undoStack()->count();
        for (int i = 6; i < 20; ++i)
            slider->setValue(i);
        QCOMPARE(bench.page->undoStack()->count(), steps + 1);
        Q_EMIT slider->sliderReleased();
        slider->setValue(30);
        QCOMPARE(bench.page->undoStack()->count(), steps + 2);
        bench.page->undoStack()->undo();
        QCOMPARE(slider->value(), 19);
        bench.page->undoStack()->undo();
        QCOMPARE(slider->value(), 5);
    }

    void undoOfEverythingAndRedoOfEverything_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 4; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void undoOfEverythingAndRedoOfEverything()
    {
        QFETCH(quint32, seed);
        Bench bench;
        QRandomGenerator random(seed);
        const QVariantList start = bench.view();
        QList<QVariantList> after = {start};
        const auto flip = [&](const char* name) {
            auto* box = child<QCheckBox>(bench.page.get(), name);
            if (box->isEnabled())
                box->setChecked(!box->isChecked());
        };
        const auto choose = [&](const char* name) {
            auto* box = child<QComboBox>(bench.page.get(), name);
            box->setCurrentIndex(static_cast<int>(random.bounded(box->count())));
        };
        for (int step = 0; step < 60; ++step) {
            const int steps = bench.page->undoStack()->index();
            const quint32 what = random.bounded(14U);
            constexpr const char* kLists[] = {"tradeoffSplit", "tradeoffMetric", "tradeoffX",
                                              "tradeoffY", "tradeoffSeeds"};
            constexpr const char* kBoxes[] = {"tradeoffFronts", "tradeoffIntervals",
                                              "tradeoffBudgetOn", "tradeoffPaths"};
            const auto& all = bench.session.jobs();
            const QString id = QStringList{"ewc", "mixing", "ewc+mixing"}[random.bounded(3)];
            if (what < 5)
                choose(kLists[what]);
            else if (what < 9)
                flip(kBoxes[what - 5]);
            else if (what == 9)
                child<QSlider>(bench.page.get(), "tradeoffBudget")
                    ->setValue(static_cast<int>(random.bounded(100)));
            else if (what == 10)
                bench.selection.setJobs({all[random.bounded(quint32(all.size()))].id}); // no step
            else if (what == 11)
                child<QAction>(bench.page.get(), "tradeoffPin")->trigger();
            else if (what == 12)
                bench.plot()->setSeriesVisible(id, !bench.plot()->seriesVisible(id));
            else if (bench.page->undoStack()->canUndo())
                bench.page->undoStack()->undo();
            const int now = bench.page->undoStack()->index();
            bench.page->refreshNow();
            QVERIFY(now >= steps - 1 && now <= steps + 1);
            after = after.mid(0, now);
            after += bench.view();
        }
        const QVariantList end = bench.view();
        QUndoStack* stack = bench.page->undoStack();
        while (stack->canUndo()) {
            stack->undo();
            QCOMPARE(bench.view(), after[stack->index()]);
        }
        QCOMPARE(bench.view(), start);
        for (int i = 0; i < after.size() - 1; ++i)
            stack->redo();
        QCOMPARE(bench.view(), end);
    }
};

QTEST_MAIN(TradeoffActions)
#include "tst_tradeoff_actions.moc"
