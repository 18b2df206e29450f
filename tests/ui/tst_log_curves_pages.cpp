// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>
#include <tuple>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QUndoStack>

#include "tests/ui/page_bench.h"
#include "ui/models/message_table_model.h"
#include "ui/pages/curves/curves_page.h"
#include "ui/pages/log/log_page.h"
#include "ui/plots/plot_widget.h"

using namespace palimpsest;

class LogCurvesPagesTest : public QObject
{
    Q_OBJECT

private:
    static RowId scoredTrial(const StudySession& session)
    {
        for (const JobRow& job : session.jobs())
            if (job.kind == RunKind::Trial && job.config.strategy.adapts &&
                !session.evaluationsOfJob(job.id).empty())
                return job.id;
        return 0;
    }

private Q_SLOTS:
    void repeatedMessagesCount()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        LogPage page(bench.context());
        page.show();
        auto* table = child<QTableView>(&page, "logTable");
        QCOMPARE(table->model()->rowCount(), 3);
        QVERIFY(child<QLabel>(&page, "logSummary")->text().startsWith(QLatin1Char('1')));
        QTest::keyClicks(child<QLineEdit>(&page, "logFilter"), QStringLiteral("conductor"));
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, MessageTableModel::CountColumn).data().toString(),
                 QStringLiteral("3"));
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            store.addMessage(Severity::Info, "The conductor started.");
        }
        bench.session.refresh();
        QTRY_COMPARE(table->model()->index(0, MessageTableModel::CountColumn).data().toString(),
                     QStringLiteral("4"));
    }
    void aMessageLeadsToItsRun()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        LogPage page(bench.context());
        page.show();
        auto* table = child<QTableView>(&page, "logTable");
        child<QComboBox>(&page, "logSeverity")->setCurrentIndex(2);
        QCOMPARE(table->model()->rowCount(), 1);
        QSignalSpy wanted(&page, &Page::pageRequested);
        table->selectRow(0);
        Q_EMIT table->doubleClicked(table->currentIndex());
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(bench.session.job(bench.selection.current())->state, JobState::Failed);
    }
    void curvesFollowSelectionAndData()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        CurvesPage page(bench.context());
        page.show();
        auto* plot = page.plots().first();
        QVERIFY(plot->content().series.isEmpty());
        const RowId job = scoredTrial(bench.session);
        bench.selection.setJobs({job});
        QCOMPARE(plot->content().series.size(), 1);
        QVector<double> updates;
        for (int step = 10; step <= 110; step += 10)
            updates += step;
        QCOMPARE(plot->content().series[0].x, updates);
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            store.addMetrics(store.latestRun(job)->id, 260, {{"loss", 2.5}});
        }
        bench.session.refresh();
        QTRY_COMPARE(plot->content().series[0].x.last(), 260.0);
        QCOMPARE(plot->content().series[0].y.last(), 2.5);
    }
    void smoothingKeepsTheRawCurve()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        CurvesPage page(bench.context());
        page.show();
        bench.selection.setJobs({scoredTrial(bench.session)});
        auto* plot = page.plots().first();
        const QVector<double> raw = plot->content().series[0].y;
        child<QSlider>(&page, "curvesSmoothing")->setValue(60);
        QCOMPARE(plot->content().series.size(), 2);
        QCOMPARE(plot->content().series[0].y, raw);
        QVERIFY(plot->content().series[0].opacity < 1);
        QVERIFY(plot->content().series[1].y != raw);
        QVERIFY(plot->content().note.contains(QLatin1String("0.6")));
        child<QCheckBox>(&page, "curvesLogY")->setChecked(true);
        QVERIFY(plot->content().yLog);
    }
    void scoresAreCurvesToo()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        CurvesPage page(bench.context());
        page.show();
        bench.selection.setJobs({scoredTrial(bench.session)});
        auto* box = child<QComboBox>(&page, "curvesQuantity");
        const int index = box->findData(QStringLiteral("role:old:bleu"));
        QVERIFY(index >= 0);
        box->setCurrentIndex(index);
        QCOMPARE(page.plots().first()->content().series[0].x, (QVector<double>{100, 250}));
        QCOMPARE(page.plots().first()->content().series[0].y, (QVector<double>{50, 40}));
    }
    void hiddenCurvesAreDrawnWhenTheyAreSeen()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        CurvesPage page(bench.context());
        auto* plot = page.plots().first();
        bench.selection.setJobs({scoredTrial(bench.session)});
        QVERIFY(plot->content().series.isEmpty()); // nobody looks
        page.show();
        QCOMPARE(plot->content().series.size(), 1);
        page.hide();
        bench.selection.clear();
        page.show();
        QVERIFY(plot->content().series.isEmpty());
    }
    /// Any changes of the view, then as many undone: all is as it was; redone: as it became.
    void viewsAreUndone_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void viewsAreUndone()
    {
        QFETCH(const unsigned, seed);
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        CurvesPage page(bench.context());
        page.show();
        const RowId job = scoredTrial(bench.session);
        bench.selection.setJobs({job});
        auto* plot = page.plots().first();
        auto* filter = child<QLineEdit>(&page, "curvesFilter");
        auto* quantity = child<QComboBox>(&page, "curvesQuantity");
        auto* smoothing = child<QSlider>(&page, "curvesSmoothing");
        const auto shown = [&] {
            return std::tuple(plot->content(), filter->text(), quantity->currentData().toString(),
                              plot->seriesVisible(QString::number(job)),
                              child<QListView>(&page, "curvesRuns")->model()->rowCount());
        };
        std::mt19937 random(seed);
        const auto first = shown();
        for (int i = 0; i < 30; ++i) {
            switch (random() % 6) {
            case 0:
                child<QCheckBox>(&page, "curvesLogX")->toggle();
                break;
            case 1:
                child<QCheckBox>(&page, "curvesLogY")->toggle();
                break;
            case 2:
                smoothing->setValue(static_cast<int>(random() % 100));
                break;
            case 3:
                quantity->setCurrentIndex(
                    static_cast<int>(random() % static_cast<unsigned>(quantity->count())));
                break;
            case 4:
                QTest::keyClicks(filter, random() % 2 ? QStringLiteral("e") : QStringLiteral("w"));
                Q_EMIT filter->editingFinished();
                break;
            default:
                plot->setSeriesVisible(QString::number(job),
                                       !plot->seriesVisible(QString::number(job)));
            }
        }
        const auto last = shown();
        QUndoStack* undo = page.undoStack();
        QVERIFY(undo->count() > 3);
        while (undo->canUndo())
            undo->undo();
        QVERIFY(shown() == first);
        while (undo->canRedo())
            undo->redo();
        QVERIFY(shown() == last);
        bench.session.close();
        QCOMPARE(undo->count(), 0); // of another study nothing can be undone
    }
    void oneSlideAndOneWordAreOneStep()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        CurvesPage page(bench.context());
        page.show();
        auto* smoothing = child<QSlider>(&page, "curvesSmoothing");
        for (int value = 10; value <= 60; value += 10)
            smoothing->setValue(value);
        Q_EMIT smoothing->sliderReleased();
        QCOMPARE(page.undoStack()->count(), 1);
        QTest::keyClicks(child<QLineEdit>(&page, "curvesFilter"), QStringLiteral("ewc"));
        QCOMPARE(page.undoStack()->count(), 2);
        QCOMPARE(page.undoStack()->undoText(), QStringLiteral("filter"));
        page.undoStack()->undo();
        QCOMPARE(child<QLineEdit>(&page, "curvesFilter")->text(), QString());
        QCOMPARE(smoothing->value(), 60);
        page.undoStack()->undo();
        QCOMPARE(smoothing->value(), 0);
    }
};

QTEST_MAIN(LogCurvesPagesTest)
#include "tst_log_curves_pages.moc"
