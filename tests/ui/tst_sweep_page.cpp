// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QListWidget>
#include <QMap>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

#include "tests/ui/sweep_form.h"
#include "ui/models/plan_table_model.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/sweep/sweep_page.h"

using namespace palimpsest;

class SweepPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDraftIsDesignedPlannedAndStarted()
    {
        SweepBench bench;
        SweepPage page(bench.context());
        page.resize(1200, 800);
        page.show();
        auto* start = child<QPushButton>(&page, "startSweep");
        QVERIFY(!start->isEnabled());
        page.newSweep();
        auto* table = child<QTableView>(&page, "planTable");
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 1 + 5 + 3 + 5);
        QVERIFY(start->isEnabled());

        // One λ less is two trials less only where both strategies lose it.
        auto* lambda = child<QLineEdit>(child<QWidget>(&page, "strategy_ewc"), "ewc_lambda");
        QCOMPARE(lambda->text(), QStringLiteral("0.1, 0.01, 0.001, 1e-4, 1e-5"));
        type(lambda, QStringLiteral("1, 0.1"));
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 1 + 2 + 3 + 5);
        type(child<QLineEdit>(&page, "seeds"), QStringLiteral("1, 2"));
        QTRY_COMPARE(table->model()->rowCount(), 3 + 1 + 2 * (1 + 2 + 3 + 5));
        type(child<QLineEdit>(&page, "name"), QStringLiteral("mine"));

        start->click();
        QTRY_COMPARE(bench.requests(), QStringList{"sweep.start"});
        const SweepSpec stored = bench.session.sweeps().back().spec;
        QCOMPARE(stored.name, std::string("mine"));
        QCOMPARE(stored.seeds, (std::vector<std::uint64_t>{1, 2}));
        QCOMPARE(stored.strategies[2].axes.at("ewc.lambda"), (std::vector<nlohmann::json>{1, 0.1}));
        QTRY_VERIFY(bench.engineArguments().contains(QStringLiteral("conduct")));
    }
    void withoutTextItSaysWhatToDo()
    {
        SweepBench bench(false);
        SweepPage page(bench.context());
        page.show();
        page.newSweep();
        QSignalSpy wanted(&page, &Page::pageRequested);
        QPushButton* add = nullptr;
        QTRY_VERIFY([&] {
            for (auto* button : page.findChildren<QPushButton*>("emptyAction"))
                if (button->isVisible())
                    add = button;
            return add != nullptr;
        }());
        add->click();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][0].toString(), QStringLiteral("domains"));
        QVERIFY(!child<QPushButton>(&page, "startSweep")->isEnabled());
    }
    void draftsAreSavedAndDuplicated()
    {
        SweepBench bench;
        SweepPage page(bench.context());
        page.show();
        page.newSweep();
        auto* save = child<QPushButton>(&page, "saveDraft");
        QVERIFY(!save->isEnabled());
        auto* name = child<QLineEdit>(&page, "name");
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("first"));
        QTRY_VERIFY(save->isEnabled());
        save->click();
        QCOMPARE(bench.session.sweeps().back().spec.name, std::string("first"));
        child<QToolButton>(&page, "duplicateSweep")->click();
        auto* list = child<QListWidget>(&page, "sweepList");
        QCOMPARE(list->count(), 2);
        QCOMPARE(list->currentItem()->text(), QStringLiteral("first (copy)"));
        QCOMPARE(name->text(), QStringLiteral("first (copy)"));
        // An edited draft is kept when another one is opened.
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("second"));
        list->setCurrentRow(1);
        QCOMPARE(name->text(), QStringLiteral("first"));
        QCOMPARE(bench.session.sweeps().back().spec.name, std::string("second"));
    }
    /// More values of λ for a sweep that has run: its trials are done by identity, the others to
    /// do.
    void aSweepThatHasRunIsExtended()
    {
        PageBench bench;
        RowId sweep = 0;
        {
            StudyStore store = makeSampleResults(bench.study().toStdString());
            for (const JobRow& job : store.jobs())
                store.setJobState(job.id, JobState::Done);
            sweep = store.sweeps().front().id;
            store.setSweepState(sweep, SweepState::Done);
        }
        bench.session.open(bench.study());
        SweepPage page(bench.context());
        page.show();
        auto* table = child<QTableView>(&page, "planTable");
        auto* extend = child<QPushButton>(&page, "extendSweep");
        const auto states = [&] {
            QMap<QString, int> counts;
            for (int row = 0; row < table->model()->rowCount(); ++row)
                ++counts[table->model()->index(row, PlanTableModel::StateColumn).data().toString()];
            return counts;
        };
        QTRY_VERIFY(states().value("Done") > 10);
        const int done = states().value("Done");
        QCOMPARE(states().size(), 1);
        QTRY_VERIFY(!child<QPushButton>(&page, "startSweep")->isEnabled()); // nothing is left
        QVERIFY(extend->isVisible());
        extend->click();
        QVERIFY2(child<NoticeBar>(&page, "noticeBar")->text().contains("only new ones run"),
                 qPrintable(child<NoticeBar>(&page, "noticeBar")->text()));
        auto* lambdas = qobject_cast<QLineEdit*>(page.focusWidget());
        QVERIFY(lambdas && lambdas->objectName() == "ewc_lambda");
        QTest::keyClicks(lambdas, ", 0.03");
        QTRY_COMPARE(states().value("To do"), 2); // two seeds
        QCOMPARE(states().value("Done"), done);
        auto* start = child<QPushButton>(&page, "startSweep");
        QTRY_VERIFY(start->isEnabled());
        start->click();
        QCOMPARE(bench.requests(), QStringList{"sweep.start"});
        QCOMPARE(bench.session.sweeps().size(), std::size_t(1)); // the same one, with more values
        QCOMPARE(bench.session.sweeps().front().spec.strategies[2].axes.at("ewc.lambda").size(),
                 std::size_t(3));
        // Values that are taken away take no results with them.
        const auto fields = page.findChildren<QLineEdit*>("ewc_lambda"); // of both strategies, anew
        type(fields[fields.size() - 2], "1");
        QTRY_VERIFY(child<QLabel>(&page, "planSummary")->text().contains("stay in the study"));
    }
    void aRunningSweepIsPausedAndCancelled()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        bench.session.open(bench.study());
        SweepPage page(bench.context());
        page.show();
        auto* list = child<QListWidget>(&page, "sweepList");
        for (int row = 0; row < list->count(); ++row)
            if (bench.session.sweep(list->item(row)->data(Qt::UserRole).toLongLong())->state ==
                SweepState::Running)
                list->setCurrentRow(row);
        auto* pause = child<QPushButton>(&page, "pauseSweep");
        auto* cancel = child<QPushButton>(&page, "cancelSweep");
        QVERIFY(pause->isVisible() && cancel->isVisible());
        pause->click();
        QCOMPARE(bench.requests(), QStringList{"sweep.pause"});
        cancel->click(); // asks first, and says what is lost
        auto* notice = child<NoticeBar>(&page, "noticeBar");
        QVERIFY2(notice->text().contains(QLatin1String("3 run")), qPrintable(notice->text()));
        QCOMPARE(bench.requests().size(), 1);
        child<QPushButton>(notice, "noticeAction")->click();
        QCOMPARE(bench.requests(), (QStringList{"sweep.pause", "sweep.cancel"}));
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            store.setSweepState(store.sweeps().front().id, SweepState::Paused);
        }
        QTRY_VERIFY(!pause->isVisible());
        QVERIFY(cancel->isVisible());
        page.newSweep(); // a draft is neither
        QVERIFY(!pause->isVisible() && !cancel->isVisible());
    }
};

QTEST_MAIN(SweepPageTest)
#include "tst_sweep_page.moc"
