// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QShortcut>
#include <QSignalSpy>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTableView>
#include <QTextEdit>
#include <QTreeView>
#include <QUrl>

#include "engine/store/study_store.h"
#include "tests/support/large_study.h"
#include "tests/ui/page_bench.h"
#include "ui/main_window.h"
#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/recent_studies.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/translations.h"

using namespace palimpsest;

namespace
{

/// This process as the conductor of a study: alive as long as the test.
ConductorRow conductorHere(StudyStore& store)
{
    ConductorRow owner;
    owner.host = "here";
    owner.pid = QCoreApplication::applicationPid();
    owner.bootId = "test";
    if (!store.takeConductorLock(owner))
        qFatal("somebody conducts the study of the test");
    return owner;
}

QString shownPage(const MainWindow& window)
{
    const auto* stack = window.findChild<QStackedWidget*>("pageStack");
    const auto* page = qobject_cast<const Page*>(stack->currentWidget());
    return page ? page->id() : stack->currentWidget()->objectName();
}

/// A control's name for a screen reader: its own, its text, or its label's.
bool isNamed(const QWidget* control)
{
    if (!control->accessibleName().isEmpty())
        return true;
    const auto* button = qobject_cast<const QAbstractButton*>(control);
    if (button && !button->text().isEmpty())
        return true;
    const QList<QLabel*> labels = control->window()->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [control](const QLabel* label) {
        return label->buddy() == control ||
               (label->buddy() && label->buddy()->focusProxy() == control);
    });
}

} // namespace

class MainWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { installTranslations(*qApp, QLocale::c()); }
    void anEmptyWindowOffersWaysToAStudy()
    {
        PageBench bench;
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(shownPage(window), QStringLiteral("startPage"));
        QVERIFY(!QApplication::activeModalWidget());
        for (const char* name : {"openDemo", "newStudy", "openStudy"})
            QVERIFY(child<QAbstractButton>(&window, name)->isVisible());
        QVERIFY(!child<QListWidget>(&window, "navigation")->isEnabled());
        QVERIFY(!child<QAction>(&window, "actionStart")->isEnabled());
        QVERIFY(child<QAction>(&window, "actionQuit")->isEnabled());
    }
    void everyPageByKeyboard()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(window.openStudy(bench.study()));
        QVERIFY(window.windowTitle().startsWith(QLatin1String("News & captions_100%")));
        QCOMPARE(shownPage(window), QStringLiteral("tradeoff"));
        const QStringList ids = {"tradeoff",   "sweep",  "runs",    "curves", "compare",
                                 "forgetting", "tables", "domains", "log"};
        QCOMPARE(window.pages().size(), ids.size());
        for (int i = static_cast<int>(ids.size()) - 1; i >= 0; --i) {
            QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(shownPage(window), ids[i]);
            QCOMPARE(child<QListWidget>(&window, "navigation")->currentRow(), i);
        }
        QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(child<QLineEdit>(&window, "runsFilter")->hasFocus());
        QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(shownPage(window), QStringLiteral("startPage"));
    }
    /// What hidden pages make of thousands of runs they make when they are needed, and then in
    /// full.
    void hiddenPagesOfALargeStudyWait()
    {
        PageBench bench;
        {
            LargeStudySize size;
            size.runs = 1200;
            size.metricPoints = 4800;
            size.seeds = 20;
            size.running = 2;
            makeLargeStudy(bench.study().toStdString(), size);
        }
        MainWindow window;
        window.show();
        QVERIFY(window.openStudy(bench.study()));
        auto* runs = child<QTreeView>(&window, "runsTable")->model();
        auto* curves = child<QListView>(&window, "curvesRuns")->model();
        QTRY_VERIFY(child<QTableView>(&window, "tradeoffTable")->model()->rowCount() > 10);
        QCOMPARE(runs->rowCount(), 0);
        QCOMPARE(curves->rowCount(), 0);
        RowId failed = 0;
        {
            StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
            for (const JobRow& job : store.jobs())
                failed = job.state == JobState::Failed ? job.id : failed;
            store.setJobNote(failed, "seen later");
        }
        window.session()->refresh(); // news for pages that have nothing yet
        window.findChild<JobSelection*>()->setJobs({failed});
        QCOMPARE(runs->rowCount(), 0);
        child<QAction>(&window, "actionRetry")->trigger();
        QCOMPARE(bench.requests(), QStringList{"job.retry"});
        const auto all = static_cast<int>(window.session()->jobs().size());
        QCOMPARE(runs->rowCount(), all);
        window.showPage("curves");
        QCOMPARE(curves->rowCount(), all);
        QCOMPARE(
            child<QListView>(&window, "curvesRuns")->selectionModel()->selectedIndexes().size(), 1);
        window.closeStudy();
        QCOMPARE(runs->rowCount() + curves->rowCount(), 0);
    }
    void functionKeys()
    {
        PageBench bench;
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_F11);
        QVERIFY(window.isFullScreen());
        QTest::keyClick(&window, Qt::Key_F11);
        QVERIFY(!window.isFullScreen());
        QTest::keyClick(&window, Qt::Key_F1);
        auto* help = child<QDialog>(&window, "helpDialog");
        QVERIFY(help->isVisible());
        const auto* keys = child<QTableView>(help, "helpKeys");
        QStringList shown;
        for (int row = 0; row < keys->model()->rowCount(); ++row)
            shown += keys->model()->index(row, 1).data().toString();
        for (const char* key : {"Ctrl+1", "Ctrl+Return", "F11", "Ctrl+Q", "Space", "Del"})
            QVERIFY2(shown.contains(QLatin1String(key)), key);
        help->close();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(!window.isVisible());
    }
    void noTwoThingsShareAKey()
    {
        PageBench bench;
        MainWindow window;
        QMap<QString, QStringList> windowWide;
        QList<QPair<QString, QString>> local;
        const auto note = [&](const QKeySequence& keys, Qt::ShortcutContext context,
                              const QString& name) {
            if (keys.isEmpty())
                return;
            if (context == Qt::WindowShortcut || context == Qt::ApplicationShortcut)
                windowWide[keys.toString()] += name;
            else
                local.append({keys.toString(), name});
        };
        for (const QAction* action : window.findChildren<QAction*>())
            for (const QKeySequence& keys : action->shortcuts())
                note(keys, action->shortcutContext(), action->text());
        for (const QShortcut* shortcut : window.findChildren<QShortcut*>())
            note(shortcut->key(), shortcut->context(), shortcut->parent()->objectName());
        QVERIFY(windowWide.size() > 12);
        for (auto it = windowWide.cbegin(); it != windowWide.cend(); ++it)
            QVERIFY2(it->size() == 1, qPrintable(it.key() + ": " + it->join(", ")));
        for (const auto& [keys, name] : local)
            QVERIFY2(!windowWide.contains(keys), qPrintable(keys + ": " + name));
    }
    void ctrlReturnStartsTheSweepInView()
    {
        PageBench bench;
        makeSampleStore(bench.study().toStdString());
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.openStudy(bench.study());
        window.showPage(QStringLiteral("sweep"));
        QTRY_VERIFY(child<QAbstractButton>(&window, "startSweep")->isEnabled());
        child<QLineEdit>(&window, "seeds")->setFocus();
        QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(bench.requests(), QStringList{"sweep.start"});
    }
    void whatIsNoStudyIsSaid()
    {
        PageBench bench;
        MainWindow window;
        window.show();
        QVERIFY(!window.openStudy(bench.folder.filePath("nothing")));
        QVERIFY(window.statusBar()->currentMessage().contains(QLatin1String("no study in")));
        QCOMPARE(shownPage(window), QStringLiteral("startPage"));
        // A study that is open stays open.
        makeSampleStore(bench.study().toStdString());
        QVERIFY(window.openStudy(bench.study()));
        QVERIFY(!window.openStudy(bench.folder.filePath("nothing")));
        QVERIFY(window.session()->isOpen());
        QCOMPARE(window.session()->folder(), bench.study());
    }
    void aDroppedStudyOpens()
    {
        PageBench bench;
        makeSampleStore(bench.study().toStdString());
        MainWindow window;
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(bench.study())});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
        QVERIFY(window.session()->isOpen());
    }
    void closingAsksWhatBecomesOfTheWork_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<QStringList>("requests");
        using Choice = MainWindow::CloseChoice;
        QTest::newRow("keep") << int(Choice::KeepRunning) << true << QStringList();
        QTest::newRow("pause") << int(Choice::Pause) << true << QStringList("sweep.pause");
        QTest::newRow("cancel") << int(Choice::Cancel) << true << QStringList("sweep.cancel");
        QTest::newRow("stay") << int(Choice::Stay) << false << QStringList();
    }
    void closingAsksWhatBecomesOfTheWork()
    {
        QFETCH(int, choice);
        QFETCH(bool, closes);
        QFETCH(QStringList, requests);
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
        const ConductorRow owner = conductorHere(store);
        MainWindow window;
        window.show();
        window.openStudy(bench.study());
        QVERIFY(window.session()->conductorAlive());
        int asked = 0;
        window.askOnClose = [&](int unfinished) {
            asked = unfinished;
            return static_cast<MainWindow::CloseChoice>(choice);
        };
        QCOMPARE(window.close(), closes);
        QCOMPARE(asked, window.session()->unfinishedJobs());
        QVERIFY(asked > 0);
        QCOMPARE(bench.requests(), requests);
        store.releaseConductorLock(owner);
    }
    void closingAnIdleStudyAsksNothing()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        MainWindow window;
        window.show();
        window.openStudy(bench.study());
        window.askOnClose = [](int) { return MainWindow::CloseChoice::Stay; };
        QVERIFY(window.close());
    }
    void theLayoutIsKeptWithoutClosing()
    {
        PageBench bench;
        makeSampleStore(bench.study().toStdString());
        MainWindow window;
        window.restoreLayout();
        window.show();
        window.resize(1000, 700);
        QTRY_VERIFY(QSettings().contains(QStringLiteral("window/geometry"))); // no close
        window.openStudy(bench.study());
        QCOMPARE(recentStudies(), QStringList(bench.study()));
        window.showPage(QStringLiteral("curves"));
        auto* splitter = child<QSplitter>(&window, "curvesSplitter");
        QTest::mousePress(splitter->handle(1), Qt::LeftButton);
        QTest::mouseMove(splitter->handle(1), QPoint(60, 5));
        QTest::mouseRelease(splitter->handle(1), Qt::LeftButton, {}, QPoint(60, 5));
        const QList<int> sizes = splitter->sizes();
        QTRY_COMPARE(QSettings().value("window/splitters/curvesSplitter").toByteArray(),
                     splitter->saveState());
        MainWindow next;
        next.restoreLayout();
        QCOMPARE(next.size(), QSize(1000, 700));
        next.openStudy(bench.study());
        QCOMPARE(shownPage(next), QStringLiteral("curves"));
        next.show();
        QCOMPARE(child<QSplitter>(&next, "curvesSplitter")->sizes(), sizes);
        child<QAction>(&next, "actionResetLayout")->trigger();
        QVERIFY(next.size() != QSize(1000, 700));
    }
    void colorsFollowTheChoiceAtOnce()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        applyTheme(*qApp, ColorScheme::Light);
        MainWindow window;
        window.show();
        window.openStudy(bench.study());
        const auto plotGround = [&] {
            const PlotWidget* plot = window.pages().first()->plots().first();
            return plot->parentWidget()->grab().toImage().pixelColor(12, 60).lightness();
        };
        QTRY_VERIFY(plotGround() > 200);
        applyTheme(*qApp, ColorScheme::Dark);
        QTRY_VERIFY(plotGround() < 80);
        applyTheme(*qApp, ColorScheme::Light);
        QTRY_VERIFY(plotGround() > 200);
    }
    void everyControlHasAName()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        MainWindow window;
        window.show();
        window.openStudy(bench.study());
        for (Page* page : window.pages()) {
            window.showPage(page->id());
            page->prepareForScreenshot();
            int controls = 0;
            for (const QWidget* each : page->findChildren<QWidget*>()) {
                const bool control =
                    qobject_cast<const QAbstractButton*>(each) ||
                    qobject_cast<const QLineEdit*>(each) || qobject_cast<const QComboBox*>(each) ||
                    qobject_cast<const QAbstractSlider*>(each) ||
                    qobject_cast<const QAbstractItemView*>(each) ||
                    qobject_cast<const QTextEdit*>(each) || qobject_cast<const PlotWidget*>(each);
                // Parts of Qt's own controls, such as scroll bars and the inner line edit of a box.
                if (!control || !each->isVisibleTo(page) || each->focusPolicy() == Qt::NoFocus ||
                    each->focusProxy() || each->objectName().startsWith(QLatin1String("qt_")) ||
                    qobject_cast<const QComboBox*>(each->parentWidget()) ||
                    each->inherits("QScrollBar") || each->inherits("QHeaderView") ||
                    each->inherits("QComboBoxListView"))
                    continue;
                ++controls;
                QVERIFY2(isNamed(each), qPrintable(page->id() + ": " + each->objectName() + " " +
                                                   each->metaObject()->className()));
            }
            QVERIFY2(controls > 0, qPrintable(page->id()));
            for (const QLabel* label : page->findChildren<QLabel*>())
                QVERIFY2(!label->text().contains(QLatin1String("(s)")), qPrintable(label->text()));
        }
    }
    void theEndOfASweepIsSaid()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        MainWindow window;
        window.show();
        window.openStudy(bench.study());
        QVERIFY(!window.statusBar()->currentMessage().contains(QLatin1String("is done")));
        StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
        store.setSweepState(store.sweeps().front().id, SweepState::Done);
        QTRY_VERIFY(window.statusBar()->currentMessage().contains(QLatin1String("is done")));
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
